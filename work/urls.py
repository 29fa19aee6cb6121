"""Pages of the employment account, offers and enterprises."""

app_name = "work"

urlpatterns = []
