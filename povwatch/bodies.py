"""How much may be sent to an address, decided before anything of it is read.

One table for all of them: an address that takes files is named in it with what its largest file needs; every other one
takes a form. Somebody who is not signed in sends no more than a password."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import public_view
from cases.papers.scans import MOST_SCAN_BYTES
from departments.inquiries.forms import LARGEST as LARGEST_ANSWERS
from departments.pages.forms import LARGEST as LARGEST_BATCH
from households.imports.read.files import LARGEST_FILE
from visits.inbox.content import MAX_CONTENT_BYTES, MAX_PHOTOS
from visits.phone.rescue import MAX_RESCUE_BYTES
from visits.phone.work_calls import MAX_CALL_BYTES
from visits.photos import MAX_PHOTO_BYTES, MAX_UPLOAD_BYTES, MAX_VOICE_BYTES
from work.payments.forms import LARGEST as LARGEST_PAYMENTS
from work.sales.forms import LARGEST as LARGEST_DELIVERIES

KB, MB = 1 << 10, 1 << 20
STRANGER = 64 * KB  # of somebody who is not signed in, to any address that asks for no token
FORM = 2 * MB  # of a form without files, and what surrounds the files of one with them
LIMITS = {  # address: bytes of its largest file, or of all its files
    "households:imports": LARGEST_FILE,
    "departments:feed": LARGEST_BATCH,
    "departments:inquiries-file": LARGEST_ANSWERS,
    "visits:new": MAX_PHOTOS * MAX_UPLOAD_BYTES,
    "visits:correct": MAX_PHOTOS * MAX_UPLOAD_BYTES,
    "visits:rescue": MAX_RESCUE_BYTES,
    "visits:receive": MAX_CONTENT_BYTES,
    "visits:receive-call": MAX_CALL_BYTES,
    "visits:receive-photo": max(MAX_PHOTO_BYTES, MAX_VOICE_BYTES),
    "work:sale-file": LARGEST_DELIVERIES,
    "work:offer-payments": LARGEST_PAYMENTS,
    "work:enterprise-payments": LARGEST_PAYMENTS,
    "cases:authorise": MOST_SCAN_BYTES,
    "cases:measure-step": MOST_SCAN_BYTES,
    "cases:scan-new": MOST_SCAN_BYTES,
}
BY_TOKEN = {"feed-api:send_batch": 10 * MB}  # whose callers sign in with every request, before it is read
PHONE, INTERFACE = "/visits/phone/", "/departments/api/"  # whose answers are JSON


class BodyLimits:
    """Refuses what is too large for its address, and what does not say how large it is, before it is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            words = _("Send it with the header Content-Length: how large it is must be known before it is read.")
            return refuse_body(request, 411, words)
        size = int(request.META.get("CONTENT_LENGTH") or 0) if has_length(request) else 0
        if size <= STRANGER:
            return self.get_response(request)
        name = name_of_address(request)
        most = BY_TOKEN.get(name) or LIMITS.get(name, 0) + FORM
        if name not in BY_TOKEN and not request.user.is_authenticated:
            drop_form(request, size)
            return refuse_stranger(request)
        return self.get_response(request) if size <= most else refuse_size(request, most)


def drop_form(request, size: int) -> None:
    """Take in what is no larger than a form, and forget it: a proxy that is not done with sending, because nobody
    listens any more, does not pass the answer on. What is larger it does not send (deploy/nginx/povwatch.conf)."""
    while size <= FORM and request.read(STRANGER):
        pass


@public_view("a proxy asks it before it takes in what somebody sends")
@require_safe
def sender(request):
    """Answer 204 when whoever sends something is signed in, and 401 to a stranger (deploy/nginx/povwatch.conf)."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


def has_length(request) -> bool:
    """Whether the request says how long it is, in figures; Django reads nothing of one that does not."""
    return request.META.get("CONTENT_LENGTH", "").isdecimal()


def name_of_address(request) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def refuse_stranger(request):
    """Refuse a large body of somebody who is not signed in; the phone keeps it, and asks to sign in."""
    if request.path.startswith(PHONE):
        return refuse_body(request, 401, _("Please sign in again."))
    words = _("So much can only be sent by somebody who is signed in. Sign in, and send it again.")
    return refuse_body(request, 413, words)


def refuse_size(request, most: int):
    words = _("What you sent is larger than the %(most)s MB that this page takes. Send a smaller file, or several.")
    return refuse_body(request, 413, words % {"most": most // MB})


def refuse_body(request, status: int, words: str):
    """Answer without reading the body, as a page or, to a phone or a department's system, as JSON."""
    if request.path.startswith(INTERFACE):
        return JsonResponse({"detail": words}, status=status)
    if request.path.startswith(PHONE):
        return JsonResponse({"error": words}, status=status)
    return render(request, "413.html", {"words": words}, status=status)
