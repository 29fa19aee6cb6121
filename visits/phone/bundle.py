"""The offline bundle: the households of a caseworker's own villages in brief, with the answers the form starts with. No
ID numbers, no bank accounts, no diagnoses beyond what the form asks about."""

from accounts.waiting.counts import count_waiting
from core.dates import shanghai_now, today
from core.text import join_words
from households.registry.portrait import member_health
from visits.observations import prefill
from visits.planning import brief, carried, due
from visits.planning.day import village_group_name
from visits.planning.households import (
    colour_of_household,
    is_earner,
    member_work_words,
    next_visit_purpose,
    own_village_households,
    person_in_words,
    update_missing_words,
)

from .parts import parts_of_households
from .work_calls import people_to_call

MAX_BUNDLE_HOUSEHOLDS = 600  # on one phone; a village has about 150
FIRST_HOUSEHOLDS = 12  # come at once, so that work begins after a second or two on a slow line
MAX_HOUSEHOLDS_A_REQUEST = 60


def offline_bundle(user) -> dict:
    """Return the most urgent households of the villages in which this person logs visits: of the first what the day
    and the form need, of all the number under which the phone asks for them. `more` says that not all fit on a phone;
    `waiting` counts what waits for this person."""
    order = list(own_village_households(user).values_list("pk", flat=True)[: MAX_BUNDLE_HOUSEHOLDS + 1])
    kept = order[:MAX_BUNDLE_HOUSEHOLDS]
    return {
        "made_at": milliseconds_now(),
        "today": f"{today()}",
        "more": len(order) > len(kept),
        "waiting": sum(one.number for one in count_waiting(user).values()),
        "order": kept,
        "households": household_briefs(own_households(user, kept[:FIRST_HOUSEHOLDS]), user),
    }


def own_household_briefs(user, numbers) -> list[dict]:
    """Return those of these households that are on file in this person's own villages, whole, the most urgent first."""
    return whole_household_briefs(own_households(user, numbers), user)


def own_households(user, numbers) -> list:
    return list(own_village_households(user).filter(pk__in=numbers)) if numbers else []


def milliseconds_now() -> int:
    return int(shanghai_now().timestamp() * 1000)


def whole_household_briefs(households, user) -> list[dict]:
    """Return the households as this person's phone keeps them, with the `parts` that it shows of each."""
    parts = parts_of_households(households)
    return [{**one, "parts": parts[one["id"]]} for one in household_briefs(households, user)]


def household_briefs(households, user) -> list[dict]:
    """Return of each household what the list of the day and the form of a visit need."""
    known, answers = prefill.prefilled_forms(households, today()), carried.answers_offered(households, user)
    calls = people_to_call([household.pk for household in households], user)
    briefs = [household_brief(household, *known[household.pk]) for household in households]
    return [one | {"answer": answers.get(one["id"]), "calls": calls.get(one["id"], [])} for one in briefs]


def household_brief(household, seen, income) -> dict:
    place = [float(household.longitude), float(household.latitude)] if household.longitude is not None else None
    return {
        "id": household.pk,
        "number": household.number,
        "head": household.head_name,
        "place": village_group_name(household),
        "address": household.address,
        "phone": household.phone,
        "due": household.rank and {"rank": household.rank, "reasons": due.visit_reasons_in_words(household, today())},
        "colour": colour_of_household(household),
        "questions": [question.words for question in household.questions],
        "about": brief.about_lines(household),
        "update": update_missing_words(household),
        "purpose": next_visit_purpose(household),
        "last_visit": household.last_visit and f"{household.last_visit}",
        "home": place,
        "seen": seen,
        "income": income.data,
        "members": [member_brief(person, income) for person in household.here],
    }


def member_brief(person, income) -> dict:
    words = " · ".join(word for word in (person_in_words(person), member_work_words(person)) if word)
    return {
        "id": person.pk,
        "name": person.name,
        "initials": person.name_initials,
        "words": words,
        "health": join_words(member_health(person)),
        "earns": is_earner(person, income),
        "adult": brief.is_adult(person),
    }
