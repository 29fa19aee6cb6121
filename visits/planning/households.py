"""The households that a caseworker plans for: those of their own villages, in brief, with why and how urgently."""

from django.db.models import Prefetch

from accounts.areas.places import first_county
from accounts.permissions import Permission
from core.dates import age_on, today
from core.text import join_words
from households.models import Household, Member
from policy import parameters
from visits.planning import due


def own_village_households(user):
    """Return the households on file in this person's own villages, the most urgent first."""
    areas = user.areas_where(Permission.VISIT_LOG)
    return with_visit_brief(Household.objects.within(*areas).active(), first_county(areas))


def with_visit_brief(households, county):
    """Add to households why and how urgently they are to be visited today, and everything that a brief shows."""
    with_words = due.with_visit_reasons(households, parameters.parameters_on(today(), county)).with_head()
    people = Prefetch("members", Member.objects.present(today()).order_by("pk"), to_attr="here")
    related = with_words.select_related("village", "facts").prefetch_related(people)
    return due.order_by_visit_urgency(related.defer("bank_account", "extra"))


def colour_of_household(household) -> str:
    """Return the colour of the last recomputation; unknown before the first."""
    facts = getattr(household, "facts", None)
    return facts.colour if facts else "unknown"


def person_in_words(person) -> str:
    """Return who this is in the household, for example "Head, 45"."""
    words = [person.get_relation_display(), person.birth_date and str(age_on(today(), person.birth_date))]
    return join_words(word for word in words if word)
