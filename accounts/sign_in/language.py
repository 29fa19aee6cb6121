"""The language of a person: chosen in a browser, kept with the account, so that e-mails and other browsers know it."""

from django.conf import settings
from django.utils.translation import get_language
from django.views.i18n import set_language

from accounts.models import User
from accounts.permissions import public_view

CHOSEN_AT_THE_DOOR, REMEMBERED_SECONDS = "language_chosen", 600  # a cookie, so that the door needs no database


@public_view("changes only the visitor's own language")
def language_switch(request):
    """Show the site in another language from now on, and keep it with the account of who is signed in."""
    answer, chosen = set_language(request), request.POST.get("language", "")
    if request.method == "POST" and chosen in dict(settings.LANGUAGES):
        keep_language(request, answer, chosen)
    return answer


def keep_language(request, answer, language) -> None:
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=language)
    else:
        answer.set_cookie(CHOSEN_AT_THE_DOOR, language, max_age=REMEMBERED_SECONDS, httponly=True, samesite="Lax")


def speak_own_language(request, answer) -> None:
    """After signing in, go on in the language that was just chosen at the door, or else in the person's own; who never
    chose one keeps what this browser speaks."""
    user, chosen = request.user, request.COOKIES.get(CHOSEN_AT_THE_DOOR, "")
    kept = chosen or user.language or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if kept not in dict(settings.LANGUAGES):
        return
    if kept != user.language:
        User.objects.filter(pk=user.pk).update(language=kept)
    if kept != get_language():
        set_language_cookie(answer, kept)


def set_language_cookie(answer, language) -> None:
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
