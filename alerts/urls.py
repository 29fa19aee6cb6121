from django.urls import path

from . import views

app_name = "alerts"

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("what-if/", views.what_if, name="what-if"),
    path("unknown/", views.unknown, name="unknown"),
    path("runs/", views.runs, name="runs"),
    path("runs/start/", views.start_run, name="start-run"),
    path("runs/<int:pk>/", views.run, name="run"),
]
