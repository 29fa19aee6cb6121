"""The kind of change by which somebody who was entered twice becomes one person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from core.dates import today
from households.changes.declare import KindOfChange, change_kind
from households.choices import LeftReason
from households.income.months import rebuild_income
from households.income.posts import state_post_wages
from households.models import Member, WorkSpell
from households.moves.belongings import tell_of_new_entry
from households.registry.history import field_value_words

LABELS = {"keep": gettext_lazy("The entry that stays"), "drop": gettext_lazy("The entry that was a mistake")}


def entry_words(member) -> str:
    """Return which entry of a person it is: name, household, year of birth."""
    born = member.born[:4] or "–"
    return _("%(name)s, household %(number)s, born in %(year)s") % {
        "name": member.name, "number": member.household.number, "year": born
    }  # fmt: skip


@change_kind
class EnteredTwice(KindOfChange):
    """One of two entries of a person was a mistake; its work and what was told of it belong to the other: {"keep": pk,
    "keep_words"}."""

    code = "twice"
    leads_to = frozenset({"DQ-11", "DQ-13"})
    label = gettext_lazy("Entered twice")

    def touches(self, change):
        kept = Member.objects.filter(pk=change.values["keep"]).values_list("household", flat=True)
        return list({change.household_id, *kept})

    def standing(self, change):
        return {"drop_words": entry_words(change.member)}

    def problems(self, change, by=None):
        people = Member.objects.present(today())
        people = people if by is None else people.within(*by.areas_where(Permission.REGISTRY_PROPOSE))
        if people.filter(pk__in=[change.member_id, change.values["keep"]]).count() == 2:
            return []
        return [_("One of the two is not in the registry any more, or lies outside your territory: look again.")]

    def put(self, change):
        drop, keep = (Member.objects.get(pk=pk) for pk in (change.member_id, change.values["keep"]))
        drop.left_on, drop.left_reason = today(), LeftReason.ERROR
        drop.save()
        for name in ("id_number", "phone"):
            setattr(keep, name, getattr(keep, name) or getattr(drop, name))
        if keep.pk != drop.first_entry_id:
            keep.first_entry_id = keep.first_entry_id or drop.first_entry_id or drop.pk
        keep.save()
        drop.work_spells.update(member=keep)
        tell_of_new_entry(drop, keep, is_move=False)
        state_post_wages(WorkSpell.objects.filter(member__in=[drop, keep]))
        rebuild_income([drop.household_id, keep.household_id])
        return {"member": drop}

    def kept(self, change):
        return {(change.member_id, name): None for name in ("left_on", "left_reason")}

    def lines(self, change, values, *, in_full):
        said = {"drop": values.get("drop_words"), "keep": values.get("keep_words")}
        return [(name, LABELS[name], field_value_words(words)) for name, words in said.items() if words]
