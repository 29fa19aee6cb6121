"""The one way in: whoever was recognised, by whatever door, comes through here."""

from django.conf import settings
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.throttle import remember_device

from . import sessions
from .language import speak_own_language


def safe_target(request) -> str:
    """Return the address of the page asked for, if it is one of this site; else of the first page."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def admit(request, user, road, target):
    """Sign somebody in and lead to the page asked for, in their own language."""
    sessions.enter(request, user, road)
    answer = redirect(target)
    speak_own_language(request, answer)
    remember_device(request, answer, user)
    return answer
