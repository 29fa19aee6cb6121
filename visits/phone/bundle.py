"""What a caseworker carries: the households of their own villages, brief, with what the form starts with. No ID
numbers, no bank accounts, no diagnoses beyond what the form asks about."""

from django.db.models import Prefetch

from accounts.models import Area
from accounts.permissions import Permission
from core.dates import now, today
from core.text import listed
from households.models import Household, Member
from households.registry.portrait import age_on
from policy import parameters
from visits.planning import due
from visits.questionnaire import prefill

MOST = 600  # households in one pocket; a village has about 150


def pocket(user) -> dict:
    """The most urgent households of the villages in which this person logs visits; `more` tells that not all fit."""
    mine = list(own_households(user)[: MOST + 1])
    return {
        "made_at": milliseconds(),
        "today": f"{today()}",
        "more": len(mine) > MOST,
        "households": brief(mine[:MOST]),
    }


def milliseconds() -> int:
    return int(now().timestamp() * 1000)


def own_households(user):
    """The households on file in this person's own villages, the most urgent first."""
    areas = user.areas_where(Permission.VISIT_RECORD)
    return to_visit(Household.objects.within(*areas).active(), first_county(areas))


def to_visit(households, county):
    """Households with why and how urgently they are to be visited today, and with all that a brief shows."""
    with_words = due.with_due(households, parameters.on(today(), county)).with_head()
    people = Prefetch("members", Member.objects.present(today()).order_by("pk"), to_attr="here")
    related = with_words.select_related("village", "facts").prefetch_related(people)
    return due.most_urgent_first(related.defer("bank_account", "extra"))


def first_county(areas) -> Area | None:
    return Area.objects.counties().filter(code__in={area.county_code for area in areas}).first()


def brief(households) -> list[dict]:
    """The households as the phone keeps them."""
    seen = prefill.seen(households, today())
    return [one(household, seen[household.pk]) for household in households]


def one(household, seen) -> dict:
    place = [float(household.longitude), float(household.latitude)] if household.longitude is not None else None
    return {
        "id": household.pk, "number": household.number, "head": household.head_name, "group": household.group_no,
        "village": household.village.name, "address": household.address, "phone": household.phone,
        "due": household.rank and {"rank": household.rank, "reasons": due.why(household, today()),
                                  "purpose": due.purpose(household)},
        "colour": colour_of(household), "last_visit": household.last_visit and f"{household.last_visit}",
        "home": place, "seen": seen,
        "members": [{"id": person.pk, "name": person.name, "words": in_words(person)} for person in household.here],
    }  # fmt: skip


def colour_of(household) -> str:
    """The colour of the last recomputation; unknown before the first."""
    facts = getattr(household, "facts", None)
    return facts.colour if facts else "unknown"


def in_words(person) -> str:
    """Who this is in the household, for example "Head, 45"."""
    words = [person.get_relation_display(), person.birth_date and str(age_on(today(), person.birth_date))]
    return listed(word for word in words if word)
