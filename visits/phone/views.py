"""Requests of the phone app: keys, households, and receiving visits and photos. Answers are JSON; somebody who is not
signed in gets 401 and loses nothing."""

from base64 import b64decode
from functools import wraps

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Case, F, When
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.areas.places import first_county
from accounts.audit.log import record_access
from accounts.permissions import Permission, page_paths, public_view
from accounts.phones import actions as phones
from accounts.reach import within_reach
from accounts.sign_in import sessions
from core.crypto import messages as messages_crypto
from core.dates import today
from core.json import parse_outside_json
from households.models import Household
from visits import photos
from visits.inbox import content, deliveries, receipts
from visits.models import Delivery, DeliveryOutcome, Photo, Visit, VisitState
from visits.observations.whose import undone_words
from visits.pages.visit_words import member_names
from visits.phone import badges
from visits.phone.bundle import (
    MAX_HOUSEHOLDS_A_REQUEST,
    milliseconds_now,
    offline_bundle,
    own_household_briefs,
    whole_household_briefs,
)
from visits.phone.work_calls import UnreadableCall, read_phone_call, receive_phone_call
from visits.planning.households import with_visit_brief

TEN_YEARS = 10 * 365 * 24 * 3600 * 1000  # milliseconds: a larger error is no measurement
MAX_STATES_ASKED = 500


def phone_sign_in_required(view):
    """Answer people who are not signed in, or whose phone asked for nothing for hours, with 401 as JSON instead of a
    sign-in page, so that the phone keeps its data. What a phone asks for counts as presence;
    after a pause nothing does before its person signed in again."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return JsonResponse({"error": _("Please sign in again.")}, status=401)
        if sessions.why_over(request, settings.PHONE_IDLE_SIGN_OUT_MINUTES):
            logout(request)
            return JsonResponse({"error": _("Please sign in again.")}, status=401)
        if not sessions.is_idle(request.session, settings.IDLE_SIGN_OUT_MINUTES):
            sessions.note_presence(request.session)
        return reached(request, *args, **kwargs)

    reached = within_reach(page_paths)(view)
    return public_view("answers 401 in JSON to whoever is not signed in")(never_cache(answered))


def phone_reading_required(view):
    """Ask people who were idle to sign in again before they get households, and give a revoked phone none. Sending
    visits stays possible for as long as the session lasts."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        if sessions.is_idle(request.session, settings.IDLE_SIGN_OUT_MINUTES):
            return JsonResponse({"error": _("Please sign in again.")}, status=401)
        if phones.is_revoked(request.session):
            return JsonResponse({"error": phones.revoked_words()}, status=403)
        return view(request, *args, **kwargs)

    return phone_sign_in_required(answered)


@require_GET
@phone_sign_in_required
def phone_session(request):
    """Return who is signed in, what time it is, and the keys to encrypt and to check receipts with. The phone is bound
    to its person the first time."""
    phone = phones.bind(request)
    answer = JsonResponse(
        {
            "revoked": phone.revoked_at is not None,
            "user": request.user.pk,
            "badge": badges.make_badge(request.user),
            "csrf": get_token(request),
            "now": milliseconds_now(),
            "today": f"{today()}",
            "language": get_language(),
            **receipts.phone_public_keys(),
        }
    )
    phones.leave_cookie(request, answer, phone)
    return answer


@require_GET
@phone_reading_required
def phone_bundle(request):
    """Return the offline bundle, with an entry in the access log."""
    if not request.user.holds(Permission.VISIT_LOG):
        nothing = {"more": False, "order": [], "households": []}
        return JsonResponse({"made_at": milliseconds_now(), "today": f"{today()}", **nothing})
    carried = offline_bundle(request.user)
    shown = [one["id"] for one in carried["households"]]
    record_access(request.user, "bundle_taken", households=len(shown), shown=shown)
    return JsonResponse(carried)


@require_GET
@phone_reading_required
def phone_bundle_more(request):
    """Return further households of the bundle: those of ?ids=1,2,3 that lie in this person's own villages."""
    asked = [one for one in request.GET.get("ids", "").split(",") if one.isdecimal() and len(one) < 19]
    if len(asked) > MAX_HOUSEHOLDS_A_REQUEST:
        words = _("Ask for at most %(most)s households at once.") % {"most": MAX_HOUSEHOLDS_A_REQUEST}
        return JsonResponse({"error": words}, status=400)
    carried = own_household_briefs(request.user, [int(one) for one in asked])
    record_access(request.user, "bundle_taken", households=len(carried), shown=[one["id"] for one in carried])
    return JsonResponse({"households": carried})


@require_GET
@phone_reading_required
def phone_bundle_household(request, pk):
    """Return one more household of one's own territory."""
    areas = request.user.areas_where(Permission.VISIT_LOG)
    found = Household.objects.within(*areas).active().filter(pk=pk)
    household = next(iter(with_visit_brief(found, first_county(areas))), None) if areas else None
    if household is None:
        return JsonResponse({"error": _("There is no such household in your territory.")}, status=404)
    record_access(request.user, "opened", household, area=household.village)
    return JsonResponse(whole_household_briefs([household], request.user)[0])


@require_POST
@phone_reading_required
def phone_visit_states(request):
    """Return what became of one's own visits: {uuid: {state, note, answer, colour, url}}."""
    try:
        asked = [str(one) for one in parse_outside_json(request.body)["ids"][:MAX_STATES_ASKED]]
        mine = list(
            Delivery.objects.filter(by=request.user, visit_key__in=asked).exclude(outcome=DeliveryOutcome.FILED)
        )
        visits = list(own_visits_of_ids(request.user, asked))
    except (ValueError, KeyError, TypeError, ValidationError):
        return JsonResponse({"error": _("This is no list of visits.")}, status=400)
    waiting = {str(one.visit_key): unfiled_visit_state(one) for one in mine if one.settled_at is None}
    settled = {str(one.visit_key): unfiled_visit_state(one) for one in mine if one.settled_at}
    people = member_names([one["member"] for visit in visits for one in visit.whose], request.user)
    filed = {str(visit.key): phone_visit_state(visit, people) for visit in visits}
    return JsonResponse({"states": settled | filed | waiting})


def unfiled_visit_state(delivery) -> dict:
    return {"state": delivery.outcome, "note": "", "colour": "unknown", "url": ""}


def own_visits_of_ids(user, ids):
    """Return one's own visits with these IDs; of several versions the one that counts comes last."""
    return (
        Visit.objects.visible_to(user)
        .by(user)
        .filter(delivery__visit_key__in=ids)
        .annotate(colour=F("household__facts__colour"), key=F("delivery__visit_key"))
        .order_by(Case(When(state=VisitState.VOIDED, then=0), default=1), "received_at")
        .prefetch_related("transitions")
    )


def phone_visit_state(visit, people) -> dict:
    """Return how a visit stands; `people` are the names, by key, of those whose undivided amounts it tells of."""
    steps = list(visit.transitions.all())
    note = steps[-1].reason if steps else ""
    answer = ": ".join(word for word in (visit.get_answer_fate_display(), visit.answer_words) if word)
    answer = " ".join(word for word in (answer, undone_words(visit, people)) if word)
    shown = {"state": visit.state, "note": note, "answer": answer}
    return {**shown, "colour": visit.colour or "unknown", "url": visit.get_absolute_url()}


@require_POST
@phone_sign_in_required
def phone_visit_receive(request):
    """Receive one finished visit, exactly as the phone holds it."""
    try:
        visit = content.read_visit_content(request.body)
    except content.UnreadableVisit as error:
        words = error.words or _("This visit cannot be read. Keep it and save a rescue file.")
        return JsonResponse({"error": words}, status=400)
    answer = deliveries.receive_visit(
        visit, by=request.user, clock_offset=parse_clock_offset(request.headers.get("X-Clock-Offset"))
    )
    return JsonResponse(answer.body, status=answer.status)


@require_POST
@phone_sign_in_required
def phone_call_receive(request):
    """Receive what somebody who was called said of their work, exactly as the phone holds it."""
    try:
        call = read_phone_call(request.body, parse_clock_offset(request.headers.get("X-Clock-Offset")))
    except UnreadableCall:
        return JsonResponse({"error": _("This call cannot be read. Keep it and save a rescue file.")}, status=400)
    status, body = receive_phone_call(call, by=request.user)
    return JsonResponse(body, status=status)


def parse_clock_offset(text) -> int | None:
    """Return the measured error of the phone's clock in milliseconds; None when it was never measured."""
    try:
        found = int(text)
    except (TypeError, ValueError):
        return None
    return found if abs(found) <= TEN_YEARS else None


@require_POST
@phone_sign_in_required
def phone_photo_receive(request, visit, sha256):
    """Receive a photo that one of one's own visits named."""
    versions = Photo.objects.filter(visit__delivery__visit_key=visit, sha256=sha256, visit__visited_by=request.user)
    if not versions.exists():
        return JsonResponse({"error": _("Send the visit of this photo first.")}, status=404)
    expected = versions.filter(arrived_at=None)
    if not expected:
        return JsonResponse({"sha256": sha256})
    try:
        for photo in expected:
            photos.keep_visit_photo(photo, request.body)
    except ValidationError as error:
        return JsonResponse({"errors": {"photo": error.messages}}, status=422)
    return JsonResponse({"sha256": sha256}, status=201)


@require_POST
@phone_sign_in_required
def phone_unlock(request):
    """Return the data key of one's own phone for the right password, so that a forgotten PIN loses no visit."""
    try:
        asked = parse_outside_json(request.body)
        password, box = str(asked["password"]), b64decode(asked["sealed"], validate=True)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": _("This request cannot be read.")}, status=400)
    if authenticate(request, username=request.user.get_username(), password=password) != request.user:
        return JsonResponse(
            {"error": _("This is not your password. After five tries the account is locked.")}, status=403
        )
    try:
        sealed = parse_outside_json(messages_crypto.open_box(box))
        # An expired badge says whose phone it is all the same; who they are, the password has just shown.
        owner, key = badges.read_badge(sealed["badge"]).owner, str(sealed["key"])
    except (ValueError, KeyError, TypeError, signing.BadSignature):
        owner = None
    if owner != request.user.pk:  # a person who found a phone must not open it with their own password
        return JsonResponse(
            {"error": _("This phone's data are not yours, or were not made for this site.")}, status=400
        )
    record_access(request.user, "phone_unlocked")
    return JsonResponse({"key": key})
