"""Single sign-on: to the provider of the county, and back."""

import logging

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import Road
from accounts.permissions import public_view
from accounts.throttle import record_failure

from . import second_factor
from . import single_sign_on as sso
from .doors import admit, safe_target
from .factor_views import begin_half, redirect_to_factor

TARGET = "single_sign_on_next"  # in the session: where to go afterwards
log = logging.getLogger(__name__)


@public_view("the door of those whom the county's provider knows")
@never_cache
@require_GET
def single_sign_on(request):
    """Send to the county's provider, which says who somebody is."""
    if not sso.is_offered():
        return redirect("accounts:sign-in")
    request.session[TARGET] = safe_target(request)
    try:
        back = request.build_absolute_uri(reverse("accounts:single-sign-on-back"))
        return sso.provider().authorize_redirect(request, back)
    except sso.FAILURES as error:
        return not_recognised(request, error)


@public_view("the way back from the county's provider")
@never_cache
@require_GET
def single_sign_on_back(request):
    """Let in whom the provider recognised, if there is an account. No account is made here."""
    if not sso.is_offered():
        return redirect("accounts:sign-in")
    try:
        user = sso.user_of(request)
    except sso.FAILURES as error:
        return not_recognised(request, error)
    if user is None:
        record_failure(request, {})
        messages.error(request, _("You have no account here under that name. Ask your administrator for one."))
        return redirect("accounts:sign-in")
    target = request.session.pop(TARGET, "/")
    if not second_factor.is_to_be_given(user):
        return admit(request, user, Road.SINGLE_SIGN_ON, target)
    begin_half(request, user)
    return redirect_to_factor("accounts:second-factor", target)


def not_recognised(request, error):
    """Say that the provider did not help; what it said stands in the log of the program, without a name."""
    log.warning("Single sign-on failed: %s", type(error).__name__)
    record_failure(request, {})
    messages.error(
        request, _("Signing in with the county's own account did not work. Try again, or use your password.")
    )
    return redirect("accounts:sign-in")
