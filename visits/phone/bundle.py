"""What a caseworker carries: the households of their own villages, brief, with what the form starts with. No ID
numbers, no bank accounts, no diagnoses beyond what the form asks about."""

from django.db.models import Prefetch

from accounts.models import Area
from accounts.permissions import Permission
from core.dates import shanghai_now, today
from core.text import join_words
from households.models import Household, Member
from households.registry.portrait import age_on
from policy import parameters
from visits.planning import due
from visits.questionnaire import prefill

MAX_BUNDLE_HOUSEHOLDS = 600  # households in one pocket; a village has about 150


def offline_bundle(user) -> dict:
    """The most urgent households of the villages in which this person logs visits; `more` tells that not all fit."""
    mine = list(own_village_households(user)[: MAX_BUNDLE_HOUSEHOLDS + 1])
    return {
        "made_at": milliseconds_now(),
        "today": f"{today()}",
        "more": len(mine) > MAX_BUNDLE_HOUSEHOLDS,
        "households": household_briefs(mine[:MAX_BUNDLE_HOUSEHOLDS]),
    }


def milliseconds_now() -> int:
    return int(shanghai_now().timestamp() * 1000)


def own_village_households(user):
    """The households on file in this person's own villages, the most urgent first."""
    areas = user.areas_where(Permission.VISIT_RECORD)
    return with_visit_brief(Household.objects.within(*areas).active(), first_county(areas))


def with_visit_brief(households, county):
    """Households with why and how urgently they are to be visited today, and with all that a brief shows."""
    with_words = due.with_visit_reasons(households, parameters.parameters_on(today(), county)).with_head()
    people = Prefetch("members", Member.objects.present(today()).order_by("pk"), to_attr="here")
    related = with_words.select_related("village", "facts").prefetch_related(people)
    return due.order_by_visit_urgency(related.defer("bank_account", "extra"))


def first_county(areas) -> Area | None:
    return Area.objects.counties().filter(code__in={area.county_code for area in areas}).first()


def household_briefs(households) -> list[dict]:
    """The households as the phone keeps them."""
    seen = prefill.prefilled_answers(households, today())
    return [household_brief(household, seen[household.pk]) for household in households]


def household_brief(household, seen) -> dict:
    place = [float(household.longitude), float(household.latitude)] if household.longitude is not None else None
    return {
        "id": household.pk,
        "number": household.number,
        "head": household.head_name,
        "group": household.group_no,
        "village": household.village.name,
        "address": household.address,
        "phone": household.phone,
        "due": household.rank
        and {
            "rank": household.rank,
            "reasons": due.visit_reasons_in_words(household, today()),
            "purpose": due.next_visit_purpose(household),
        },
        "colour": colour_of_household(household),
        "last_visit": household.last_visit and f"{household.last_visit}",
        "home": place,
        "seen": seen,
        "members": [
            {"id": person.pk, "name": person.name, "words": person_in_words(person)} for person in household.here
        ],
    }


def colour_of_household(household) -> str:
    """The colour of the last recomputation; unknown before the first."""
    facts = getattr(household, "facts", None)
    return facts.colour if facts else "unknown"


def person_in_words(person) -> str:
    """Who this is in the household, for example "Head, 45"."""
    words = [person.get_relation_display(), person.birth_date and str(age_on(today(), person.birth_date))]
    return join_words(word for word in words if word)
