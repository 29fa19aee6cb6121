from django.urls import path

from reports.dashboard import early_views, urge_views
from reports.dashboard import views as dashboard_views
from reports.effects import views as effect_views
from reports.exports import confirm_views, list_views, table_views
from reports.exports import views as export_views
from reports.month import order_views
from reports.month import views as month_views
from reports.periods import views as period_views
from reports.tables import views as sheet_views

app_name = "reports"

PERIOD = "months/periods/<slug:county>/<slug:span>/"  # of a county, such as 2026-h1
ONE = "months/<slug:county>/<str:month>/v<int:version>/"  # one version of a month

urlpatterns = [
    path("", dashboard_views.dashboard_page, name="dashboard"),
    path("map/", dashboard_views.dashboard_map, name="map"),
    path("early/", early_views.early_page, name="early"),
    path("effects/", effect_views.effects_page, name="effects"),
    path("effects/offers/", effect_views.effects_offers, name="effect-offers"),
    path("effects/households/", effect_views.effect_households, name="effect-households"),
    path("effects/search/", effect_views.effect_search, name="effect-search"),
    path("effects/count/", effect_views.effects_count, name="effects-count"),
    path("urge/", urge_views.place_urge, name="urge"),
    path("rows/", dashboard_views.dashboard_rows, name="rows"),
    path("months/", month_views.report_list, name="months"),
    path("months/open/", month_views.report_open, name="open-month"),
    path("months/<int:pk>/", month_views.report_by_number, name="month-by-number"),
    path("months/orders/<uuid:pk>/", order_views.order_page, name="order"),
    path("months/orders/<uuid:pk>/progress/", order_views.order_progress, name="order-progress"),
    path("months/orders/<uuid:pk>/again/", order_views.order_again, name="order-again"),
    path(ONE, month_views.report_page, name="month"),
    path(f"{ONE}steps/<slug:step>/", month_views.report_step, name="month-step"),
    path(f"{ONE}count/", month_views.report_recount, name="recount"),
    path(f"{ONE}correct/", month_views.report_correct, name="correct"),
    path(f"{ONE}discard/", month_views.report_discard, name="discard"),
    path(f"{ONE}cover/", month_views.report_cover_page, name="cover"),
    path(f"{ONE}movements/", sheet_views.movement_page, name="movements"),
    path(f"{ONE}export/", export_views.export_new, name="export-new"),
    path(f"{ONE}<slug:sheet>/", sheet_views.report_sheet_page, name="sheet"),  # any sheet code; fixed words stand above
    path(f"{ONE}<slug:sheet>/list/", sheet_views.report_row_list, name="report-rows"),
    path("months/periods/", period_views.period_choice, name="periods"),
    path(PERIOD, period_views.period_page, name="period"),
    path(f"{PERIOD}file/<slug:kind>/", period_views.period_file, name="period-file"),
    path(f"{PERIOD}<slug:sheet>/", period_views.period_sheet, name="period-sheet"),
    path(f"{PERIOD}<slug:sheet>/list/", period_views.period_rows, name="period-rows"),
    path("exports/", export_views.export_list, name="exports"),
    path("exports/table/<slug:name>/", table_views.table_export_new, name="table-export"),
    path("exports/list/", list_views.list_export_new, name="list-export"),
    path("exports/<uuid:pk>/", export_views.export_page, name="export"),
    path("exports/<uuid:pk>/progress/", export_views.export_progress, name="export-progress"),
    path("exports/<uuid:pk>/allow/", confirm_views.export_confirm, name="export-confirm"),
    path("exports/<uuid:pk>/cancel/", export_views.export_cancel, name="export-cancel"),
    path("exports/<uuid:pk>/again/", export_views.export_again, name="export-again"),
    path("exports/<uuid:pk>/file/", export_views.export_file, name="export-file"),
]
