from django.urls import path

from . import views

app_name = "households"

urlpatterns = [
    path("", views.household_list, name="list"),
    path("search/", views.search, name="search"),
    path("<int:pk>/", views.portrait, name="household"),
    path("<int:pk>/in-full/", views.reveal, name="reveal"),
]
