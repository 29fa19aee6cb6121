"""Why an offer is proposed to somebody, and why not, in words."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from alerts.levels import Colour
from core.text import written_amount
from households.checks import QUALITY_CHECKS
from households.models import Member, WorkSpell
from work.models import AccountEntry, Offer

from .matching import IN_COUNTY, IN_TOWNSHIP, NEAREST, Match, explain, propose_offers, propose_people

LIVES = {
    NEAREST: gettext_lazy("Lives in the village"),
    IN_TOWNSHIP: gettext_lazy("Lives in the township"),
    IN_COUNTY: gettext_lazy("Lives in the county"),
}
AGAINST = {  # {requirement: why the offer does not fit}
    "state": gettext_lazy(
        "Stands as “%(state)s”. Proposed is who is out of work, in training or back; to who works in the county, "
        "courses, and work at home beside a public-welfare post."
    ),
    "young": gettext_lazy("Is younger than %(age_from)s on the first day."),
    "old": gettext_lazy("Is older than %(age_to)s on the first day."),
    "capacity": gettext_lazy("Has less capacity to work than is asked: %(labour)s."),
    "group": gettext_lazy("The offer is for others: %(for_whom)s."),
    "post": gettext_lazy("Has a public-welfare post already, or was offered one; nobody has two."),
    "home": gettext_lazy("May not leave home: only work at home, or in the own village, fits."),
    "where": gettext_lazy("Wants to work nearer home: %(where)s."),
    "skill": gettext_lazy("Has another skill: %(skill)s."),
    "again": gettext_lazy("Has this offer, or declined it."),
}


@dataclass(frozen=True)
class Proposal:
    """An offer and a person, with the reasons for it, or against it."""

    offer: Offer
    member: Member
    reasons: list
    may_offer: bool = False


def people_for_offer(offer, user, day) -> list[Proposal]:
    """Return whom of the person's territory an offer is proposed to, each with the reasons."""
    found = propose_people(offer, user, day)
    known = entries_of([one.member for one in found])
    return [proposal(offer, known[one.member].member, user, why(one, known[one.member])) for one in found]


def offers_for_person(member, user, day) -> list[Proposal]:
    """Return the offers proposed to a member, each with the reasons: for templates/work/offers/_for_person.html."""
    found = propose_offers(member, user, day)
    known = entries_of([member.pk])
    offers = Offer.objects.select_related("area__parent", "enterprise").in_bulk([one.offer for one in found])
    return [proposal(offers[one.offer], member, user, why(one, known[member.pk])) for one in found]


def looked_for(offer, members, user, day) -> list[Proposal]:
    """Return people who were looked for, each with what speaks against the offer; `offer` has its free places."""
    against = why_not(offer, members, day)
    return [proposal(offer, one, user, against[one.pk] or [_("Nothing speaks against it.")]) for one in members]


def proposal(offer, member, user, reasons) -> Proposal:
    return Proposal(offer, member, reasons, bool(may(user, Permission.WORK_KEEP, member.household.village)))


def entries_of(members) -> dict[int, AccountEntry]:
    """Return {member: entry of the account} with what the reasons say of them."""
    related = ("member__household__village", "household__facts")
    return AccountEntry.objects.select_related(*related).in_bulk(members)


def why(found: Match, entry) -> list[str]:
    """Return the reasons for a proposal: how near, how needy, for how long without work, what was asked for."""
    told = [str(LIVES[found.distance]), *needs(entry), stands(entry)]
    if entry.stays_home:
        told.append(_("May not leave home"))
    if entry.where:
        told.append(_("Wants to work: %(where)s") % {"where": entry.get_where_display()})
    if entry.skill:
        told.append(_("Skill: %(skill)s") % {"skill": entry.skill})
    return told


def needs(entry) -> list[str]:
    """Return what is known of how needy the household is."""
    facts = getattr(entry.household, "facts", None)
    colour, income = (facts.colour, facts.per_capita) if facts else (Colour.UNKNOWN, None)
    told = (
        [_("Household: %(colour)s") % {"colour": Colour(colour).label}] if colour in (Colour.RED, Colour.AMBER) else []
    )
    if income is None:
        return [*told, _("Income not known")]
    return [*told, _("%(yuan)s yuan a person in twelve months") % {"yuan": written_amount(round(income))}]


def stands(entry) -> str:
    if entry.since is None:
        return entry.get_state_display()
    words = {"state": entry.get_state_display(), "day": date_format(entry.since, "DATE_FORMAT")}
    return _("%(state)s since %(day)s") % words


def why_not(offer, members, day) -> dict[int, list[str]]:
    """Return {member: why the offer does not fit}; empty for those whom it fits. `offer` has its free places."""
    known = entries_of([one.pk for one in members])
    held = explain(Offer.objects.filter(pk=offer.pk), AccountEntry.objects.filter(pk__in=known), day) if known else {}
    about = against_offer(offer, day)
    return {
        one.pk: [
            *about,
            *against(offer, one, known.get(one.pk), held.get((offer.pk, one.pk))),
            *contradictions(one, day),
        ]
        for one in members
    }


def against_offer(offer, day) -> list[str]:
    """Return why nobody can be offered a place any more."""
    told = [] if offer.is_open_on(day) else [_("The offer is closed or over.")]
    return told if offer.free > 0 else [*told, _("No place is free.")]


def against(offer, member, entry, held) -> list[str]:
    """Return what does not hold of an offer and a person."""
    if entry is None or held is None:
        return [
            _("Is not in the employment account, which has people of working age in lifted and monitored households.")
        ]
    words = {
        "state": entry.get_state_display(), "age_from": offer.age_from, "age_to": offer.age_to, "skill": entry.skill,
        "labour": member.get_labour_display(), "for_whom": offer.get_for_whom_display(),
        "where": entry.get_where_display(),
    }  # fmt: skip
    return [AGAINST[name] % words for name, holds in held.items() if not holds]


def contradictions(member, day) -> list[str]:
    """Return where the work on file of somebody contradicts itself, such as overlapping spells."""
    spells = WorkSpell.objects.filter(member=member)
    found = [one for one in QUALITY_CHECKS.values() if one.model is WorkSpell and one.odd(spells, day).exists()]
    return [_("The work on file contradicts itself: %(what)s") % {"what": one.what} for one in found]
