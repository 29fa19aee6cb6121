"""Pages of the employment account, offers and enterprises."""

from django.urls import path

from .enterprises import views as enterprises
from .offers import views as offers
from .placements import views as placements

app_name = "work"

urlpatterns = [
    path("offers/", offers.offer_list, name="offers"),
    path("offers/search/", offers.offer_search, name="offers-search"),
    path("offers/new/", offers.offer_new, name="offer-new"),
    path("offers/<int:pk>/", offers.offer_page, name="offer"),
    path("offers/<int:pk>/change/", offers.offer_change, name="offer-change"),
    path("offers/<int:pk>/close/", offers.offer_close, name="offer-close"),
    path("offers/<int:pk>/person/", offers.offer_person, name="offer-person"),
    path("offers/<int:pk>/to/<int:member>/", placements.placement_new, name="placement-new"),
    path("placements/<int:pk>/", placements.placement_page, name="placement"),
    path("placements/<int:pk>/return/", placements.placement_return, name="placement-return"),
    path("placements/<int:pk>/<str:step>/", placements.placement_step, name="placement-step"),
    path("enterprises/", enterprises.enterprise_list, name="enterprises"),
    path("enterprises/search/", enterprises.enterprise_search, name="enterprises-search"),
    path("enterprises/new/", enterprises.enterprise_new, name="enterprise-new"),
    path("enterprises/<int:pk>/", enterprises.enterprise_page, name="enterprise"),
    path("enterprises/<int:pk>/change/", enterprises.enterprise_change, name="enterprise-change"),
    path("enterprises/<int:pk>/close/", enterprises.enterprise_close, name="enterprise-close"),
]
