from django.urls import path

from households.changes import form_views as change_forms
from households.changes import views as change_views
from households.ending import views as ending_views
from households.imports import views as import_views
from households.moves import views as move_views
from households.registry import looks_views
from households.registry import views as registry_views
from households.requests import views as request_views
from households.twice import views as twice_views
from households.unknown import views as unknown_views

app_name = "households"

urlpatterns = [
    path("", registry_views.household_list, name="list"),
    path("search/", registry_views.household_list_search, name="search"),
    path("<int:pk>/", registry_views.household_page, name="household"),
    path("<int:pk>/looks/", looks_views.household_looks, name="looks"),
    path("<int:pk>/in-full/", registry_views.household_reveal, name="reveal"),
    path("<int:pk>/correct/", change_forms.household_correct, name="correct"),
    path("<int:pk>/add-person/", change_forms.person_add, name="add-person"),
    path("<int:pk>/new-head/", change_forms.head_change, name="head"),
    path("<int:pk>/move/", move_views.household_move, name="move"),
    path("<int:pk>/split/", move_views.household_split, name="split"),
    path("<int:pk>/merge/", move_views.household_merge, name="merge"),
    path("<int:pk>/close/", move_views.household_close, name="close"),
    path("people/<int:pk>/move/", move_views.person_move, name="person-move"),
    path("new/", change_forms.household_new, name="new"),
    path("people/<int:pk>/correct/", change_forms.person_correct, name="person-correct"),
    path("people/<int:pk>/left/", change_forms.person_left, name="person-left"),
    path("people/<int:pk>/back/", change_forms.person_back, name="person-back"),
    path("unknown/", unknown_views.unknown_list, name="unknown"),
    path("unknown/<int:pk>/", unknown_views.unknown_page, name="unknown-person"),
    path("unknown/<int:pk>/found/", unknown_views.unknown_found, name="unknown-found"),
    path("unknown/<int:pk>/aside/", unknown_views.unknown_aside, name="unknown-aside"),
    path("unknown/<int:pk>/elsewhere/<slug:state>/", unknown_views.unknown_elsewhere, name="unknown-elsewhere"),
    path("unknown/<int:pk>/reopen/", unknown_views.unknown_reopen, name="unknown-reopen"),
    path("unknown/<int:pk>/which/", unknown_views.unknown_which, name="unknown-which"),
    path("unknown/<int:pk>/new/", unknown_views.unknown_new, name="unknown-new"),
    path("unknown/<int:pk>/add/<int:household>/", unknown_views.unknown_add, name="unknown-add"),
    path("twice/", twice_views.twice_list, name="twice"),
    path("twice/<slug:kind>/<int:first>/<int:second>/", twice_views.not_the_same, name="not-the-same"),
    path("people/<int:pk>/twice/<int:keep>/", twice_views.twice_settle, name="twice-settle"),
    path("ending/", ending_views.ending_page, name="ending"),
    path("ending/hold/", ending_views.data_hold, name="data-hold"),
    path("ending/holds/<int:pk>/release/", ending_views.data_release, name="data-release"),
    path("<int:pk>/data-request/", request_views.request_new, name="data-request-new"),
    path("data-requests/", request_views.request_list, name="data-requests"),
    path("data-requests/<int:pk>/", request_views.request_page, name="data-request"),
    path("data-requests/<int:pk>/copy/", request_views.request_file, name="data-request-file"),
    path("data-requests/<int:pk>/<slug:step>/", request_views.request_step, name="data-request-step"),
    path("changes/", change_views.change_list, name="changes"),
    path("changes/<int:pk>/", change_views.change_page, name="change"),
    path("changes/<int:pk>/<slug:step>/", change_views.change_step, name="change-step"),
    path("income-questions/<int:pk>/", registry_views.income_question_settle, name="income-question"),
    path(
        "income-questions/<int:pk>/of/<int:member_pk>/",
        registry_views.income_question_give,
        name="income-question-give",
    ),
    path("imports/", import_views.import_list, name="imports"),
    path("imports/template.xlsx", import_views.import_template, name="import-template"),
    path("imports/<int:pk>/", import_views.import_page, name="import"),
    path("imports/<int:pk>/progress/", import_views.import_progress, name="import-progress"),
    path("imports/<int:pk>/check/", import_views.import_check, name="import-check"),
    path("imports/<int:pk>/save/", import_views.import_save, name="import-save"),
    path("imports/<int:pk>/discard/", import_views.import_discard, name="import-discard"),
    path("imports/<int:pk>/meaning/", import_views.import_meaning_say, name="import-meaning"),
    path("imports/meanings/", import_views.import_meanings, name="import-meanings"),
    path("imports/meanings/<int:pk>/forget/", import_views.import_meaning_forget, name="import-meaning-forget"),
    path("imports/<int:pk>/errors/", import_views.import_errors, name="import-errors"),
]
