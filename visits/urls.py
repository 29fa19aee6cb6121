"""Pages of visits, and what the phone asks the site (phone/...)."""

from django.urls import path

from visits.inbox import rescue
from visits.inbox import views as inbox_views
from visits.pages import views as visit_views
from visits.phone import pwa
from visits.phone import views as phone_views
from visits.planning import overdue_views
from visits.planning import views as planning_views

app_name = "visits"
urlpatterns = [
    path("", planning_views.today_page, name="today"),
    path("search/", planning_views.search, name="search"),
    path("route/", planning_views.route, name="route"),
    path("new/<int:household>/", planning_views.new, name="new"),
    path("log/", visit_views.visit_list, name="list"),
    path("photos/<int:pk>/", visit_views.photo, name="photo"),
    path("unsettled/", inbox_views.unsettled, name="unsettled"),
    path("unsettled/<int:pk>/", inbox_views.delivery, name="delivery"),
    path("unsettled/<int:pk>/assign/", inbox_views.assign, name="assign"),
    path("unsettled/<int:pk>/<slug:how>/", inbox_views.settle, name="settle"),
    path("differences/<int:pk>/", inbox_views.decide, name="decide"),
    path("duties/", overdue_views.duty_list, name="duties"),
    path("sw.js", pwa.service_worker, name="service-worker"),
    path("phone/", pwa.phone, name="phone"),
    path("phone/manifest.webmanifest", pwa.manifest, name="manifest"),
    path("phone/hello/", phone_views.hello, name="hello"),
    path("phone/pocket/", phone_views.fill_pocket, name="pocket"),
    path("phone/households/<int:pk>/", phone_views.pocket_household, name="pocket-household"),
    path("phone/states/", phone_views.states, name="states"),
    path("phone/visits/", phone_views.receive, name="receive"),
    path("phone/visits/<uuid:visit>/photos/<str:sha256>/", phone_views.receive_photo, name="receive-photo"),
    path("phone/unlock/", phone_views.unlock, name="unlock"),
    path("rescue/", rescue.rescue, name="rescue"),
    path("<uuid:pk>/", visit_views.visit, name="visit"),
    path("<uuid:pk>/colour/", visit_views.colour, name="colour"),
    path("<uuid:pk>/<slug:step>/", visit_views.step, name="step"),
]
