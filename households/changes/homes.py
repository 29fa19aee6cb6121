"""The kinds of change that are about a household: corrected, or not in the registry yet."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import join_words, labelled
from households.choices import HouseholdKind, HouseholdState, Relation
from households.models import Household, Member
from households.models.change_values import values_of, write_values

from .declare import KindOfChange, change_kind
from .people import complete_from_id
from .plausible import head_problems, household_problems, person_problems
from .twice import ask_who_it_is
from .values import HOUSEHOLD_FIELDS, LABELS, birth_words, value_lines


@change_kind
class CorrectHousehold(KindOfChange):
    code = "household"
    only_differences = of_closed = True
    label = gettext_lazy("Correct the household")

    def standing(self, change):
        return values_of(change.household, change.values)

    def problems(self, change, by=None):
        return household_problems(values_of(change.household, HOUSEHOLD_FIELDS) | change.values)

    def put(self, change):
        household = Household.objects.select_for_update(no_key=True).get(pk=change.household_id)
        write_values(household, change.values)
        if household.state == HouseholdState.ACTIVE:  # a file says so of a household that was closed
            household.merged_into = None
        household.save()
        return {"household": household}

    def kept(self, change):
        return {(None, name): change.before.get(name) for name in change.values}

    def lines(self, change, values, *, in_full):
        return value_lines(Household, values, in_full=in_full)


@change_kind
class NewHousehold(KindOfChange):
    """A family that is not in the registry, with its people under "people". Without a number of the county it gets a
    provisional one, which the import replaces that first brings the same people."""

    code = "home"
    label = gettext_lazy("A family that is not in the registry")

    def problems(self, change, by=None):
        told, people = change.values, change.values.get("people", [])
        found = household_problems(told)
        if not people:
            return [*found, _("A household needs at least one person.")]
        found += head_problems(people)
        for one in people:
            found += [labelled(one.get("name", ""), words) for words in person_problems(one, by=by)]
        return found + self.number_problems(change)

    def doubts(self, change, by):
        return ask_who_it_is(change.values.get("people", []), by)

    def number_problems(self, change) -> list[str]:
        number = change.values.get("number")
        if number and Household.objects.filter(county=change.county_id, number=number).exists():
            return [_("A household with this number is on file already. Leave the number empty if you do not know it.")]
        return []

    def put(self, change):
        told = {name: change.values[name] for name in HOUSEHOLD_FIELDS if name in change.values}
        number = change.values.get("number", "")
        made = Household(county_id=change.county_id, village_id=change.village_id, kind=HouseholdKind.GENERAL)
        write_values(made, told)
        made.number, made.has_provisional_number = number or provisional_number(change), not number
        made.save()
        for one in change.values.get("people", []):
            member = Member(household=made)
            write_values(member, one)
            member.save()
            complete_from_id(member)
        return {"household": made}

    def lines(self, change, values, *, in_full):
        told = {name: values[name] for name in HOUSEHOLD_FIELDS if values.get(name) not in (None, "")}
        number = [("number", LABELS["number"], values["number"])] if values.get("number") else []
        people = [(f"person {n}", LABELS["people"], person_line(one, in_full)) for n, one in people_of(values)]
        return [*number, *value_lines(Household, told, in_full=in_full), *people]


def provisional_number(change) -> str:
    """Return the number of a household that the county has not numbered yet."""
    return f"P{change.village.code}-{change.pk or 0}"


def people_of(values) -> list:
    return list(enumerate(values.get("people", []), start=1))


def person_line(told, in_full) -> str:
    """Return who a person of a new household is, in one line."""
    born = told.get("birth_date") and _("born %(day)s") % {"day": birth_words(told["birth_date"], in_full=in_full)}
    relation = dict(Relation.choices).get(told.get("relation"))
    return join_words(one for one in (told.get("name"), relation, born) if one)
