"""Middleware that ends sessions, brings people back to their page after signing in, and asks for the second factor
again."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts import again
from accounts.phones import actions as phones

from . import second_factor, sessions

# The requests of the phone are watched where they are answered, in JSON; machines ask /healthz and /metrics. None of
# these may need the session here, because that lies in the database, which may be away.
NOT_WATCHED_PATHS = ("/visits/phone/", "/visits/sw.js", "/healthz", "/metrics")
ALWAYS_OPEN = {"accounts:password", "accounts:sign-out"}


class IdleSignOut:
    """Signs a person out after IDLE_SIGN_OUT_MINUTES without a request, and after SESSION_HOURS in any case. What they
    typed stays in their browser; the sign-in page brings them back to where they were."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(NOT_WATCHED_PATHS) and request.user.is_authenticated:
            self.check(request)
        return self.get_response(request)

    def check(self, request):
        if why := sessions.why_over(request, settings.IDLE_SIGN_OUT_MINUTES):
            logout(request)
            messages.info(request, why)
        else:
            sessions.note_presence(request.session)


class SignInFirst(LoginRequiredMiddleware):
    """Asks for a sign-in and then returns to the page on which a button was pressed: the address of the button itself
    opens nothing."""

    def process_view(self, request, view_func, *given):
        if not getattr(view_func, "login_required", True):
            return None  # a page for everybody opens without asking the database who looks
        return super().process_view(request, view_func, *given) or self.hindered(request)

    def hindered(self, request):
        """Let nothing be seen on a revoked phone, and lead to the page of the password where that is too old."""
        if not request.user.is_authenticated or request.resolver_match.view_name in ALWAYS_OPEN:
            return None
        phones.refuse_revoked(request.session)
        return redirect("accounts:password") if request.session.get(sessions.MUST_CHANGE) else None

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(page_of_button(request), self.get_login_url(view_func))


def page_of_button(request) -> str:
    """Return the page on which a button was pressed: of this site, for a link from elsewhere must not decide where a
    person ends up."""
    page = urlsplit(request.headers.get("Referer", ""))
    came_from = page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else ""
    return came_from or reverse(settings.LOGIN_REDIRECT_URL)


class FactorAgain:
    """Asks for the second factor again before exports and approvals, whatever address they have: where an action says
    so (accounts/again.py), and wherever an answer is a file to keep."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = again.carry(lambda: is_recent_or_not_asked(request))
        try:
            answer = self.get_response(request)
            return ask_again(request) if takes_data_along(request, answer) else answer
        finally:
            again.drop(token)

    def process_exception(self, request, error):
        return ask_again(request) if isinstance(error, again.AskAgain) else None


def is_recent_or_not_asked(request) -> bool:
    user = request.user
    if not user.is_authenticated or again.is_recent(request.session):
        return True
    return not second_factor.is_to_be_given(user)


def takes_data_along(request, answer) -> bool:
    """Whether an answer is a file with data, for which the second factor must be given first."""
    view = getattr(request.resolver_match, "func", None)
    if not answer.headers.get("Content-Disposition", "").startswith("attachment") or holds_no_data(view):
        return False
    return not is_recent_or_not_asked(request)


def holds_no_data(view) -> bool:
    return getattr(view, "holds_no_data", False)


def ask_again(request):
    """Send to the page that asks for the second factor; from there one comes back to the page one was on."""
    page = request.get_full_path() if request.method in ("GET", "HEAD") else page_of_button(request)
    address = f"{reverse('accounts:second-factor')}?{urlencode({'next': page})}"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)
