"""A page that waited too long for the database says so, instead of failing as if something were broken."""

import logging

from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg2 import errors as postgres

from core.jobs.errors import error_in_short

from .bodies import INTERFACE, PHONE

log = logging.getLogger(__name__)
# The statement took too long, or somebody else held what it needs. Its transaction is undone: nothing was changed.
WAITED = (postgres.QueryCanceled, postgres.LockNotAvailable, postgres.DeadlockDetected)
ASK_AGAIN = 30  # seconds


class Busy:
    """Answers with 503, and when to ask again, where the database let a page wait too long."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not (isinstance(error, OperationalError) and isinstance(error.__cause__, WAITED)):
            return None
        log.warning("A page waited too long: %s", error_in_short(error))
        answer = busy_answer(request)
        answer["Retry-After"] = str(ASK_AGAIN)
        return answer


def busy_answer(request):
    words = _("There is much to do at this moment. Nothing was changed; please try again in half a minute.")
    if request.path.startswith(INTERFACE):
        return JsonResponse({"detail": words}, status=503)
    if request.path.startswith(PHONE):
        return JsonResponse({"error": words}, status=503)
    # Without the request: what surrounds other pages asks the database, and would wait like this one.
    return HttpResponse(render_to_string("503.html", {"words": words}), status=503)
