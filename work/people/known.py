"""What is known today of somebody's work: each answer with since when; "not asked" where nobody said anything."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.pw import money
from core.text import join_words
from households.models import Member
from households.registry.history import field_value_words
from work.models import AccountEntry, WorkNeed

from .entries import NEED_COLUMNS


def what_is_known(entry, need) -> list[tuple]:
    """Return (what, in words, since or told on) of everything the account asks about; `need` is the latest or None."""
    member = entry.member
    return [
        (label(AccountEntry, "state"), entry.get_state_display(), entry.since),
        (label(AccountEntry, "spell"), work_in_words(entry.spell), entry.spell and entry.spell.started_on),
        (label(Member, "labour"), member.get_labour_display() or _("not asked"), None),
        (label(Member, "school_stage"), member.get_school_stage_display() or _("not asked"), None),
        *((label(WorkNeed, name), *need_in_words(need, name)) for name in NEED_COLUMNS),
        (label(AccountEntry, "trained_on"), day_or_not_known(entry.trained_on), None),
        (label(AccountEntry, "confirmed_on"), day_or_not_known(entry.confirmed_on), None),
    ]


def label(model, name):
    return model._meta.get_field(name).verbose_name


def work_in_words(spell) -> str:
    """Return the present work in words; that there is none on file, where there is none."""
    if spell is None:
        return _("no work on file")
    wage = _("wage not known")
    if spell.monthly_wage is not None:
        wage = _("%(yuan)s yuan a month") % {"yuan": money(spell.monthly_wage)}
    words = [spell.get_place_display(), spell.employer, spell.industry, spell.get_channel_display(), wage]
    return join_words(str(one) for one in words if one)


def need_in_words(need, name):
    """Return what somebody said about one question, and when; "not asked" where nobody asked."""
    value = need and getattr(need, name)
    if value in (None, ""):
        return _("not asked"), None
    if name == "planned_month":
        return date_format(value, "YEAR_MONTH_FORMAT"), need.told_on
    return field_value_words(value, WorkNeed._meta.get_field(name).flatchoices), need.told_on


def day_or_not_known(day) -> str:
    return date_format(day, "DATE_FORMAT") if day else _("not known")
