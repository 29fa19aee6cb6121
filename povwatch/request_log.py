"""Every request has a number: in each line of the log that it leads to, in a header of its answer, and on the page that
says that something went wrong. And each is one line of the log: which page, by whom, with what outcome, how long."""

import logging
import re
import time
import uuid

from core.log_context import told_in_log

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# What proxies make: 32 hexadecimal digits, with or without the strokes of a UUID. Anything else could be anything.
WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Numbered:
    """Numbers each request, and tells of it in the log when it is answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number, began = number_of(request), time.monotonic()
        with told_in_log(request=request.number):
            answer = self.get_response(request)
            log.info("request", extra={"words": request_words(request, answer, time.monotonic() - began)})
        answer[HEADER] = request.number
        return answer


def number_of(request) -> str:
    """Return the number that the proxy gave this request, or else a new one."""
    given = request.headers.get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def request_words(request, answer, seconds) -> dict:
    """Return what the log tells of a request: the name of its page in place of the address, and the number of its
    person where it was looked up already, for the database may be away."""
    match, user = request.resolver_match, getattr(request, "_cached_user", None)
    return {
        "method": request.method if request.method in METHODS else "other",
        "route": match.view_name if match else "",
        "status": answer.status_code,
        "ms": round(seconds * 1000),
        "user": getattr(user, "pk", None),
    }
