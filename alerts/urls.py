"""Pages of risk (rules, what-if, runs) and of alerts."""

from django.urls import path

from alerts.alert import enter_views
from alerts.alert import views as alert_views
from alerts.engine import views as engine_views
from alerts.notifications import views as notification_views
from alerts.queue import views as queue_views

app_name = "alerts"

urlpatterns = [
    path("risk/rules/", engine_views.rules, name="rules"),
    path("risk/what-if/", engine_views.what_if, name="what-if"),
    path("risk/unknown/", engine_views.unknown, name="unknown"),
    path("risk/runs/", engine_views.runs, name="runs"),
    path("risk/runs/start/", engine_views.start_run, name="start-run"),
    path("risk/runs/<int:pk>/", engine_views.run, name="run"),
    path("alerts/", queue_views.queue, name="queue"),
    path("alerts/search/", queue_views.search, name="search"),
    path("alerts/filters/", queue_views.keep_filters, name="keep-filters"),
    path("alerts/filters/<int:pk>/forget/", queue_views.forget_filters, name="forget-filters"),
    path("alerts/enter/", enter_views.find, name="find"),
    path("alerts/enter/<int:household>/", enter_views.enter, name="enter"),
    path("alerts/notices/", notification_views.notice_list, name="notices"),
    path("alerts/notices/read/", notification_views.read_all, name="read-notices"),
    path("alerts/notices/<int:pk>/", notification_views.notice, name="notice"),
    path("alerts/<int:pk>/", alert_views.alert, name="alert"),
    path("alerts/<int:pk>/<slug:step>/", alert_views.step, name="alert-step"),
]
