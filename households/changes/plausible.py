"""What cannot be of a person or a household, in words; and what is odd, by the data-quality checks."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.reach import beyond_reach
from core.crypto.fields import keyed_hash
from core.dates import parse_birth, today
from households.checks import QUALITY_CHECKS
from households.choices import DisabilityType, HouseholdKind, Relation, SchoolStage, Sex
from households.import_messages import ProblemMessage
from households.imports.clean.cells import CellError, IdNumberCell
from households.models import Household, Member

from .declare import kind_of

EARLIEST = dt.date(1900, 1, 1)
EARLIEST_LIFTED, EARLIEST_RESETTLED = 1978, 1949
LONGEST_PHONE, SHORTEST_PHONE = 12, 7


def person_problems(told, *, member=None, by=None) -> list[str]:
    """Return in words why a person cannot be as `told` ({field: value as changes keep it})."""
    found = [
        *birth_problems(told),
        *id_problems(told, member, by),
        *phone_problems(told.get("phone")),
        *disability_problems(told),
        *school_problems(told),
    ]
    return [_("Please say the name."), *found] if "name" in told and not told["name"] else found


def birth_problems(told) -> list[str]:
    born = born_of(told)
    if born is None:
        return []
    if not EARLIEST <= born <= today() and told["birth_date"] != f"{today():%Y}":
        return [_("The birth date must lie between 1900 and today.")]
    joined = told.get("joined_on")
    if joined and dt.date.fromisoformat(joined) < first_possible_birth(told["birth_date"]):
        return [_("This person joined the household before being born. Correct one of the two dates.")]
    return []


def born_of(told) -> dt.date | None:
    return parse_birth(told.get("birth_date") or "")[0]


def first_possible_birth(text) -> dt.date:
    """Return the birth date, or the first day of a year of which only the year is known."""
    return dt.date(int(text), 1, 1) if len(text) == 4 else dt.date.fromisoformat(text)


def id_problems(told, member, by) -> list[str]:
    """Return what is wrong with an ID number: its form, what it says of birth and sex, and whose it is already."""
    number = told.get("id_number")
    if not number:
        return []
    try:
        read = IdNumberCell()(number)
    except CellError as wrong:
        return [str(ProblemMessage(wrong.code, wrong.params))]
    return [*id_contradictions(told, read), *id_elsewhere(number, told, member, by)]


def id_contradictions(told, read) -> list[str]:
    found, born = [], told.get("birth_date") or ""
    if born and born not in (f"{read['id_birth']}", f"{read['id_birth']:%Y}"):
        found.append(
            _("The ID number says born on %(day)s: correct the birth date or the ID number.")
            % {"day": f"{read['id_birth']:%Y-%m-%d}"}
        )
    if told.get("sex") and told["sex"] != read["id_sex"]:
        words = _("The ID number says %(sex)s: correct the sex or the ID number.")
        found.append(words % {"sex": Sex(read["id_sex"]).label})
    return found


def id_elsewhere(number, told, member, by) -> list[str]:
    """Return who else has this ID number, if that person is present; outside one's territory without saying where."""
    if told.get("left_on"):
        return []
    others = Member.objects.filter(id_hash=keyed_hash(number[:18]), left_on=None)
    with beyond_reach("the same number may be on file in another village"):
        other = others.exclude(pk=member and member.pk).select_related("household").first()
    if other is None:
        return []
    if by is not None and Member.objects.visible_to(by).filter(pk=other.pk).exists():
        words = _("%(name)s in household %(number)s has this ID number. Find out whose it is, and correct that first.")
        return [words % {"name": other.name, "number": other.household.number}]
    return [_("Somebody outside your territory has this ID number. Please ask the county to find out whose it is.")]


def phone_problems(phone) -> list[str]:
    if not phone or (phone.isascii() and phone.isdecimal() and SHORTEST_PHONE <= len(phone) <= LONGEST_PHONE):
        return []
    return [_("A phone has 11 digits, or a landline's 7 to 12, without spaces.")]


def disability_problems(told) -> list[str]:
    disabled = told.get("disability_type") not in (None, "", DisabilityType.NONE)
    if told.get("disability_level") and not disabled:
        return [_("A disability level needs the kind of disability. Choose it, or take the level away.")]
    return []


def school_problems(told) -> list[str]:
    if told.get("out_of_school_reason") and told.get("school_stage") not in ("", None, SchoolStage.NONE):
        return [_("Somebody in school has no reason for not being there. Correct the school or take the reason away.")]
    return []


def household_problems(told) -> list[str]:
    """Return in words why a household cannot be as `told`."""
    found, lifted = phone_problems(told.get("phone")), told.get("lifted_year")
    if lifted and told.get("kind") != HouseholdKind.LIFTED:
        found.append(_("Only a lifted household has a year lifted. Correct the kind, or take the year away."))
    if lifted and not EARLIEST_LIFTED <= lifted <= today().year:
        words = _("The year lifted must lie between %(first)s and this year.")
        found.append(words % {"first": EARLIEST_LIFTED})
    found += resettled_problems(told)
    account = told.get("bank_account")
    if account and not (account.isascii() and account.isdecimal() and 8 <= len(account) <= 30):
        found.append(_("A bank account has 8 to 30 digits, without spaces."))
    return found


def resettled_problems(told) -> list[str]:
    """Return what is wrong with the reservoir for which a household was resettled, and the year."""
    year = told.get("resettled_year")
    if not year:
        return []
    if not told.get("resettled_project"):
        return [_("A year resettled needs the name of the reservoir. Enter it, or take the year away.")]
    if EARLIEST_RESETTLED <= year <= today().year:
        return []
    words = _("The year resettled must lie between %(first)s and this year.")
    return [words % {"first": EARLIEST_RESETTLED}]


def head_problems(people) -> list[str]:
    """Return what is wrong with the heads among `people` ({relation, ...} each)."""
    heads = sum(one.get("relation") == Relation.HEAD for one in people)
    return [] if heads == 1 else [_("Exactly one person is the head of a household: choose who it is.")]


# What is odd: nothing forbids it, and an auditor would ask


def odd_codes(homes, day) -> set[str]:
    """Return the codes of the data-quality checks that some households or their people do not pass."""
    people = Member.objects.filter(household__in=homes)
    records = {Household: Household.objects.filter(pk__in=homes), Member: people}
    return {
        check.code
        for check in QUALITY_CHECKS.values()
        if check.model in records and check.odd(records[check.model], day).exists()
    }


@beyond_reach("the household may move to where one does not work, and another one may have its phone")
@transaction.atomic
def odd_after(change) -> list[str]:
    """Return the codes of the checks that a household would pass no more with this change: it is put in force, looked
    at, and taken back."""
    homes = kind_of(change).touches(change)
    before = odd_codes(homes, today())
    point = transaction.savepoint()
    try:
        learned = kind_of(change).put(change)
        made = learned.get("household")
        after = odd_codes([*homes, *([made.pk] if made else [])], today())
    finally:
        transaction.savepoint_rollback(point)
    return sorted(after - before - kind_of(change).leads_to)


def odd_words(codes) -> list[str]:
    return [str(QUALITY_CHECKS[code].what) for code in codes if code in QUALITY_CHECKS]
