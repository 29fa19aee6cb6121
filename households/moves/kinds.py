"""The kinds of change by which people move between households: one person to another household, and some of a household
to one of their own."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from core.dates import today
from core.text import join_words
from households.changes.declare import KindOfChange, change_kind
from households.changes.homes import provisional_number
from households.changes.people import has_head, is_same_person, people_here
from households.changes.plausible import head_problems
from households.choices import LeftReason, Relation
from households.models import Household, Member
from households.models.change_values import BIRTH, values_of
from households.registry.history import field_value_words

from .people import move_people

LABELS = {
    "to": gettext_lazy("Household"),
    "relation": Member._meta.get_field("relation").verbose_name,
    "on": gettext_lazy("On"),
    "left_reason": Member._meta.get_field("left_reason").verbose_name,
}
COPIED = (  # of a household that splits
    "kind", "lifted_year", "group_no", "is_relocated", "resettled_project", "resettled_year", "is_safety_net",
)  # fmt: skip


def household_words(household) -> str:
    """Return whose household it is, and its number; no query when its members were fetched with it."""
    heads = [one.name for one in people_here(household) if one.relation == Relation.HEAD]
    return " · ".join([*heads, household.number])


def day_problems(on, people) -> list[str]:
    """Return what is wrong with the day on which people leave a household."""
    if on > today():
        return [_("The day must not lie ahead.")]
    late = [one.name for one in people if one.joined_on and on < one.joined_on]
    return [_("%(names)s joined the household only after that day.") % {"names": join_words(late)}] if late else []


def other_household(pk, change, by) -> Household | None:
    """Return another household on file of the same county, when it lies where `by` may propose changes."""
    homes = Household.objects.active().filter(county=change.county_id)
    homes = homes if by is None else homes.within(*by.areas_where(Permission.REGISTRY_PROPOSE))
    return homes.exclude(pk=change.household_id).filter(pk=pk).select_related("village").first()


def elsewhere_problem() -> str:
    return _(
        "The other household is not on file any more, or lies outside your territory: ask the township or the county."
    )


def day_of(change) -> dt.date:
    return dt.date.fromisoformat(change.values["on"])


@change_kind
class MovePerson(KindOfChange):
    """One person moves to another household of the county: {"to": pk, "to_words", "relation", "on", "left_reason"}."""

    code = "move"
    leads_to = frozenset({"DQ-11", "DQ-13"})  # without a head, without anybody: the next page asks
    label = gettext_lazy("Move to another household")
    follows = gettext_lazy(
        "Work and the income told under this name go along. Amounts told for the family together stay and are asked "
        "about."
    )

    def touches(self, change):
        return [change.household_id, change.values["to"]]

    def standing(self, change):
        return {"to_words": household_words(change.household), "relation": change.member.relation}

    def problems(self, change, by=None):
        member, to = change.member, other_household(change.values["to"], change, by)
        if to is None:
            return [elsewhere_problem()]
        if member.left_on is not None:
            return [_("This person does not belong to the household any more.")]
        found = day_problems(day_of(change), [member])
        if change.values["relation"] == Relation.HEAD and has_head(to):
            found.append(_("The household has a head already: choose another relation."))
        if any(is_same_person(one, values_of(member, ("name", BIRTH))) for one in people_here(to)):
            found.append(_("Somebody of this name and birth date is in the household already."))
        return found

    def put(self, change):
        member = Member.objects.select_for_update(no_key=True).get(pk=change.member_id)
        to = Household.objects.get(pk=change.values["to"])
        reason = change.values["left_reason"]
        move_people({member: change.values["relation"]}, to, on=day_of(change), reason=reason)
        return {"member": member}

    def kept(self, change):
        return {(change.member_id, name): None for name in ("left_on", "left_reason")}

    def lines(self, change, values, *, in_full):
        said = {
            "to": values.get("to_words"),
            "relation": values.get("relation") and Relation(values["relation"]).label,
            "on": values.get("on") and field_value_words(dt.date.fromisoformat(values["on"])),
            "left_reason": values.get("left_reason") and LeftReason(values["left_reason"]).label,
        }
        return [(name, LABELS[name], words) for name, words in said.items() if words]


@change_kind
class SplitHousehold(KindOfChange):
    """Some people of a household become one of their own: {"people": {pk: relation to the new head}, "on"}; afterwards
    "made" is its key. It gets a provisional number, which a file replaces that brings the same people."""

    code = "split"
    leads_to = frozenset({"DQ-11"})
    label = gettext_lazy("Split the household")
    follows = gettext_lazy(
        "Those who leave get a household of their own with a provisional number. An open alert or case stays here."
    )

    def touches(self, change):
        made = change.values.get("made")
        return [change.household_id, *([made] if made else [])]

    def standing(self, change):
        return {"people": {f"{one.pk}": one.relation for one in people_here(change.household)}}

    def problems(self, change, by=None):
        here, chosen = {f"{one.pk}": one for one in people_here(change.household)}, change.values["people"]
        if not set(here) >= set(chosen):
            return [_("Somebody named here does not belong to the household any more. Please begin again.")]
        found = [] if chosen else [_("Choose at least one person who leaves.")]
        if set(here) == set(chosen):
            found.append(_("Somebody must stay: if everybody leaves, move the household instead."))
        return (
            found
            + head_problems([{"relation": one} for one in chosen.values()])
            + day_problems(day_of(change), [here[pk] for pk in chosen])
        )

    def put(self, change):
        old, chosen = Household.objects.get(pk=change.household_id), change.values["people"]
        people = Member.objects.select_for_update(no_key=True).in_bulk([int(pk) for pk in chosen])
        made = Household(county_id=old.county_id, village_id=old.village_id, number=provisional_number(change))
        for name in COPIED:
            setattr(made, name, getattr(old, name))
        made.has_provisional_number = True
        made.save()
        relations = {people[int(pk)]: relation for pk, relation in chosen.items()}
        move_people(relations, made, on=day_of(change), reason=LeftReason.SEPARATED)
        return {"values": change.values | {"made": made.pk}}

    def kept(self, change):
        return {(int(pk), name): None for pk in change.values["people"] for name in ("left_on", "left_reason")}

    def lines(self, change, values, *, in_full):
        names = {f"{one.pk}": one.name for one in change.household.members.all()}
        chosen = {pk: relation for pk, relation in values.get("people", {}).items() if pk in change.values["people"]}
        proposed = "on" in values
        words = _("leaves; in the new household: %(relation)s") if proposed else _("here: %(relation)s")
        people = [(pk, names.get(pk, "–"), words % {"relation": Relation(chosen[pk]).label}) for pk in chosen]
        day = values.get("on") and field_value_words(dt.date.fromisoformat(values["on"]))
        return [*people, *([("on", LABELS["on"], day)] if day else [])]
