"""The kinds of change that are about people: corrected, added, back again, gone, and who is the head."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.crypto.fields import keyed_hash
from core.dates import today
from core.folding import folded_text
from households.choices import LeftReason, Relation
from households.imports.clean.cells import CellError, IdNumberCell
from households.income.leavers import ask_about_leavers
from households.models import Member
from households.models.change_values import BIRTH, values_of, write_values

from .declare import KindOfChange, change_kind
from .plausible import head_problems, person_problems
from .twice import ask_who_it_is
from .values import PERSON_FIELDS, value_lines

GONE = ("left_on", "left_reason")
ADDED = (*PERSON_FIELDS, "joined_on")


def people_here(household) -> list[Member]:
    """Return those who belong to a household today; no query when its members were fetched with it."""
    return [
        one
        for one in sorted(household.members.all(), key=lambda one: one.pk)
        if one.left_reason != LeftReason.ERROR and (one.left_on is None or one.left_on > today())
    ]


class AboutPerson(KindOfChange):
    """A change of fields of one person."""

    def standing(self, change):
        return values_of(change.member, change.values)

    def put(self, change):
        member = Member.objects.select_for_update(no_key=True).get(pk=change.member_id)
        write_values(member, change.values)
        member.save()
        return {"member": member}

    def kept(self, change):
        return {(change.member_id, name): change.before.get(name) for name in change.values}

    def lines(self, change, values, *, in_full):
        return value_lines(Member, values, in_full=in_full)


def whole(change) -> dict:
    """Return the person as the change would make them."""
    member = change.member
    return values_of(member, (*PERSON_FIELDS, "joined_on", "left_on")) | change.values


@change_kind
class CorrectPerson(AboutPerson):
    code = "person"
    only_differences = True
    label = gettext_lazy("Correct a person")

    def problems(self, change, by=None):
        found = person_problems(whole(change), member=change.member, by=by)
        if change.values.get("relation") == Relation.HEAD:
            found.append(_("Who is the head is changed on the page “New head”, where the others are asked again."))
        return found

    def put(self, change):
        learned = super().put(change)
        complete_from_id(learned["member"])
        return learned


def complete_from_id(member) -> None:
    """Take the birth date and the sex from a new ID number where they are not known in full."""
    if not member.id_number or (member.birth_date and not member.birth_year_only and member.sex):
        return
    try:
        read = IdNumberCell()(member.id_number)
    except CellError:
        return
    if member.birth_date is None or member.birth_year_only:
        member.birth_date, member.birth_year_only = read["id_birth"], False
    member.sex = member.sex or read["id_sex"]
    member.save()


@change_kind
class AddPerson(KindOfChange):
    """Somebody who was not in the household. Somebody who left it and is found by ID number, or by name and birth, is
    the same person and comes back."""

    code = "add"
    label = gettext_lazy("Add a person")

    def standing(self, change):
        return values_of(change.member, change.values) if change.holds and change.member else {}

    def problems(self, change, by=None):
        if change.holds:
            return []
        back = who_came_back(change.household, change.values)
        found = person_problems(change.values, member=back, by=by)
        if change.values.get("relation") == Relation.HEAD and people_here(change.household):
            found.append(_("The household has people already: add the person first, then choose “New head”."))
        return found + same_person_problems(change)

    def doubts(self, change, by):
        here = change.household.members.values_list("pk", flat=True)
        return ask_who_it_is([change.values], by, but=here)

    def put(self, change):
        member = who_came_back(change.household, change.values) or Member(household_id=change.household_id)
        write_values(member, change.values)
        member.left_on, member.left_reason = None, ""
        member.save()
        complete_from_id(member)
        return {"member": member}

    def kept(self, change):
        return {(change.member_id, name): None for name in GONE}

    def lines(self, change, values, *, in_full):
        said = {name: value for name, value in values.items() if value not in ("", None)}
        return value_lines(Member, said, in_full=in_full)


def who_came_back(household, told) -> Member | None:
    """Return the person of this household, gone by now, who is meant by `told`."""
    gone = household.members.exclude(left_on=None)
    by_id = told.get("id_number") and gone.filter(id_hash=keyed_hash(told["id_number"])).last()
    return by_id or next((one for one in gone if is_same_person(one, told)), None)


def is_same_person(member, told) -> bool:
    """Whether name and birth are the same, as far as both are known."""
    same_name = member.name_folded == folded_text(told.get("name") or "")
    return same_name and bool(member.born) and member.born == told.get(BIRTH)


def same_person_problems(change) -> list[str]:
    if any(is_same_person(one, change.values) for one in people_here(change.household)):
        return [_("Somebody of this name and birth date is in the household already.")]
    return []


@change_kind
class PersonBack(AboutPerson):
    code = "back"
    label = gettext_lazy("Came back")

    def problems(self, change, by=None):
        told = whole(change) | {"left_on": None}
        found = person_problems(told, member=change.member, by=by)
        if change.member.left_on is None:
            found.append(_("This person is in the household already."))
        if change.values.get("relation") == Relation.HEAD and has_head(change.household):
            found.append(_("The household has a head already: choose another relation."))
        return found

    def standing(self, change):
        return values_of(change.member, (*GONE, *change.values))

    def put(self, change):
        member = Member.objects.select_for_update(no_key=True).get(pk=change.member_id)
        write_values(member, change.values)
        member.left_on, member.left_reason = None, ""
        member.save()
        return {"member": member}

    def kept(self, change):
        return {(change.member_id, name): None for name in (*GONE, "relation")}


def has_head(household) -> bool:
    return any(one.relation == Relation.HEAD for one in people_here(household))


@change_kind
class PersonLeft(AboutPerson):
    code = "left"
    leads_to = frozenset({"DQ-11", "DQ-13"})  # without a head, without anybody: the next page asks
    label = gettext_lazy("Left or died")

    def problems(self, change, by=None):
        member, on = change.member, dt.date.fromisoformat(change.values["left_on"])
        if change.holds:
            return []
        if on > today():
            return [_("The day of leaving must not lie ahead.")]
        if member.joined_on and on < member.joined_on:
            return [_("This person joined only on %(day)s: correct one of the two dates.") % {"day": member.joined_on}]
        if member.birth_date and on < member.birth_date and not member.birth_year_only:
            return [_("This person was born only after that day: correct one of the two dates.")]
        return [] if change.values.get("left_reason") in LeftReason.values else [_("Please choose why.")]

    def put(self, change):
        learned = super().put(change)
        ask_about_leavers([learned["member"].household_id])
        return learned


@change_kind
class NewHead(KindOfChange):
    """Another head, with the relations of all the others to that person: {"head": pk, "relations": {pk: relation}}."""

    code = "head"
    label = gettext_lazy("New head")

    def standing(self, change):
        relations = {f"{one.pk}": one.relation for one in people_here(change.household)}
        head = next((pk for pk, relation in relations.items() if relation == Relation.HEAD), None)
        return {"head": head and int(head), "relations": relations}

    def problems(self, change, by=None):
        here = {f"{one.pk}" for one in people_here(change.household)}
        relations = change.values["relations"]
        if f"{change.values['head']}" not in here or not here >= set(relations):
            return [_("Somebody named here does not belong to the household any more. Please begin again.")]
        standing = self.standing(change)["relations"]
        return head_problems([{"relation": one} for one in (standing | relations).values()])

    def put(self, change):
        people = Member.objects.select_for_update(no_key=True).filter(pk__in=list(change.values["relations"]))
        for member in people:
            member.relation = change.values["relations"][f"{member.pk}"]
            member.save(update_fields=["relation", "updated_at"])
        return {}

    def kept(self, change):
        former = change.before.get("relations", {})
        return {(int(pk), "relation"): former.get(pk) for pk in change.values["relations"]}

    def lines(self, change, values, *, in_full):
        names = {f"{one.pk}": one.name for one in change.household.members.all()}
        return [
            (pk, names[pk], Relation(relation).label)
            for pk, relation in values.get("relations", {}).items()
            if pk in names
        ]
