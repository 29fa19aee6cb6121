"""The households that a caseworker plans for: those of their own villages, in brief, with why and how urgently."""

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.areas.places import first_county
from accounts.permissions import Permission
from core.dates import accounting_year, age_on, today
from core.sql import boolean_case
from core.text import join_words, written_number
from households.choices import WAGE_ITEM_BY_CHANNEL
from households.models import Household, IncomeQuestion, Member, WorkSpell
from households.registry.portrait import age_in_words
from policy import parameters
from visits.models import UnreachedDecision, VisitPurpose
from visits.planning import annual_update, due

WORKING_AGE = 16  # years: nobody under 16 works


def own_village_households(user):
    """Return the households on file in this person's own villages, the most urgent first."""
    areas = user.areas_where(Permission.VISIT_LOG)
    return with_visit_brief(Household.objects.within(*areas).active(), first_county(areas))


def with_visit_brief(households, county):
    """Add to households why and how urgently they are to be visited today, and everything that a brief shows."""
    with_words = due.with_visit_reasons(households, parameters.parameters_on(today(), county)).with_head()
    with_words = with_words.annotate(update_missing=boolean_case(annual_update.IS_MISSING))
    working = Prefetch("work_spells", WorkSpell.objects.open_on(today()).order_by("started_on", "pk"), to_attr="works")
    present = Member.objects.present(today()).order_by("pk").prefetch_related(working)
    people = Prefetch("members", present, to_attr="here")
    asks = Prefetch("income_questions", IncomeQuestion.objects.open(), to_attr="questions")
    said = Prefetch("unreached_decisions", UnreachedDecision.objects.all(), to_attr="decisions")
    related = with_words.select_related("village", "facts").prefetch_related(people, asks, said)
    return due.order_by_visit_urgency(related.defer("bank_account", "extra"))


def colour_of_household(household) -> str:
    """Return the colour of the last recomputation; unknown before the first."""
    facts = getattr(household, "facts", None)
    return facts.colour if facts else "unknown"


def update_missing_words(household) -> str:
    """Return the reminder that the annual update of a household is still missing; empty when it is told."""
    if not household.update_missing:
        return ""
    words = {"year": accounting_year(today()), "day": date_format(annual_update.last_day_to_collect(today()))}
    if today() > annual_update.last_day_to_collect(today()):
        return _("Annual update %(year)s overdue since %(day)s") % words
    return _("Annual update %(year)s until %(day)s") % words


def next_visit_purpose(household) -> str:
    """Return what the next visit is for, by the most important reason. A routine visit is the annual update while that
    is missing."""
    purpose = due.purpose_of_reasons(household)
    return VisitPurpose.UPDATE if purpose == VisitPurpose.ROUTINE and household.update_missing else purpose


def person_in_words(person) -> str:
    """Return who this is in the household, for example "Head, 45"."""
    words = [person.get_relation_display(), person.birth_date and str(age_in_words(person))]
    return join_words(word for word in words if word)


def is_earner(person, income) -> bool:
    """Whether a visit asks somebody's wages: whoever is old enough, and whoever has wages in a month or year that can
    be chosen on its form (`income`, a KnownIncome), be it because a birth date is wrong."""
    is_old_enough = person.birth_date is None or age_on(today(), person.birth_date) >= WORKING_AGE
    return is_old_enough or person.pk in income.earners


def member_work_words(person) -> str:
    """Return where somebody works today and for how much, for example "Public-welfare post, in the village, 600 yuan a
    month"; empty when no work is on file."""
    return join_words(spell_in_words(spell) for spell in person.works)


def spell_in_words(spell) -> str:
    wage = spell.monthly_wage
    words = [
        spell.get_channel_display() if spell.channel in WAGE_ITEM_BY_CHANNEL else "",
        spell.get_place_display(),
        wage is not None and _("%(amount)s yuan a month") % {"amount": written_number(wage)},
    ]
    return join_words(word for word in words if word)
