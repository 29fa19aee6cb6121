"""How a person moves to another household: the entry here ends, a new one begins there, and the work goes along. The
income told of the person follows by itself (households/income/movers.py)."""

from households.choices import LeftReason
from households.income.leavers import ask_about_leavers
from households.income.months import rebuild_income
from households.income.posts import state_post_wages
from households.models import ConfirmedValue, Member, WorkSpell

from .belongings import tell_of_new_entry

OF_THE_ENTRY = {"id", "household", "first_entry", "relation", "joined_on", "left_on", "left_reason", "created_at"}


def move_people(relations, household, *, on, reason=LeftReason.MOVED) -> list[Member]:
    """Move people to a household on a day: `relations` maps each to the relation to its head. Returns their entries
    there, in the same order."""
    entries = [move_person(member, household, relation, on, reason) for member, relation in relations.items()]
    moved = [*relations, *entries]
    state_post_wages(WorkSpell.objects.filter(member__in=moved))
    homes = {member.household_id for member in moved}
    rebuild_income(homes)
    ask_about_leavers(list(homes))
    return entries


def move_person(member, household, relation, on, reason) -> Member:
    """End the entry of a person, and make the next one, in another household."""
    member.left_on, member.left_reason = on, reason
    member.save(update_fields=["left_on", "left_reason", "updated_at"])
    entry = Member(household=household, relation=relation, joined_on=on)
    for field in Member._meta.concrete_fields:
        if field.name not in OF_THE_ENTRY and not field.generated:
            setattr(entry, field.attname, getattr(member, field.attname))
    entry.first_entry_id = member.first_entry_id or member.pk
    entry.save()
    take_work_along(member, entry, on)
    keep_confirmed_values(member, entry)
    tell_of_new_entry(member, entry, is_move=True)
    return entry


def take_work_along(member, entry, on) -> None:
    """Let the work of a person go along; what of it was before the move stays readable where the person was."""
    spells = list(member.work_spells.all())
    member.work_spells.update(member=entry)
    before = [spell for spell in spells if spell.started_on < on]
    for spell in before:
        spell.pk, spell.member, spell.ended_on = None, member, min(spell.ended_on or on, on)
    WorkSpell.objects.bulk_create(before)


def keep_confirmed_values(member, entry) -> None:
    """Let what people confirmed about a person hold against files where the person is now, too."""
    kept = list(ConfirmedValue.objects.filter(member=member).exclude(field__in=("left_on", "left_reason")))
    for value in kept:
        value.pk, value.member, value.household_id = None, entry, entry.household_id
    ConfirmedValue.objects.bulk_create(kept)
