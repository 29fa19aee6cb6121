from django.urls import path

from accounts.areas import place_views
from accounts.areas import views as area_views
from accounts.audit import views as audit_views
from accounts.background import views as background_views
from accounts.lists import views as list_views
from accounts.people import end_views, form_views, link_views, proposal_views
from accounts.people import views as people_views
from accounts.phones import views as phone_views
from accounts.sign_in import contact_views, factor_views, passkey_views, sso_views
from accounts.sign_in import views as sign_in_views
from accounts.urging import views as urging_views
from accounts.waiting import views as waiting_views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", sign_in_views.sign_in, name="sign-in"),
    path("sign-out/", sign_in_views.sign_out, name="sign-out"),
    path("me/", sign_in_views.account_page, name="me"),
    path("me/phone-number/", contact_views.own_phone_number, name="own-phone-number"),
    path("me/password/", sign_in_views.password_change, name="password"),
    path("me/sessions/<int:pk>/end/", sign_in_views.session_end, name="session-end"),
    path("me/phones/<int:pk>/revoke/", phone_views.own_phone_revoke, name="own-phone-revoke"),
    path("me/passkeys/<int:pk>/remove/", passkey_views.passkey_remove, name="passkey-remove"),
    path("people/phones/<int:pk>/revoke/", phone_views.phone_revoke, name="phone-revoke"),
    path("second-factor/", factor_views.second_factor_page, name="second-factor"),
    path("second-factor/new/", factor_views.second_factor_new, name="second-factor-new"),
    path("second-factor/codes/", factor_views.recovery_codes_new, name="recovery-codes-new"),
    path("second-factor/passkey/", passkey_views.passkey_use, name="passkey-use"),
    path("second-factor/passkey/ask/", passkey_views.passkey_ask, name="passkey-ask"),
    path("second-factor/passkey/new/", passkey_views.passkey_new, name="passkey-new"),
    path("second-factor/passkey/new/ask/", passkey_views.passkey_new_ask, name="passkey-new-ask"),
    path("single-sign-on/", sso_views.single_sign_on, name="single-sign-on"),
    path("single-sign-on/back/", sso_views.single_sign_on_back, name="single-sign-on-back"),
    path("waiting/", waiting_views.waiting_page, name="waiting"),
    path("waiting/<slug:code>/", waiting_views.waiting_kind_page, name="waiting-kind"),
    path("urgings/", urging_views.urging_list, name="urgings"),
    path("urgings/<int:pk>/", urging_views.urging_page, name="urging"),
    path("roles/", sign_in_views.role_list, name="roles"),
    path("background/", background_views.background_work, name="background"),
    path("background/jobs/<uuid:pk>/retry/", background_views.background_job_retry, name="background-job-retry"),
    path("background/outbox/<int:pk>/retry/", background_views.background_outbox_retry, name="background-outbox-retry"),
    path("lists/<slug:code>/columns/", list_views.list_columns_keep, name="list-columns"),
    path("lists/<slug:code>/filters/", list_views.filter_keep, name="filter-keep"),
    path("lists/filters/<int:pk>/forget/", list_views.filter_forget, name="filter-forget"),
    path("areas/", area_views.area_changes, name="areas"),
    path("areas/<int:pk>/withdraw/", area_views.area_change_withdraw, name="area-withdraw"),
    path("places/", place_views.place_list, name="places"),
    path("places/<int:pk>/", place_views.place, name="place"),
    path("places/attributes/<int:pk>/", place_views.area_attribute, name="area-attribute"),
    path("places/attributes/<int:pk>/withdraw/", place_views.area_attribute_withdraw, name="area-attribute-withdraw"),
    path("people/", people_views.person_list, name="people"),
    path("people/search/", people_views.person_search, name="people-search"),
    path("people/new/", form_views.person_new, name="person-new"),
    path("people/grants/", people_views.grant_list, name="grants"),
    path("people/grants/<int:pk>/end/", end_views.grant_end, name="grant-end"),
    path("people/counties/", people_views.county_list, name="counties"),
    path("people/<int:pk>/", people_views.person_page, name="person"),
    path("people/<int:pk>/grant/", form_views.person_grant, name="person-grant"),
    path("people/<int:pk>/move/", form_views.person_move, name="person-move"),
    path("people/<int:pk>/hand-over/", form_views.person_hand_over, name="person-hand-over"),
    path("people/<int:pk>/leave/", end_views.person_leave, name="person-leave"),
    path("people/<int:pk>/unlock/", end_views.person_unlock, name="person-unlock"),
    path("people/proposed/<int:pk>/", proposal_views.grant_proposal, name="grant-proposal"),
    path("people/proposed/<int:pk>/<slug:step>/", proposal_views.grant_proposal_step, name="grant-proposal-step"),
    path("people/sign-ins/<int:pk>/", link_views.sign_in_help, name="sign-in-help"),
    path("people/sign-ins/<int:pk>/<slug:step>/", link_views.sign_in_help_step, name="sign-in-help-step"),
    path("forgotten/", link_views.ask_for_link, name="forgotten"),
    path("link/<str:token>/", link_views.sign_in_link, name="sign-in-link"),
    path("log/", audit_views.access_log_page, name="log"),
    path("log/notices/<int:pk>/", audit_views.log_notice_page, name="log-notice"),
]
