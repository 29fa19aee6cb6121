"""A page that waited too long for the database, or whose files are out of reach, says so, instead of failing as if
something were broken."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg2 import errors as postgres

from core.crypto.files import FilesAway
from core.jobs.errors import error_in_short

from .bodies import INTERFACE, PHONE

log = logging.getLogger(__name__)
# The statement took too long, or somebody else held what it needs. Its transaction is undone: nothing was changed.
WAITED = (postgres.QueryCanceled, postgres.LockNotAvailable, postgres.DeadlockDetected)
ASK_AGAIN = 30  # seconds


class Busy:
    """Answers with 503, and when to ask again, where a page failed for what will pass."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        words = words_of_passing(error)
        if words is None:
            return None
        log.warning("A page could not be shown just now: %s", error_in_short(error))
        answer = busy_answer(request, words)
        answer["Retry-After"] = str(ASK_AGAIN)
        return answer


def words_of_passing(error) -> str | None:
    """Return what is said of an error that will pass by itself; None for every other one."""
    if isinstance(error, FilesAway):
        return _("Files cannot be kept or read at this moment. Nothing was changed; please try again in half a minute.")
    if isinstance(error, OperationalError) and isinstance(error.__cause__, WAITED):
        return _("There is much to do at this moment. Nothing was changed; please try again in half a minute.")
    return None


def failed_page(request):
    """Answer what nobody caught: 503 while the database cannot be reached at all, else 500. What comes before a page
    (who is it, for how long) asks the database too, and fails where no page could have caught it."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponseServerError(render_to_string("500.html"))
    words = _("The database cannot be reached at this moment. If you sent something, look later whether it is there.")
    answer = busy_answer(request, words)
    answer["Retry-After"] = str(ASK_AGAIN)
    return answer


def busy_answer(request, words):
    if request.path.startswith(INTERFACE):
        return JsonResponse({"detail": words}, status=503)
    if request.path.startswith(PHONE):
        return JsonResponse({"error": words}, status=503)
    # Without the request: what surrounds other pages asks the database, and would wait like this one.
    return HttpResponse(render_to_string("503.html", {"words": words}), status=503)
