"""The pages of the second factor: set up at the first sign-in, given at every other, and again before exports and
approvals."""

import time
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.again import must_be_recent
from accounts.audit.log import record_access
from accounts.models import Road, User
from accounts.permissions import public_view, signed_in_only
from accounts.throttle import forgive

from . import passkeys, second_factor
from .doors import admit, safe_target
from .forms import FactorForm

HALF, HALF_SECONDS = "half_signed_in", 600  # in the session: whose password was right, and for how long that counts


def begin_half(request, user) -> None:
    """Keep in the session whose password was right; nobody is signed in by that."""
    request.session.cycle_key()
    told = {"user": user.pk, "mark": user.get_session_auth_hash(), "until": time.time() + HALF_SECONDS}
    request.session[HALF] = told


def half_signed_in(request) -> User | None:
    """Return whose password was right a short while ago, unless it was changed meanwhile."""
    told = request.session.get(HALF, {})
    if told.get("until", 0) <= time.time():
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash(), told["mark"]) else None


def is_locked(request, user) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def count_wrong_code(request, user) -> None:
    """Count a wrong code as a failed sign-in: five lock, like wrong passwords."""
    user_login_failed.send(__name__, credentials={"username": user.username}, request=request)


@public_view("the second half of the door: the password was right")
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request):
    """Ask for the second factor: at signing in, and again before exports and approvals."""
    target, user = safe_target(request), whose_factor(request)
    if user is None:
        return redirect("accounts:sign-in")
    factor = second_factor.factor_of(user)
    if factor is None:
        return redirect_to_factor("accounts:second-factor-new", target)
    form, status = FactorForm(request.POST or None, factor=factor), 200
    if request.method == "POST":
        if is_locked(request, user):
            return get_lockout_response(request, credentials={"username": user.username})
        if form.is_valid() and (road := second_factor.road_of(factor, form.cleaned_data["code"])):
            return let_through(request, user, road, target)
        status = refuse_code(request, user, form)
    context = {"form": form, "next": target, "again": request.user.is_authenticated, "has_app": bool(factor.secret),
               "has_passkey": passkeys.passkeys_here(request, user).exists()}  # fmt: skip
    return render(request, "accounts/sign_in/second_factor.html", context, status=status)


def whose_factor(request) -> User | None:
    return request.user if request.user.is_authenticated else half_signed_in(request)


def refuse_code(request, user, form) -> int:
    """Say in the form that the code was wrong, and count it. Returns the status of the answer."""
    if form.is_valid():
        count_wrong_code(request, user)
        form.add_error("code", _("This is not the code of now, or it was used already. Wait for the next one."))
    return 422


def let_through(request, user, road, target):
    if not request.user.is_authenticated:
        del request.session[HALF]
        return admit(request, user, road, target)
    forgive(request, user.username)
    second_factor.note_given(request.session)
    record_access(user, "second_factor_given", signed_in_by=str(road))
    messages.success(request, _("Thank you. Please go on: nothing was done yet."))
    return redirect(target)


def redirect_to_factor(name, target):
    """Lead to a page of the second factor, and from there to the page asked for."""
    return redirect(f"{reverse(name)}?{urlencode({'next': target})}")


@public_view("the second half of the door, the first time")
@sensitive_post_parameters()
@sensitive_variables("secret", "codes")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_new(request):
    """Set up the second factor: read a picture with an authenticator app, and give its first code."""
    target, user = safe_target(request), whose_factor(request)
    if first := what_comes_first(request, user, target):
        return first
    secret = second_factor.pending_secret(request.session, anew=request.method != "POST")
    form, status = FactorForm(request.POST or None), 200
    if request.method == "POST":
        if is_locked(request, user):
            return get_lockout_response(request, credentials={"username": user.username})
        if form.is_valid() and (codes := second_factor.set_up(user, secret, form.cleaned_data["code"])):
            return codes_page(request, user, codes, target)
        status = refuse_code(request, user, form)
    context = {"form": form, "next": target, "picture": second_factor.qr_code(user, secret),
               "key": second_factor.in_groups(secret)}  # fmt: skip
    return render(request, "accounts/sign_in/second_factor_new.html", context, status=status)


def what_comes_first(request, user, target):
    """Return where somebody is led before a second factor is set up; None when there is nothing before it. Whoever has
    one that is in force gives it first: the old phone, a passkey or a recovery code."""
    if user is None:
        return redirect("accounts:sign-in")
    if second_factor.factor_of(user):
        if not request.user.is_authenticated:
            return redirect_to_factor("accounts:second-factor", target)
        must_be_recent()
    return None


def codes_page(request, user, codes, target, road=Road.SECOND_FACTOR):
    """Let somebody in who just set up the second factor, and show the recovery codes this once."""
    request.session.pop(second_factor.PENDING, None)
    if request.user.is_authenticated:
        second_factor.note_given(request.session)
        answer = None
    else:
        del request.session[HALF]
        answer = admit(request, user, road, target)
    page = render(request, "accounts/sign_in/recovery_codes.html", {"codes": codes, "next": target})
    page.cookies.update(answer.cookies if answer else {})
    return page


@signed_in_only
@never_cache
@require_http_methods(["POST"])
def recovery_codes_new(request):
    """Make new recovery codes in place of the old ones, and show them this once."""
    factor = second_factor.factor_of(request.user)
    if factor is None:
        return redirect("accounts:second-factor-new")
    must_be_recent()
    codes, target = second_factor.make_recovery_codes(factor), safe_target(request)
    return render(request, "accounts/sign_in/recovery_codes.html", {"codes": codes, "next": target})
