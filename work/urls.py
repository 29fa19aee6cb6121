"""Pages of the employment account, offers and enterprises."""

from django.urls import path

from .cash_grants import claim_views
from .cash_grants import views as cash_grant_views
from .duties import views as duty_views
from .enterprises import views as enterprises
from .monthly_tables import views as monthly_views
from .offers import views as offers
from .payments import views as payments
from .people import confirm_views, person_views
from .people import views as people_views
from .picture import views as picture_views
from .placements import views as placements
from .projects import contract_views
from .projects import views as projects
from .sales import views as sales
from .trades import views as trade_views

app_name = "work"

urlpatterns = [
    path("", people_views.account_list, name="account"),
    path("search/", people_views.account_search, name="search"),
    path("late/", duty_views.late_work, name="late"),
    path("counts/", people_views.account_counts, name="counts"),
    path("monthly/<slug:name>/", monthly_views.monthly_table, name="monthly-table"),
    path("confirm/", confirm_views.confirm_list, name="confirm"),
    path("people/<int:pk>/", person_views.person_page, name="person"),
    path("people/<int:pk>/offers/", offers.person_offers, name="person-offers"),
    path("people/<int:pk>/need/", person_views.person_need, name="person-need"),
    path("people/<int:pk>/course/", person_views.person_course, name="person-course"),
    path("people/<int:pk>/work/", person_views.person_work, name="person-work"),
    path("people/<int:pk>/heard/", person_views.person_heard, name="person-heard"),
    path("people/<int:pk>/otherwise/", confirm_views.person_otherwise, name="person-otherwise"),
    path("courses/<int:pk>/end/", person_views.course_end, name="course-end"),
    path("spells/<int:pk>/change/", person_views.spell_change, name="spell-change"),
    path("spells/<int:pk>/end/", person_views.spell_end, name="spell-end"),
    path("offers/", offers.offer_list, name="offers"),
    path("offers/search/", offers.offer_search, name="offers-search"),
    path("offers/new/", offers.offer_new, name="offer-new"),
    path("offers/<int:pk>/", offers.offer_page, name="offer"),
    path("offers/<int:pk>/change/", offers.offer_change, name="offer-change"),
    path("offers/<int:pk>/close/", offers.offer_close, name="offer-close"),
    path("offers/<int:pk>/payments/", payments.payment_list_new, {"of": "offer"}, name="offer-payments"),
    path("offers/<int:pk>/person/", offers.offer_person, name="offer-person"),
    path("offers/<int:pk>/to/<int:member>/", placements.placement_new, name="placement-new"),
    path("placements/<int:pk>/", placements.placement_page, name="placement"),
    path("placements/<int:pk>/return/", placements.placement_return, name="placement-return"),
    path("placements/<int:pk>/<str:step>/", placements.placement_step, name="placement-step"),
    path("enterprises/", enterprises.enterprise_list, name="enterprises"),
    path("enterprises/search/", enterprises.enterprise_search, name="enterprises-search"),
    path("enterprises/new/", enterprises.enterprise_new, name="enterprise-new"),
    path("enterprises/<int:pk>/", enterprises.enterprise_page, name="enterprise"),
    path("enterprises/<int:pk>/payments/", payments.payment_list_new, {"of": "enterprise"}, name="enterprise-payments"),
    path("enterprises/<int:pk>/change/", enterprises.enterprise_change, name="enterprise-change"),
    path("enterprises/<int:pk>/close/", enterprises.enterprise_close, name="enterprise-close"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<int:pk>/", payments.payment_list, name="payment-list"),
    path("payments/<int:pk>/withdraw/", payments.payment_list_withdraw, name="payment-list-withdraw"),
    path("picture/", picture_views.picture_page, name="picture"),
    path("trades/", trade_views.trade_list, name="trades"),
    path("trades/search/", trade_views.trade_search, name="trades-search"),
    path("trades/kinds/", trade_views.trade_kinds, name="trade-kinds"),
    path("trades/of/<int:household>/new/", trade_views.trade_new, name="trade-new"),
    path("trades/<int:pk>/", trade_views.trade_page, name="trade"),
    path("trades/<int:pk>/change/", trade_views.trade_change, name="trade-change"),
    path("trades/<int:pk>/end/", trade_views.trade_end, name="trade-end"),
    path("sales/", sales.sale_list, name="sales"),
    path("sales/new/", sales.sale_new, name="sale-new"),
    path("sales/<int:pk>/", sales.sale_page, name="sale"),
    path("sales/<int:pk>/change/", sales.sale_change, name="sale-change"),
    path("sales/<int:pk>/withdraw/", sales.sale_withdraw, name="sale-withdraw"),
    path("sales/<int:pk>/file/", sales.sale_file, name="sale-file"),
    path("sales/<int:pk>/search/", sales.sale_household, name="sale-household"),
    path("sales/<int:pk>/of/<int:household>/", sales.sale_delivery, name="sale-delivery"),
    path("projects/", projects.project_list, name="projects"),
    path("projects/new/", projects.project_new, name="project-new"),
    path("projects/<int:pk>/", projects.project_page, name="project"),
    path("projects/<int:pk>/change/", projects.project_change, name="project-change"),
    path("projects/<int:pk>/fail/", projects.project_fail, name="project-fail"),
    path("projects/<int:pk>/search/", projects.project_household, name="project-household"),
    path("projects/<int:pk>/payments/", contract_views.project_payments, name="project-payments"),
    path("projects/<int:pk>/of/<int:household>/", contract_views.contract_new, name="contract-new"),
    path("contracts/", contract_views.contract_list, name="contracts"),
    path("contracts/<int:pk>/", contract_views.contract_change, name="contract"),
    path("grants/", cash_grant_views.cash_grant_list, name="cash-grants"),
    path("grants/new/", cash_grant_views.cash_grant_new, name="cash-grant-new"),
    path("grants/<int:pk>/close/", cash_grant_views.cash_grant_close, name="cash-grant-close"),
    path("grants/<int:pk>/<int:year>/", cash_grant_views.cash_grant_page, name="cash-grant"),
    path("grants/<int:pk>/<int:year>/search/", cash_grant_views.cash_grant_search, name="cash-grant-search"),
    path("claims/<int:pk>/", claim_views.claim_page, name="claim"),
    path("claims/<int:pk>/<slug:step>/", claim_views.claim_step, name="claim-step"),
]
