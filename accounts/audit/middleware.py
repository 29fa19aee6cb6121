"""Middleware: every line of the log knows from where; what was refused or not found to somebody is a line too."""

from uuid import UUID

from accounts.models import AccessOutcome
from core.callers import address_of

from .details import name_access_detail
from .log import caller_address, record_access
from .pages import page_in_words

name_access_detail("page", named=page_in_words)
OUTCOMES = {403: AccessOutcome.REFUSED, 404: AccessOutcome.NOT_FOUND}


class AccessFromWhere:
    """Keeps the address of the caller while a request is answered, and records refusals afterwards."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = caller_address.set(address_of(request) or None)
        try:
            answer = self.get_response(request)
            if answer.status_code in OUTCOMES:
                record_refusal(request, OUTCOMES[answer.status_code])
            return answer
        finally:
            caller_address.reset(token)


def record_refusal(request, outcome) -> None:
    """Record what was refused to whom. A stranger's request for an address that does not exist is no look at data, and
    strangers must not be able to fill the log."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        record_access(user, "knocked", outcome=outcome, **asked_for(request))


def asked_for(request) -> dict:
    """Return the page that was asked for, by its name and the numbers in its address: an address that somebody typed
    may hold anything."""
    match = request.resolver_match
    if match is None:
        return {"page": ""}
    numbers = [str(one) for one in match.kwargs.values() if isinstance(one, int | UUID)]
    return {"page": match.view_name, "method": request.method, **({"number": numbers} if numbers else {})}
