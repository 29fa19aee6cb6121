"""The addresses of departments."""

app_name = "departments"
urlpatterns: list = []
