"""Pages for signing in and out, one's own account, and the roles."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.audit.log import record_access
from accounts.models import Area, Grant, Road
from accounts.permissions import Permission, guard, public_view, signed_in_only
from accounts.phones.columns import PHONES_LISTING
from accounts.roles import ROLES
from accounts.throttle import forgive, remember_device

from . import second_factor, sessions
from .columns import GRANTS_TABLE, PASSKEYS_TABLE, SESSIONS_TABLE
from .doors import admit, safe_target
from .factor_views import begin_half, redirect_to_factor
from .forms import OwnPasswordForm, SignInForm
from .single_sign_on import offer_words


@public_view("this is the door")
@sensitive_post_parameters("password")
@never_cache
def sign_in(request):
    """Sign in with name and password, and return to the page asked for. Roles above the village give a second factor
    then."""
    target = safe_target(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        return after_password(request, form.get_user(), target)
    context = {"form": form, "next": target, "demo_people": demo_people(), "single_sign_on": offer_words()}
    return render(request, "accounts/sign_in/sign_in.html", context)


def after_password(request, user, target):
    """Let somebody in whose password was right, or ask for the second factor first."""
    if not second_factor.is_to_be_given(user):
        return admit(request, user, Road.PASSWORD, target)
    begin_half(request, user)
    return redirect_to_factor("accounts:second-factor", target)


def demo_people():
    """Return the demo accounts of a sample site with their role and place; nothing on a real site."""
    if not settings.SAMPLE_SITE:
        return []
    can_sign_in = Grant.objects.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return can_sign_in.select_related("user", "area").order_by("pk")[:20]


@require_POST
@signed_in_only
def sign_out(request):
    record_access(request.user, "signed_out")
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@signed_in_only
def account_page(request):
    """Show one's own account: name, roles, territory, second factor with passkeys, phones and where one is signed
    in."""
    factor = second_factor.factor_of(request.user)
    context = {
        "grants": request.user.grants_today,
        "listing": GRANTS_TABLE,
        "asked_here": second_factor.is_asked_here(),
        "factor": factor,
        "codes_left": factor.codes.filter(used_at=None).count() if factor else 0,
        "passkeys": factor.passkeys.all() if factor else (),
        "passkeys_table": PASSKEYS_TABLE,
        "phones": request.user.phones.all(),
        "phones_table": PHONES_LISTING,
        "sessions": sessions.own_sessions(request),
        "sessions_table": SESSIONS_TABLE,
    }
    return render(request, "accounts/sign_in/me.html", context)


@require_POST
@signed_in_only
def session_end(request, pk):
    """End a session of one's own, on another machine or here."""
    one = get_object_or_404(request.user.sessions, pk=pk)
    if one.session_key == request.session.session_key:
        return sign_out(request)
    sessions.end_session(one, by=request.user)
    messages.success(request, _("Ended. Whoever sits there must sign in again."))
    return redirect("accounts:me")


@signed_in_only
@sensitive_post_parameters()
def password_change(request):
    form = OwnPasswordForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return after_change(request, form.user)
    if request.session.get(sessions.MUST_CHANGE):
        messages.info(request, _("Your password is too old for this office. Please take another one."))
    return render(request, "accounts/sign_in/password.html", {"form": form})


def after_change(request, user):
    """Keep who changed the password signed in here, and nowhere else."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    request.session.pop(sessions.MUST_CHANGE, None)
    sessions.follow(request, before)
    sessions.end_other_sessions(request)
    forgive(request, user.username)
    record_access(user, "password_changed")
    messages.success(request, _("Your password was changed. Everywhere else you are signed out."))
    answer = redirect("accounts:me")
    remember_device(request, answer, user)
    return answer


@guard(Permission.RULE_VIEW)
def role_list(request):
    """Show the roles and their permissions, read from the code, so that the page cannot differ from what holds."""
    levels = {role: [level.label for level in Area.Level if level in role.granted_on] for role in ROLES.values()}
    return render(request, "accounts/sign_in/roles.html", {"roles": levels.items(), "permissions": list(Permission)})
