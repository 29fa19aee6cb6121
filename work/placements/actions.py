"""A place of an offer is given to somebody: offered, and what its measure's steps bring about. Each is one transaction
and is recorded in the access log."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from cases.assistance.actions import check_day_reached, plan_household_measure, take_measure_step
from core.dates import today, years_before
from core.workflow import ActionRefused
from households.choices import WorkChannel
from households.models import Member, WorkSpell
from work.choices import CHANNEL_OF_OFFER, GROUP_OF_OFFER, OfferKind
from work.models import Placement, Training
from work.offers.actions import locked_offer
from work.people.actions import bring_account_up_to_date


@transaction.atomic
def offer_place(offer, member, *, by, on=None) -> Placement:
    """Offer somebody a place: the measure is planned, and waits for its approval by somebody else."""
    on, home = on or today(), member.household
    must(by, Permission.WORK_KEEP, home.village)
    check_day_reached(on)
    offer = locked_offer(offer)
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)  # two offers at once see one another
    check_place(offer, home)
    check_person(offer, member)
    measure = plan_household_measure(
        home, by=by, group=GROUP_OF_OFFER[offer.kind], title=offer.title, member=member, planned_on=on,
        **measure_terms(offer),
    )  # fmt: skip
    made = Placement.objects.create(offer=offer, member=member, measure=measure, offered_on=on, by=by)
    record_access(by, "place_offered", made, area=home.village)
    bring_account_up_to_date(home)
    return made


def measure_terms(offer) -> dict:
    """Return what the measure says of the work; nothing of a course, which is none."""
    if not offer.gives_work:
        return {}
    employer = offer.enterprise.name if offer.enterprise else offer.title
    channel = CHANNEL_OF_OFFER[OfferKind(offer.kind)]
    return {"employer": employer, "monthly_wage": offer.monthly_wage, "channel": channel, "place": offer.where}


def check_place(offer, home) -> None:
    """Raise ActionRefused where the offer has no place to give to this household."""
    if offer.county_id != home.county_id:
        raise ActionRefused(_("This offer is of another county."))
    if not offer.is_open_on(today()):
        raise ActionRefused(_("This offer is closed or over: choose another one."))
    if offer.free <= 0:
        raise ActionRefused(_("No place is free any more: somebody may have been quicker. Choose another offer."))


def check_person(offer, member) -> None:
    """Raise ActionRefused where this person cannot have a place of the offer."""
    if not Member.objects.present(today()).filter(pk=member.pk).exists():
        raise ActionRefused(_("This person has left the household."))
    check_age(offer, member)
    held = Placement.objects.held().filter(member=member)
    if held.filter(offer=offer).exists():
        raise ActionRefused(_("This person has a place of this offer already, or was offered one."))
    at_work = WorkSpell.objects.filter(Q(ended_on=None) | Q(ended_on__gt=first_day(offer)), member=member)
    if offer.kind == OfferKind.POST:
        check_no_post(held, at_work)
    elif offer.gives_work:
        check_no_job(at_work)


def first_day(offer) -> dt.date:
    """Return the day on which somebody who takes the offer up can begin."""
    return max(offer.starts_on, today())


def check_age(offer, member) -> None:
    if member.birth_date is None:
        raise ActionRefused(_("The birth date of this person is not known: correct it in the registry first."))
    day = first_day(offer)
    is_old_enough = member.birth_date <= years_before(day, offer.age_from)
    if not is_old_enough or member.birth_date <= years_before(day, offer.age_to + 1):
        words = {"from": offer.age_from, "to": offer.age_to}
        raise ActionRefused(_("Who has this offer is aged %(from)s to %(to)s on the first day.") % words)


def check_no_post(held, at_work) -> None:
    if held.filter(offer__kind=OfferKind.POST).exists() or at_work.filter(channel=WorkChannel.PUBLIC_POST).exists():
        raise ActionRefused(_("This person has a public-welfare post already, or was offered one: end that one first."))


def check_no_job(at_work) -> None:
    job = at_work.exclude(channel=WorkChannel.PUBLIC_POST).order_by("started_on").first()
    if job:
        words = {"day": date_format(job.started_on, "DATE_FORMAT")}
        raise ActionRefused(_("This person has worked elsewhere since %(day)s: end that work first.") % words)


# ------------------------------------------------------------------------------------------- what a step brings about


@transaction.atomic
def take_placement_step(placement, name, *, by, equipment="", machine="", certificate="", **said):
    """Take a step of the measure of a placement, with what is said of the machine or of the course."""
    take_measure_step(placement.measure, name, by=by, **said)
    placement.refresh_from_db()
    if equipment and placement.lent_on:
        placement.equipment = equipment.strip()
        placement.save(update_fields=["equipment"])
    if certificate:
        placement.training.certificate = certificate.strip()
        placement.training.save(update_fields=["certificate"])
    if machine == "returned":
        give_back(placement, by=by, on=said.get("on"))
    return placement


def follow_step(placement, step, *, by, on) -> None:
    """Do what follows from a step of the measure, wherever it was taken: a machine is lent, a course begins or ends."""
    if step in ("start", "deliver"):
        begin_placement(placement, by, on)
    if step in ("deliver", "end") and not placement.offer.gives_work:
        end_training(placement, on)


def begin_placement(placement, by, on) -> None:
    if placement.offer.equipment and placement.lent_on is None:
        placement.equipment, placement.lent_on = placement.offer.equipment, on
        placement.save(update_fields=["equipment", "lent_on"])
    if not placement.offer.gives_work:
        said = {"member": placement.member, "course": placement.offer.title, "started_on": on, "by": by}
        Training.objects.get_or_create(placement=placement, defaults=said)


def end_training(placement, on) -> None:
    """End the course on `on`, unless it has ended."""
    Training.objects.filter(placement=placement, ended_on=None).update(ended_on=on)


@transaction.atomic
def give_back(placement, *, by, on=None) -> None:
    """Record that what was lent came back."""
    must(by, Permission.WORK_KEEP, placement.member.household.village)
    on = on or today()
    check_day_reached(on)
    if not placement.is_out:
        raise ActionRefused(_("Nothing is lent here that could come back."))
    if on < placement.lent_on:
        words = {"day": date_format(placement.lent_on, "DATE_FORMAT")}
        raise ActionRefused(_("It was lent on %(day)s: choose that day or a later one.") % words)
    placement.returned_on = on
    placement.save(update_fields=["returned_on"])
    record_access(by, "machine_returned", placement, area=placement.member.household.village)
