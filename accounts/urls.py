from django.urls import path

from . import log_views, views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("me/", views.me, name="me"),
    path("me/password/", views.password, name="password"),
    path("roles/", views.who_may_do_what, name="roles"),
    path("log/", log_views.log, name="log"),
]
