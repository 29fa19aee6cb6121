"""Middleware that signs out idle people and brings them back to their page after signing in."""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils.translation import gettext as _

LAST_SEEN_KEY = "last_seen"
MINUTE = 60
# The phone has its own PIN and may be hours without a network; its session still ends. /healthz is asked by a machine.
# Neither may need the session here, because that lies in the database, which may be away.
NOT_WATCHED_PATHS = ("/visits/phone/", "/visits/sw.js", "/healthz")


def is_idle_session(request) -> bool:
    """Whether this person requested no page for longer than IDLE_SIGN_OUT_MINUTES."""
    seen = request.session.get(LAST_SEEN_KEY)
    return bool(seen) and int(time.time()) - seen > settings.IDLE_SIGN_OUT_MINUTES * MINUTE


class IdleSignOut:
    """Signs a person out after IDLE_SIGN_OUT_MINUTES without a request. What they typed stays in their browser; the
    sign-in page brings them back to where they were."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(NOT_WATCHED_PATHS) and request.user.is_authenticated:
            self.check(request)
        return self.get_response(request)

    def check(self, request):
        now, seen = int(time.time()), request.session.get(LAST_SEEN_KEY)
        if is_idle_session(request):
            logout(request)
            messages.info(request, _("You were signed out because nothing happened for a while. Please sign in again."))
        elif seen is None or now - seen > MINUTE:  # one write to the session each minute is enough
            request.session[LAST_SEEN_KEY] = now


class SignInFirst(LoginRequiredMiddleware):
    """Asks for a sign-in and then returns to the page on which a button was pressed: the address of the button itself
    opens nothing."""

    def process_view(self, request, view_func, *given):
        if not getattr(view_func, "login_required", True):
            return None  # a page for everybody opens without asking the database who looks
        return super().process_view(request, view_func, *given)

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("Referer", ""))
        # Only a page of this site: a link from elsewhere must not decide where a person ends up.
        came_from = page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else ""
        return redirect_to_login(came_from or reverse(settings.LOGIN_REDIRECT_URL), self.get_login_url(view_func))
