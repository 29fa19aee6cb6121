"""Reading in a rescue file: the visits of a broken or lost phone, brought by anybody who is signed in. The file was
encrypted for this site, nobody on the way could read it, and its badge says whose phone it was."""

from base64 import b64decode
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.audit.log import record_access
from accounts.models import User
from accounts.permissions import signed_in_only
from core.crypto import messages as messages_crypto
from core.forms import form_helper
from core.json import parse_outside_json
from visits import photos
from visits.inbox import content, deliveries
from visits.models import Delivery, DeliveryOutcome, DeliveryRoad, Photo, StrandingReason

from . import badges
from .rescued_drafts import read_drafts
from .views import parse_clock_offset
from .work_calls import UnreadableCall, read_phone_call, receive_phone_call

MAX_RESCUE_BYTES = 200 * 1024 * 1024  # bytes


@dataclass
class RescueResult:
    """What became of a rescue file: receipts by visit, what could not be read, drafts that wait for their caseworker,
    and photos that were added to their visit."""

    receipts: list
    refused: list
    drafts: list
    photos: int = 0
    calls: int = 0


class RescueForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Rescue file"), help_text=gettext_lazy("The file ending in .povwatch that the phone saved.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(gettext_lazy("Read in"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_RESCUE_BYTES:
            raise ValidationError(_("The file is larger than 200 MB. Save several rescue files with fewer visits."))
        try:
            told = parse_outside_json(messages_crypto.open_box_in_file(file), most=MAX_RESCUE_BYTES)
            self.badge = badges.read_badge(told["badge"])
            self.by = User.objects.get(pk=self.badge.owner)
            return {
                "visits": list(told["visits"]),
                "photos": list(told["photos"]),
                "drafts": list(told.get("drafts", ())),
                "calls": list(told.get("calls", ())),
            }
        except (ValueError, KeyError, TypeError, AttributeError, signing.BadSignature, User.DoesNotExist) as error:
            raise ValidationError(
                _("This is no rescue file of this site, or it is damaged. Save it on the phone once more.")
            ) from error


@never_cache
@signed_in_only
def rescue_page(request):
    """Read in a rescue file, and list what it held with the receipts. Reading it in twice adds nothing."""
    form = RescueForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "visits/inbox/rescue.html", {"form": form}, status=status)
    doubt = StrandingReason.OLD_BADGE if form.badge.has_expired and form.by != request.user else ""
    found = file_rescued_visits(form.cleaned_data["file"], by=form.by, brought_by=request.user, doubt=doubt)
    context = {"form": RescueForm(), "found": found, "by": form.by, "is_own": form.by == request.user}
    return render(request, "visits/inbox/rescue.html", context)


def file_rescued_visits(told, *, by, brought_by, doubt="") -> RescueResult:
    """File the visits and photos of a rescue file as its phone would have sent them; with a `doubt` the township looks
    first."""
    found = RescueResult([], [], read_drafts(told["drafts"], by))
    for number, one in enumerate(told["visits"], start=1):
        try:
            visit = content.read_visit_content(one["content"].encode())
        except (content.UnreadableVisit, KeyError, TypeError, AttributeError) as error:
            words = getattr(error, "words", "") or _("This visit cannot be read.")
            found.refused.append({"number": number, "errors": [words]})
            continue
        answer = deliveries.receive_visit(
            visit,
            by=by,
            brought_by=brought_by,
            road=DeliveryRoad.RESCUE,
            doubt=doubt,
            clock_offset=parse_clock_offset(one.get("offset")),
        )
        if answer.delivery:
            found.receipts.append(answer.delivery)
        else:
            errors = [message for several in answer.body["errors"].values() for message in several]
            found.refused.append({"number": number, "errors": errors})
    for number, one in enumerate(told["calls"], start=1):
        if why := record_rescued_call(one, by, doubt):
            found.refused.append({"call": number, "errors": [why]})
    found.calls = len(told["calls"]) - sum("call" in one for one in found.refused)
    found.photos = sum(keep_rescued_photo(one, by) for one in told["photos"])
    record_access(
        brought_by,
        "rescue_read",
        visits=len(found.receipts),
        calls=found.calls,
        refused=len(found.refused),
        photos=found.photos,
    )
    return found


def record_rescued_call(told, by, doubt) -> str:
    """Record what somebody said in a call; return why it could not be, empty when it was. Where it is in doubt whose
    phone it was nobody's work is changed: the person is called again."""
    if doubt:
        return _("The phone had not spoken with the site for months. Its owner can read in the file, or call again.")
    try:
        call = read_phone_call(told["content"].encode(), parse_clock_offset(told.get("offset")))
    except (UnreadableCall, KeyError, TypeError, AttributeError):
        return _("This call cannot be read.")
    _status, body = receive_phone_call(call, by=by)
    return body.get("error", "")


def keep_rescued_photo(told, by) -> bool:
    """Store one photo with the visit that names it, or with the stranded delivery of that visit. Returns False when
    none does or the photo is damaged."""
    try:
        if waiting := stranded_delivery(told, by):
            return set_rescued_photo_aside(waiting, told)
        photo = Photo.objects.get(visit=told["visit"], sha256=told["sha256"], visit__visited_by=by, arrived_at=None)
        photos.keep_visit_photo(photo, b64decode(told["data"], validate=True))
    except (Photo.DoesNotExist, ValidationError, ValueError, KeyError, TypeError):
        return False
    return True


def stranded_delivery(told, by) -> Delivery | None:
    """Return the stranded delivery of this person that names a photo, if there is one."""
    stranded = Delivery.objects.filter(outcome=DeliveryOutcome.STRANDED, settled_at=None, by=by)
    found = stranded.filter(visit_key=told["visit"]).first()
    named = content.read_visit_content(found.content.encode()).photos if found else ()
    return found if told["sha256"] in [one["sha256"] for one in named] else None


def set_rescued_photo_aside(delivery, told) -> bool:
    """Keep a photo until its visit is filed."""
    body = b64decode(told["data"], validate=True)
    photos.check_hash(body, told["sha256"])
    photos.set_photo_aside(delivery, told["sha256"], body)
    return True
