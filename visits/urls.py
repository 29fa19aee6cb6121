"""Pages of visits, and what the phone asks the site (phone/...)."""

from django.urls import path

from . import duty_views, phone_views, rescue, shell

app_name = "visits"
urlpatterns = [
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
]
