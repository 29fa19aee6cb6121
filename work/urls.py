"""Pages of the employment account, offers and enterprises."""

from django.urls import path

from work.cash_grants import claim_views
from work.cash_grants import views as cash_grant_views

app_name = "work"

urlpatterns = [
    path("grants/", cash_grant_views.cash_grant_list, name="cash-grants"),
    path("grants/new/", cash_grant_views.cash_grant_new, name="cash-grant-new"),
    path("grants/<int:pk>/close/", cash_grant_views.cash_grant_close, name="cash-grant-close"),
    path("grants/<int:pk>/<int:year>/", cash_grant_views.cash_grant_page, name="cash-grant"),
    path("grants/<int:pk>/<int:year>/search/", cash_grant_views.cash_grant_search, name="cash-grant-search"),
    path("claims/<int:pk>/", claim_views.claim_page, name="claim"),
    path("claims/<int:pk>/<slug:step>/", claim_views.claim_step, name="claim-step"),
]
