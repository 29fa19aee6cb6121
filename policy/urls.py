from django.urls import path

from . import views

app_name = "policy"

urlpatterns = [
    path("", views.parameter_list, name="parameters"),
    path("enact/", views.parameter_enact, name="enact"),
    path("history/", views.parameter_page, name="parameter"),
]
