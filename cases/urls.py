"""Pages of cases. Addresses with words of their own stand before the steps, whose name is part of the address."""

from django.urls import path

from cases.assistance import views as assistance_views
from cases.case import views as case_views
from cases.lists import inbox_views, shortfall_views
from cases.lists import views as list_views
from cases.papers import views as paper_views
from cases.procedure import propose_views
from cases.procedure import views as procedure_views

app_name = "cases"

urlpatterns = [
    path("", list_views.case_list, name="list"),
    path("search/", list_views.search, name="search"),
    path("inbox/", inbox_views.inbox, name="inbox"),
    path("new/<int:household>/", propose_views.propose, name="propose"),
    path("notices/<int:pk>/objections/", procedure_views.object_to, name="object"),
    path("notices/<int:pk>/", paper_views.notice_page, name="notice"),
    path("scans/<uuid:pk>/", paper_views.scan, name="scan"),
    path("objections/<int:pk>/", procedure_views.settle, name="settle"),
    path("duties/", shortfall_views.duty_list, name="duties"),
    path("measures/<int:pk>/", assistance_views.measure, name="measure"),
    path("measures/<int:pk>/<slug:step>/", assistance_views.measure_step, name="measure-step"),
    path("<int:pk>/", case_views.case, name="case"),
    path("<int:pk>/authorise/", procedure_views.authorise, name="authorise"),
    path("<int:pk>/compare/", procedure_views.compare, name="compare"),
    path("<int:pk>/revise/", procedure_views.revise, name="revise"),
    path("<int:pk>/allow/", procedure_views.allow, name="allow"),
    path("<int:pk>/helper/", assistance_views.helper, name="helper"),
    path("<int:pk>/plan/", assistance_views.plan, name="plan"),
    path("<int:pk>/measures/new/", assistance_views.measure_new, name="measure-new"),
    path("<int:pk>/judgement/", assistance_views.judge, name="judge"),
    path("<int:pk>/letter/", paper_views.letter, name="letter"),
    path("<int:pk>/file/", paper_views.file, name="file"),
    path("<int:pk>/file.docx", paper_views.file_word, name="file-word"),
    path("<int:pk>/scans/", paper_views.scan_new, name="scan-new"),
    path("<int:pk>/<slug:step>/", case_views.step, name="step"),
]
