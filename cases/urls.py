"""Pages of cases. Addresses with fixed words stand before the steps, whose names are part of the address."""

from django.urls import path

from cases.assistance import list_views as measure_views
from cases.assistance import views as assistance_views
from cases.at_once import views as at_once_views
from cases.case import views as case_views
from cases.lists import inbox_views, shortfall_views
from cases.lists import views as list_views
from cases.papers import views as paper_views
from cases.procedure import propose_views
from cases.procedure import views as procedure_views
from cases.returns import views as return_views
from cases.takeover import views as takeover_views

app_name = "cases"

urlpatterns = [
    path("", list_views.case_list, name="list"),
    path("search/", list_views.case_search, name="search"),
    path("inbox/", inbox_views.inbox_page, name="inbox"),
    path("new/<int:household>/", propose_views.case_propose, name="propose"),
    path("public-notices/<int:pk>/objections/", procedure_views.objection_new, name="object"),
    path("public-notices/<int:pk>/", paper_views.public_notice_page, name="public-notice"),
    path("scans/<uuid:pk>/", paper_views.scan_show, name="scan"),
    path("objections/<int:pk>/", procedure_views.objection_settle, name="settle"),
    *at_once_views.several_paths(),
    path("returns/", return_views.return_list, name="returns"),
    path("returns/<int:household>/", return_views.return_page, name="return"),
    path("shortfalls/", shortfall_views.shortfall_list, name="shortfalls"),
    path("measures/", measure_views.measure_list, name="measures"),
    path("measures/search/", measure_views.measure_search, name="measure-search"),
    path("households/<int:household>/helper/", assistance_views.household_helper_assign, name="household-helper"),
    path(
        "households/<int:household>/measures/new/", assistance_views.household_measure_new, name="household-measure-new"
    ),
    path("measures/<int:pk>/", assistance_views.measure_page, name="measure"),
    path("measures/<int:pk>/<slug:step>/", assistance_views.measure_step, name="measure-step"),
    path("takeovers/<int:pk>/", takeover_views.takeover_page, name="takeover"),
    path("takeovers/<int:pk>/<slug:step>/", takeover_views.takeover_step, name="takeover-step"),
    path("<int:pk>/", case_views.case_page, name="case"),
    path("<int:pk>/authorise/", procedure_views.case_authorise, name="authorise"),
    path("<int:pk>/unauthorise/", procedure_views.case_unauthorise, name="unauthorise"),
    path("<int:pk>/compare/", procedure_views.case_compare, name="compare"),
    path("<int:pk>/announcement/", paper_views.announcement_page, name="announcement"),
    path("<int:pk>/announce/", procedure_views.case_announce, name="announce"),
    path("<int:pk>/revise/", procedure_views.case_revise, name="revise"),
    path("<int:pk>/allow/", procedure_views.clearing_allow, name="allow"),
    path("<int:pk>/helper/", assistance_views.helper_assign, name="helper"),
    path("<int:pk>/plan/", assistance_views.plan_make, name="plan"),
    path("<int:pk>/measures/new/", assistance_views.measure_new, name="measure-new"),
    path("<int:pk>/judgement/", assistance_views.judgement_new, name="judge"),
    path("<int:pk>/letter/", paper_views.refusal_letter_page, name="letter"),
    path("<int:pk>/file/", paper_views.case_file_page, name="file"),
    path("<int:pk>/file.docx", paper_views.case_file_download, name="file-word"),
    path("<int:pk>/scans/", paper_views.scan_new, name="scan-new"),
    path("<int:pk>/<slug:step>/", case_views.case_step, name="step"),
]
