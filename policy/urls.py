from django.urls import path

from . import views

app_name = "policy"

urlpatterns = [
    path("", views.parameters, name="parameters"),
    path("enact/", views.enact, name="enact"),
    path("history/", views.parameter, name="parameter"),
]
