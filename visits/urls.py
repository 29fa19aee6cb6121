"""Addresses of the pages of visits, and of the phone's requests (phone/...)."""

from django.urls import path

from visits.caseworkers import views as caseworker_views
from visits.pages import correct_views, form_views
from visits.pages import views as visit_views
from visits.phone import pwa, rescue, rescued_drafts
from visits.phone import views as phone_views
from visits.planning import annual_update_views, overdue_views, own_work_views
from visits.planning import views as planning_views
from visits.settling import views as inbox_views
from visits.unreached import views as unreached_views

app_name = "visits"
urlpatterns = [
    path("", planning_views.today_page, name="today"),
    path("search/", planning_views.household_search, name="search"),
    path("route/", planning_views.route_page, name="route"),
    path("new/<int:household>/", form_views.visit_new, name="new"),
    path("log/", visit_views.visit_list, name="list"),
    path("photos/<int:pk>/", visit_views.visit_photo, name="photo"),
    path("unsettled/", inbox_views.unsettled_list, name="unsettled"),
    path("unsettled/<int:pk>/", inbox_views.delivery_page, name="delivery"),
    path("unsettled/<int:pk>/assign/", inbox_views.delivery_assign, name="assign"),
    path("unsettled/<int:pk>/<slug:how>/", inbox_views.delivery_settle, name="settle"),
    path("differences/<int:pk>/", inbox_views.difference_decide, name="decide"),
    path("caseworkers/", caseworker_views.caseworker_list, name="caseworkers"),
    path("caseworkers/search/", caseworker_views.caseworker_search, name="caseworker-search"),
    path("overdue/", overdue_views.overdue_visit_page, name="overdue"),
    path("overdue/<int:household>/", unreached_views.unreached_page, name="unreached"),
    path("week/", own_work_views.week_page, name="week"),
    path("annual-update/", annual_update_views.annual_update_page, name="annual-update"),
    path("sw.js", pwa.service_worker, name="service-worker"),
    path("phone/", pwa.phone_app_page, name="phone"),
    path("phone/offline/", pwa.phone_offline_page, name="offline"),
    path("phone/form/<slug:language>/", pwa.phone_form_part, name="form"),
    path("phone/manifest.webmanifest", pwa.phone_app_manifest, name="manifest"),
    path("phone/session/", phone_views.phone_session, name="session"),
    path("phone/bundle/", phone_views.phone_bundle, name="bundle"),
    path("phone/bundle/more/", phone_views.phone_bundle_more, name="bundle-more"),
    path("phone/households/<int:pk>/", phone_views.phone_bundle_household, name="bundle-household"),
    path("phone/states/", phone_views.phone_visit_states, name="states"),
    path("phone/visits/", phone_views.phone_visit_receive, name="receive"),
    path("phone/visits/<uuid:visit>/photos/<str:sha256>/", phone_views.phone_photo_receive, name="receive-photo"),
    path("phone/calls/", phone_views.phone_call_receive, name="receive-call"),
    path("phone/calls/<slug:language>/", pwa.phone_calls_part, name="calls-part"),
    path("phone/unlock/", phone_views.phone_unlock, name="unlock"),
    path("rescue/", rescue.rescue_page, name="rescue"),
    path("rescue/draft/", rescued_drafts.rescued_draft_open, name="rescued-draft"),
    path("<uuid:pk>/", visit_views.visit_detail_page, name="visit"),
    path("<uuid:pk>/correct/", correct_views.visit_correct, name="correct"),
    path("<uuid:pk>/colour/", visit_views.visit_colour, name="colour"),
    path("<uuid:pk>/<slug:step>/", visit_views.visit_step, name="step"),
]
