"""Receiving visits: each body is kept exactly as it came, once. What cannot be filed is stranded, never dropped."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.models import Area, AreaChange
from accounts.permissions import Permission, may
from accounts.reach import beyond_reach
from core.dates import SHANGHAI
from core.locks import wait_for_turn
from core.workflow import ActionRefused
from households.counties import share_registry_turn
from households.models import Household
from visits.models import Delivery, DeliveryOutcome, DeliveryRoad, StrandingReason
from visits.questionnaire import answers

from . import filing, receipts
from .content import VisitContent

name_access_detail("road", values=DeliveryRoad.choices)
name_access_detail("why", values=StrandingReason.choices)


@dataclass(frozen=True)
class DeliveryAnswer:
    """The answer to the phone: an HTTP status, and the receipt or the fields to correct."""

    status: int
    body: dict
    delivery: Delivery | None = field(default=None, compare=False)


@beyond_reach("a visit is filed wherever its household lies by now")
@transaction.atomic
def receive_visit(
    content: VisitContent, *, by, road=DeliveryRoad.PHONE, clock_offset=None, brought_by=None, doubt=""
) -> DeliveryAnswer:
    """Receive one visit: 201 created, 200 already here, 409 here with other content (both are kept for review), 422
    with {field: [what to do]}, 503 while a registry file is being saved, which would overwrite what the visit says:
    nothing is kept then, and it is sent again. `by` is the caseworker, `brought_by` the person who read in a rescue
    file, `doubt` why the township is to look first. The same visit sent several times at once is received once."""
    lock_visit_id(content.id)
    here = list(Delivery.objects.filter(visit_key=content.id))
    for delivery in here:
        if delivery.sha256 == content.sha256:
            return DeliveryAnswer(
                409 if delivery.outcome == DeliveryOutcome.SECOND else 200, delivery_answer_body(delivery), delivery
            )
    common = {
        "visit_key": content.id,
        "sha256": content.sha256,
        "content": content.text,
        "by": by,
        "brought_by": brought_by,
        "road": road,
        "device_at": content.made_at,
        "clock_offset": clock_offset,
        "received_at": timezone.now(),
    }
    if here:
        return keep_second_version(common, here[-1])
    return take_first_version(content, common, doubt)


def lock_visit_id(visit) -> None:
    """Wait until no other transaction is receiving the same visit, and keep others waiting until this one ends."""
    wait_for_turn(f"visit {visit}")


def delivery_answer_body(delivery) -> dict:
    return {"receipt": receipts.delivery_receipt(delivery)}


def keep_second_version(common, first) -> DeliveryAnswer:
    """Keep another content under an ID that is taken: the township compares both."""
    delivery = Delivery.objects.create(**common, outcome=DeliveryOutcome.SECOND, area=first.area)
    record_access(common["by"], "visit_second_version", delivery, area=delivery.area)
    return DeliveryAnswer(409, delivery_answer_body(delivery), delivery)


def take_first_version(content, common, doubt="") -> DeliveryAnswer:
    """Receive a visit that comes for the first time: filed where it belongs, or stranded."""
    homes = Household.objects.filter(pk=content.household)
    try:
        for county in homes.values_list("county", flat=True):
            share_registry_turn(county)
    except ActionRefused as error:
        return DeliveryAnswer(503, {"errors": {"__all__": [str(error)]}})
    household = homes.select_related("village", "county").first()
    why = stranding_reason(household, common["by"]) or doubt
    if why or household is None:  # which is a reason
        area = area_of_stranded_visit(household, common["by"])
        delivery = Delivery.objects.create(**common, outcome=DeliveryOutcome.STRANDED, stranding=why, area=area)
        record_access(common["by"], "visit_stranded", delivery, area=area, why=why)
        return DeliveryAnswer(201, delivery_answer_body(delivery), delivery)
    day = content.observed_at(common["clock_offset"], common["received_at"]).astimezone(SHANGHAI).date()
    # Checked by the day on which it was finished, however late it arrives.
    wrong = answers.check_answers(content.answers_on(day), day, content.seen)
    if wrong:
        return DeliveryAnswer(422, {"errors": wrong})
    delivery = Delivery.objects.create(**common, outcome=DeliveryOutcome.FILED, area=household.village)
    filing.file_visit(content, delivery, household)
    return DeliveryAnswer(201, delivery_answer_body(delivery), delivery)


def stranding_reason(household, by) -> str:
    """Return why a visit cannot be filed under its household; empty when it can."""
    if household is None:
        return StrandingReason.UNKNOWN
    if household.state != "active":
        return StrandingReason(household.state)
    if not by.is_active or not by.holds(Permission.VISIT_LOG):
        return StrandingReason.NO_GRANT
    if may(by, Permission.VISIT_LOG, household.village) or worked_in_merged_village(household, by):
        return ""
    return StrandingReason.ELSEWHERE


def worked_in_merged_village(household, by) -> bool:
    """Whether the household lay in a village that was merged into its present one, and the caseworker works there:
    their visits are filed as before, until a leader has confirmed the village that goes on for them."""
    merged = AreaChange.objects.filter(kind=AreaChange.Kind.MERGE, into=household.village_id, applied_at__isnull=False)
    earlier = household.events.filter(village__in=merged.values("area")).values("village")
    return any(may(by, Permission.VISIT_LOG, village) for village in Area.objects.filter(pk__in=earlier))


def area_of_stranded_visit(household, by) -> Area:
    """Return the area whose list a stranded visit stands on: the household's village, else where the caseworker last
    worked. For a household outside the caseworker's county only the latter is shown."""
    last = by.grants.order_by("-valid_from", "-pk").select_related("area").first()
    county = last and last.area.county_code
    if household and (last is None or household.county.code == county):
        return household.village
    return last.area if last else Area.objects.counties().order_by("pk").first()
