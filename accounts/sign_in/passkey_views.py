"""Passkeys: set up, used in place of a code, and removed. The browser is spoken to by static/js/passkey.js, which asks
here what is to be signed and sends the answer as a form."""

from axes.helpers import get_lockout_response
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.again import must_be_recent
from accounts.models import Passkey, Road
from accounts.permissions import public_view, signed_in_only
from core.callers import browser_of
from core.workflow import ActionRefused

from . import passkeys, second_factor
from .doors import safe_target
from .factor_views import (
    codes_page,
    count_wrong_code,
    is_locked,
    let_through,
    redirect_to_factor,
    what_comes_first,
    whose_factor,
)
from .forms import PasskeyForm


@public_view("the second half of the door: the password was right")
@never_cache
@require_POST
def passkey_ask(request):
    """Tell the browser what one of the person's passkeys is to sign."""
    user = whose_factor(request)
    if user is None:
        return redirect("accounts:sign-in")
    return JsonResponse(passkeys.ask_for_use(request, user))


@public_view("the second half of the door: the password was right")
@never_cache
@require_POST
def passkey_use(request):
    """Let in whose passkey answered, or go on where the second factor was asked for again."""
    target, user = safe_target(request), whose_factor(request)
    if user is None:
        return redirect("accounts:sign-in")
    if is_locked(request, user):
        return get_lockout_response(request, credentials={"username": user.username})
    if passkeys.use(request, user, request.POST.get("answer", "")):
        return let_through(request, user, Road.PASSKEY, target)
    count_wrong_code(request, user)
    messages.error(request, _("This passkey did not open. Try once more, or give a code."))
    return redirect_to_factor("accounts:second-factor", target)


@public_view("the second half of the door, the first time")
@never_cache
@require_POST
def passkey_new_ask(request):
    """Tell the browser for whom it is to make a passkey."""
    user = whose_factor(request)
    if first := what_comes_first(request, user, safe_target(request)):
        return first
    return JsonResponse(passkeys.ask_for_new(request, user))


@public_view("the second half of the door, the first time")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_new(request):
    """Set up a passkey: the first second factor of a person, or one beside it."""
    target, user = safe_target(request), whose_factor(request)
    if first := what_comes_first(request, user, target):
        return first
    asked_at, called = reverse("accounts:passkey-new-ask"), {"name": browser_of(request)}
    form, status = PasskeyForm(request.POST or None, asked_at=asked_at, initial=called), 200
    if request.method == "POST":
        if is_locked(request, user):
            return get_lockout_response(request, credentials={"username": user.username})
        if form.is_valid() and passkeys.add(request, user, **form.cleaned_data):
            return after_adding(request, user, target)
        form.add_error(
            None, _("The passkey was not set up. Try once more; if it fails again, use an authenticator app.")
        )
        status = 422
    return render(request, "accounts/sign_in/passkey_new.html", {"form": form, "next": target}, status=status)


def after_adding(request, user, target):
    """Go on after a passkey was set up; whoever had no recovery codes is shown them, this once."""
    factor = second_factor.factor_of(user)
    if not factor.codes.exists():
        return codes_page(request, user, second_factor.make_recovery_codes(factor), target, Road.PASSKEY)
    messages.success(request, _("The passkey is set up. From now on it opens in place of a code."))
    return redirect(target)


@signed_in_only
@require_POST
def passkey_remove(request, pk):
    """Remove a passkey of one's own."""
    passkey = get_object_or_404(Passkey.objects.filter(factor__user=request.user), pk=pk)
    must_be_recent()
    try:
        passkeys.remove(passkey, by=request.user)
        messages.success(request, _("Removed. This passkey opens nothing any more; delete it on its device too."))
    except ActionRefused as error:
        messages.error(request, str(error))
    return redirect("accounts:me")
