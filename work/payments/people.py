"""Who worked at an enterprise, or in the places of an offer, in a month, and what was promised for it."""

from django.db.models import Q

from core.dates import add_months, first_of_month, last_of_month, today
from households.choices import WAGE_ITEM_BY_CHANNEL, IncomeItem
from households.models import WorkSpell
from work.models import Enterprise, Payment


def work_there(of):
    """Return the work at an enterprise, or in the places of an offer. Work without an offer belongs to the enterprise
    whose name its employer bears; where several of the county are called so, to that of its own place."""
    if not isinstance(of, Enterprise):
        return WorkSpell.objects.filter(measure__placement__offer=of)
    named = Q(measure__placement=None, employer=of.name, member__household__county=of.county_id)
    if Enterprise.objects.filter(county=of.county_id, name=of.name).count() > 1:
        named &= Q(member__household__village__path__startswith=of.area.path)
    return WorkSpell.objects.filter(Q(measure__placement__offer__enterprise=of) | named)


def in_month(spells, month):
    """Keep the work that shares a day with a month, of people who belonged to the household then."""
    begun = Q(member__first_entry=None) | Q(member__joined_on__lte=last_of_month(month))
    still = Q(member__left_on=None) | Q(member__left_on__gt=month)
    lasts = Q(ended_on=None) | Q(ended_on__gte=month)
    return spells.filter(begun, still, lasts, started_on__lte=last_of_month(month))


def is_whole_month(spell, month) -> bool:
    """Whether somebody worked a month from its first day to its last, as a post is paid for it."""
    last, member = last_of_month(month), spell.member
    came = member.joined_on if member.first_entry_id else None
    begins = max(day for day in (spell.started_on, came) if day)
    ends = [day for day in (spell.ended_on, member.left_on) if day]
    return begins <= month and all(day >= last for day in ends)


def promised_for(spell, month):
    """Return the yuan that a whole month was to bring; None for a part of one, or where no wage is known."""
    return spell.monthly_wage if is_whole_month(spell, month) else None


def item_of(spell) -> IncomeItem:
    """Return as which income a payment counts: as the post states it, else as wages."""
    return WAGE_ITEM_BY_CHANNEL.get(spell.channel, IncomeItem.WAGES_LABOUR)


def people_of_list(of, month, user) -> list[WorkSpell]:
    """Return the work of a month for which somebody of this person's territory may be paid, each with `earlier`: the
    payment that holds by now, if any. Who was on an earlier list is asked again."""
    told = holding_payments(of, month)
    there = in_month(work_there(of), month) | work_there(of).filter(pk__in=told)
    wanted = ("member__household__village__parent", "member__household__county")
    spells = there.filter(pk__in=WorkSpell.objects.visible_to(user).values("pk")).distinct().select_related(*wanted)
    found = sorted(spells, key=lambda one: (one.member.household.village.path, one.member.household.number, one.pk))
    for spell in found:
        spell.earlier = told.get(spell.pk)
    return found


def holding_payments(of, month) -> dict[int, Payment]:
    """Return {work: payment} of what lists say of a month by now."""
    name = "enterprise" if isinstance(of, Enterprise) else "offer"
    found = Payment.objects.holding().filter(month=month, **{f"list__{name}": of})
    return {one.spell_id: one for one in found}


def is_expected(spell, month) -> bool:
    """Whether somebody who is missing in a list of the month counts as unpaid."""
    return spell.earlier is not None or is_whole_month(spell, month)


def last_month():
    """Return the last month that is over."""
    return add_months(first_of_month(today()), -1)
