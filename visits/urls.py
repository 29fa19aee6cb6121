"""Pages of visits, and what the phone asks the site (phone/...)."""

from django.urls import path

from . import duty_views, log_views, phone_views, rescue, settle_views, shell, views

app_name = "visits"
urlpatterns = [
    path("", views.today_page, name="today"),
    path("search/", views.search, name="search"),
    path("route/", views.route, name="route"),
    path("new/<int:household>/", views.new, name="new"),
    path("log/", log_views.visit_list, name="list"),
    path("photos/<int:pk>/", log_views.photo, name="photo"),
    path("unsettled/", settle_views.unsettled, name="unsettled"),
    path("unsettled/<int:pk>/", settle_views.delivery, name="delivery"),
    path("unsettled/<int:pk>/assign/", settle_views.assign, name="assign"),
    path("unsettled/<int:pk>/<slug:how>/", settle_views.settle, name="settle"),
    path("differences/<int:pk>/", settle_views.decide, name="decide"),
    path("duties/", duty_views.duty_list, name="duties"),
    path("sw.js", shell.service_worker, name="service-worker"),
    path("phone/", shell.phone, name="phone"),
    path("phone/manifest.webmanifest", shell.manifest, name="manifest"),
    path("phone/hello/", phone_views.hello, name="hello"),
    path("phone/pocket/", phone_views.fill_pocket, name="pocket"),
    path("phone/households/<int:pk>/", phone_views.pocket_household, name="pocket-household"),
    path("phone/states/", phone_views.states, name="states"),
    path("phone/visits/", phone_views.receive, name="receive"),
    path("phone/visits/<uuid:visit>/photos/<str:sha256>/", phone_views.receive_photo, name="receive-photo"),
    path("phone/unlock/", phone_views.unlock, name="unlock"),
    path("rescue/", rescue.rescue, name="rescue"),
    path("<uuid:pk>/", log_views.visit, name="visit"),
    path("<uuid:pk>/colour/", log_views.colour, name="colour"),
    path("<uuid:pk>/<slug:step>/", log_views.step, name="step"),
]
