"""Pages for signing in and out, one's own account, and the roles."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.audit.log import record_access
from accounts.models import Area, Grant
from accounts.permissions import Permission, guard, public_view, signed_in_only
from accounts.roles import ROLES

from .columns import GRANTS_TABLE
from .forms import OwnPasswordForm, SignInForm
from .language import speak_own_language


@public_view("this is the door")
@sensitive_post_parameters("password")
@never_cache
def sign_in(request):
    """Sign in with name and password, and return to the page asked for. After five failures the name is locked for 15
    minutes."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = settings.LOGIN_REDIRECT_URL
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        answer = redirect(target)
        speak_own_language(request, answer)
        return answer
    return render(
        request, "accounts/sign_in/sign_in.html", {"form": form, "next": target, "demo_people": demo_people()}
    )


def demo_people():
    """Return the demo accounts of a sample site with their role and place; nothing on a real site."""
    if not settings.SAMPLE_SITE:
        return []
    return Grant.objects.select_related("user", "area").order_by("pk")[:20]


@require_POST
@signed_in_only
def sign_out(request):
    record_access(request.user, "signed_out")
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@signed_in_only
def account_page(request):
    """Show one's own account: name, roles, territory."""
    return render(request, "accounts/sign_in/me.html", {"grants": request.user.grants_today, "listing": GRANTS_TABLE})


@signed_in_only
@sensitive_post_parameters()
def password_change(request):
    form = OwnPasswordForm(request.user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        record_access(request.user, "password_changed")
        messages.success(request, _("Your password was changed."))
        return redirect("accounts:me")
    return render(request, "accounts/sign_in/password.html", {"form": form})


@guard(Permission.RULE_VIEW)
def role_list(request):
    """Show the roles and their permissions, read from the code, so that the page cannot differ from what holds."""
    levels = {role: [level.label for level in Area.Level if level in role.granted_on] for role in ROLES.values()}
    return render(request, "accounts/sign_in/roles.html", {"roles": levels.items(), "permissions": list(Permission)})
