"""Pages of risk (rules, what-if, runs) and of alerts."""

from django.urls import path

from . import alert_views, enter_views, notice_views, queue_views, views

app_name = "alerts"

urlpatterns = [
    path("risk/rules/", views.rules, name="rules"),
    path("risk/what-if/", views.what_if, name="what-if"),
    path("risk/unknown/", views.unknown, name="unknown"),
    path("risk/runs/", views.runs, name="runs"),
    path("risk/runs/start/", views.start_run, name="start-run"),
    path("risk/runs/<int:pk>/", views.run, name="run"),
    path("alerts/", queue_views.queue, name="queue"),
    path("alerts/search/", queue_views.search, name="search"),
    path("alerts/filters/", queue_views.keep_filters, name="keep-filters"),
    path("alerts/filters/<int:pk>/forget/", queue_views.forget_filters, name="forget-filters"),
    path("alerts/enter/", enter_views.find, name="find"),
    path("alerts/enter/<int:household>/", enter_views.enter, name="enter"),
    path("alerts/notices/", notice_views.notice_list, name="notices"),
    path("alerts/notices/read/", notice_views.read_all, name="read-notices"),
    path("alerts/notices/<int:pk>/", notice_views.notice, name="notice"),
    path("alerts/<int:pk>/", alert_views.alert, name="alert"),
    path("alerts/<int:pk>/<slug:step>/", alert_views.step, name="alert-step"),
]
