"""The kinds of change by which a whole household moves to another village, is closed, or is merged into another."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from core.text import join_words
from households.changes.declare import KindOfChange, change_kind
from households.changes.people import has_head, is_same_person, people_here
from households.choices import HouseholdState, LeftReason, Relation
from households.income.months import rebuild_income
from households.models import Household, Member
from households.models.change_values import BIRTH, values_of
from households.registry.history import field_value_words

from . import belongings
from .kinds import LABELS, day_of, day_problems, elsewhere_problem, household_words, other_household
from .people import move_people

CLOSING_REASONS = {  # why a household is closed, and what is written of those who still belong to it
    HouseholdState.MOVED: LeftReason.MOVED,
    HouseholdState.EXTINCT: None,  # then nobody does
    HouseholdState.MISTAKE: LeftReason.ERROR,
}
GONE = ("left_on", "left_reason")


@change_kind
class MoveHousehold(KindOfChange):
    """A household moves to another village of the county, with everything that is its own: {"village_id": pk}."""

    code = "village"
    only_differences = True
    label = gettext_lazy("Move to another village")
    follows = gettext_lazy(
        "The household keeps its number, people, income and case. An open alert goes to the new village."
    )

    def standing(self, change):
        return {"village_id": change.household.village_id}

    def problems(self, change, by=None):
        villages = Area.objects.not_ended().filter(level=Area.Level.VILLAGE, code__startswith=change.county.code)
        villages = villages if by is None else villages.within(*by.areas_where(Permission.REGISTRY_PROPOSE))
        if villages.filter(pk=change.values["village_id"]).exists():
            return []
        return [_("This village lies outside your territory, or outside the county: ask the township or the county.")]

    def put(self, change):
        household = (
            Household.objects.select_for_update(no_key=True).select_related("village").get(pk=change.household_id)
        )
        before = household.village
        household.village_id = change.values["village_id"]
        household.save()
        household.refresh_from_db()
        belongings.tell_of_new_village(household, before)
        return {"household": household}

    def kept(self, change):
        return {(None, "village_id"): change.before.get("village_id")}

    def lines(self, change, values, *, in_full):
        village = Area.objects.select_related("parent").filter(pk=values.get("village_id")).first()
        words = village and (f"{village.name} ({village.parent.name})" if village.parent else village.name)
        return [("village_id", Household._meta.get_field("village").verbose_name, words)] if village else []


@change_kind
class CloseHousehold(KindOfChange):
    """A household is on file no more: {"state", "state_on"}; afterwards "people" are the keys of those who left with
    it."""

    code = "close"
    label = gettext_lazy("Close the household")
    follows = gettext_lazy(
        "Rules do not look at it any more, and it leaves the lists; its page and its past stay. Close an open alert "
        "and end an open case first."
    )

    def standing(self, change):
        return {"state": change.household.state}

    def problems(self, change, by=None):
        people, on = people_here(change.household), dt.date.fromisoformat(change.values["state_on"])
        found = day_problems(on, people if change.values["state"] == HouseholdState.MOVED else [])
        if change.values["state"] == HouseholdState.EXTINCT and people:
            words = _("%(names)s belong to it still. Record first who died or left, then close it.")
            found.append(words % {"names": join_words([one.name for one in people])})
        if change.household.state != HouseholdState.ACTIVE:
            found.append(_("This household is closed already."))
        return found + belongings.closing_problems(change.household)

    def put(self, change):
        household = Household.objects.select_for_update(no_key=True).get(pk=change.household_id)
        state, on = change.values["state"], dt.date.fromisoformat(change.values["state_on"])
        household.state, household.state_on = state, on
        household.save()
        people = Member.objects.select_for_update(no_key=True).filter(household=household, left_on=None)
        gone = list(people.values_list("pk", flat=True))
        reason = CLOSING_REASONS[HouseholdState(state)]
        if reason:
            Member.objects.filter(pk__in=gone).update(left_on=on, left_reason=reason)
        return {"household": household, "values": change.values | {"people": gone}}

    def kept(self, change):
        people = {(pk, name): None for pk in change.values.get("people", []) for name in GONE}
        return {(None, "state"): None} | people

    def lines(self, change, values, *, in_full):
        names = {"state": None, "state_on": None}
        return [
            (name, Household._meta.get_field(name).verbose_name, closing_words(name, values[name]))
            for name in names
            if values.get(name)
        ]


def closing_words(name, value) -> str:
    return str(HouseholdState(value).label) if name == "state" else field_value_words(dt.date.fromisoformat(value))


@change_kind
class MergeHouseholds(KindOfChange):
    """A household becomes part of another, which keeps its number: {"to": pk, "to_words", "on", "relations": {pk:
    relation to the head there}}; who is on file there already is not entered again."""

    code = "merge"
    label = gettext_lazy("Merge into another household")
    follows = gettext_lazy(
        "All its people move there, and the other number stays. An open alert or case goes on there; past visits and "
        "cases stay on this page, which leads to the other."
    )

    def touches(self, change):
        return [change.household_id, change.values["to"]]

    def standing(self, change):
        relations = {f"{one.pk}": one.relation for one in people_here(change.household)}
        return {"to_words": household_words(change.household), "relations": relations}

    def problems(self, change, by=None):
        kept, people = other_household(change.values["to"], change, by), people_here(change.household)
        if kept is None:
            return [elsewhere_problem()]
        if change.household.state != HouseholdState.ACTIVE:
            return [_("This household is closed already.")]
        if {f"{one.pk}" for one in people} != set(change.values["relations"]):
            return [_("Somebody named here does not belong to the household any more. Please begin again.")]
        found = day_problems(day_of(change), people)
        if has_head(kept) and Relation.HEAD in change.values["relations"].values():
            found.append(_("The household has a head already: choose another relation."))
        return found + belongings.merging_problems(change.household, kept)

    def put(self, change):
        kept, gone = Household.objects.get(pk=change.values["to"]), Household.objects.get(pk=change.household_id)
        on, there = day_of(change), people_here(kept)
        people = Member.objects.select_for_update(no_key=True).in_bulk([int(pk) for pk in change.values["relations"]])
        relations = {people[int(pk)]: relation for pk, relation in change.values["relations"].items()}
        twice = {one: other for one in relations if (other := same_person_among(there, one))}
        end_second_entries(twice, on)
        move_people({one: relation for one, relation in relations.items() if one not in twice}, kept, on=on)
        belongings.let_rows_follow(gone, kept, change.decided_by or change.proposed_by)
        close_merged(gone, kept, on)
        return {}

    def kept(self, change):
        people = {(int(pk), name): None for pk in change.values["relations"] for name in GONE}
        return {(None, "state"): None} | people

    def lines(self, change, values, *, in_full):
        names = {f"{one.pk}": one.name for one in change.household.members.all()}
        people = [
            (pk, names.get(pk, "–"), Relation(relation).label) for pk, relation in values.get("relations", {}).items()
        ]
        day = values.get("on") and field_value_words(dt.date.fromisoformat(values["on"]))
        said = {"to": values.get("to_words"), "on": day}
        return [*((name, LABELS[name], words) for name, words in said.items() if words), *people]


def same_person_among(people, member) -> Member | None:
    return next((one for one in people if is_same_person(one, values_of(member, ("name", BIRTH)))), None)


def end_second_entries(twice, on) -> None:
    """End the entries of people whom the other household has already: it keeps its own, and what was told of them
    here counts there."""
    for member, other in twice.items():
        member.left_on, member.left_reason = on, LeftReason.MOVED
        member.save(update_fields=["left_on", "left_reason", "updated_at"])
        if other.first_entry_id is None:
            other.first_entry_id = member.first_entry_id or member.pk
            other.save(update_fields=["first_entry", "updated_at"])
        belongings.tell_of_new_entry(member, other, is_move=False)


def close_merged(gone, kept, on) -> None:
    """Close a merged household, and let those that were merged into it before lead to the living one too."""
    gone.state, gone.state_on, gone.merged_into = HouseholdState.MERGED, on, kept
    gone.save()
    Household.objects.filter(merged_into=gone).update(merged_into=kept)
    rebuild_income([gone.pk, kept.pk])
