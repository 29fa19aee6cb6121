"""Pages of risk (rules, what-if, runs) and of alerts."""

from django.urls import path

from alerts.alert import enter_views
from alerts.alert import views as alert_views
from alerts.engine import views as engine_views
from alerts.engine import what_if_views
from alerts.notifications import views as notification_views
from alerts.queue import views as queue_views

app_name = "alerts"

urlpatterns = [
    path("risk/rules/", engine_views.rule_list, name="rules"),
    path("risk/what-if/", what_if_views.what_if_page, name="what-if"),
    path("risk/what-if/<slug:county>/<path:values>/", what_if_views.what_if_household_list, name="what-if-households"),
    path("risk/unknown/", engine_views.unknown_household_list, name="unknown"),
    path("risk/runs/", engine_views.risk_run_list, name="runs"),
    path("risk/runs/start/", engine_views.risk_run_start, name="start-run"),
    path("risk/runs/<int:pk>/", engine_views.risk_run_page, name="run"),
    path("alerts/", queue_views.alert_list, name="queue"),
    path("alerts/next/", queue_views.alert_next, name="next"),
    path("alerts/search/", queue_views.alert_search, name="search"),
    path("alerts/enter/", enter_views.alert_find_household, name="find"),
    path("alerts/enter/<int:household>/", enter_views.alert_enter, name="enter"),
    path("alerts/notifications/", notification_views.notification_list, name="notifications"),
    path("alerts/notifications/read/", notification_views.notification_read_all, name="read-notifications"),
    path("alerts/notifications/<int:pk>/", notification_views.notification_open, name="notification"),
    path("alerts/<int:pk>/", alert_views.alert_page, name="alert"),
    path("alerts/<int:pk>/second-look/", alert_views.second_look_answer, name="second-look"),
    path("alerts/<int:pk>/<slug:step>/", alert_views.alert_step, name="alert-step"),
]
