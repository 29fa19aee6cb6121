"""The public notice of a case.

Everybody can read it, so it holds only the fields of PUBLIC_NOTICE_FIELDS, which are filled here one by one: no ID
number, no phone, no account, no address, nothing about health, no child."""

import datetime as dt
import re
import unicodedata
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.choices import CaseType, Procedure
from core import masks
from core.dates import years_before
from households.choices import LeftReason, Relation

ADULT_AGE = 18
PUBLIC_NOTICE_FIELDS = {  # every field of a notice, in order: {field: label}
    "procedure": pgettext_lazy("public notice", "What is decided"),
    "village": gettext_lazy("Village"),
    "group": gettext_lazy("Village group"),
    "household": pgettext_lazy("public notice", "Household of"),
    "people": pgettext_lazy("public notice", "Number of people"),
    "case_type": pgettext_lazy("public notice", "Kind of household"),
    "posted_on": pgettext_lazy("public notice", "Posted on"),
    "until": pgettext_lazy("public notice", "Hangs until"),
    "township": pgettext_lazy("public notice", "Objections go to"),
    "telephone": pgettext_lazy("public notice", "Telephone for objections"),
    "issuer": pgettext_lazy("public notice", "Issued by"),
}
SIGNED_FIELDS = {"issuer"}  # they stand at the foot, where the stamp goes
HOTLINE = "12317"  # of the country, for everything about falling back into poverty
TELEPHONE = re.compile(r"[0-9](?:-?[0-9]){4,11}")
LONG_FIGURES = re.compile(
    r"0(?:[\W_]{0,2}0){6,}"
)  # seven digits or more: years and house numbers are shorter, phone numbers are not
HEALTH_WORDS = gettext_lazy(  # each language has its own words, separated by a bar
    "illness|disease|sick|cancer|tumour|leukaemia|dialysis|stroke|diabetes|epilepsy|hepatitis|tuberculosis|HIV|"
    "disability|disabled|handicap|psychiatric|surgery"
)


def public_notice_content(case, *, procedure, posted_on, until, telephone=HOTLINE) -> dict:
    """Return what is posted and stored as PublicNotice.lines: the fields of PUBLIC_NOTICE_FIELDS.

    Words are stored as codes, so that the page can show either language. Raises ValidationError when the notice would
    end before it begins."""
    if until < posted_on:
        raise ValidationError(
            _("The last day of the public notice is before the day it was posted. Please correct the dates.")
        )
    household = case.household
    here = [member for member in household.members.all() if was_member_on(member, posted_on)]
    return {
        "procedure": Procedure(procedure).value,
        "village": without_long_numbers(household.village.name),
        "group": household.group_no,
        "household": masked_household_name(here, posted_on),
        "people": len(here),
        "case_type": CaseType(case.case_type).value,
        "posted_on": posted_on.isoformat(),
        "until": until.isoformat(),
        "township": without_long_numbers(household.village.parent.name),
        "telephone": telephone,
        "issuer": without_long_numbers(household.village.official_name),
    }


def was_member_on(member, day) -> bool:
    """Return whether a person belonged to the household on `day`."""
    joined = member.joined_on is None or member.joined_on <= day
    return joined and member.left_reason != LeftReason.ERROR and (member.left_on is None or member.left_on > day)


def masked_household_name(members, day) -> str:
    """Return the masked name of the household: its head, or the oldest adult when the head is a child or of unknown
    age. Empty when no adult is known; the village group must then do."""
    adults = [one for one in members if one.birth_date and one.birth_date <= years_before(day, ADULT_AGE)]
    adults.sort(key=lambda one: (one.relation != Relation.HEAD, one.birth_date))
    return masks.name(adults[0].name.strip()) if adults else ""


def public_notice_in_words(lines) -> list[tuple]:
    """Return (label, words) of a notice in the page's language, without who signs it. Fields outside
    PUBLIC_NOTICE_FIELDS are never shown."""
    return [
        (PUBLIC_NOTICE_FIELDS[field], NOTICE_VALUE_WORDS.get(field, str)(value))
        for field in PUBLIC_NOTICE_FIELDS
        if field not in SIGNED_FIELDS and (value := lines.get(field)) not in (None, "")
    ]


def public_notice_signature(lines) -> list[str]:
    """Return what stands at the foot of a notice: who signs it and the day. A notice from before it named its issuer
    has the day alone."""
    return [words for words in (lines.get("issuer"), notice_day_in_words(lines["posted_on"])) if words]


def notice_day_in_words(value) -> str:
    return date_format(dt.date.fromisoformat(value), "DATE_FORMAT")


DECIDED_WORDS = {
    Procedure.IDENTIFICATION: gettext_lazy("Whether the household is put under monitoring"),
    Procedure.CLEARING: gettext_lazy("Whether the risk of the household counts as cleared"),
}
NOTICE_VALUE_WORDS = {
    "procedure": lambda value: DECIDED_WORDS[value],
    "case_type": lambda value: CaseType(value).label,
    "posted_on": notice_day_in_words,
    "until": notice_day_in_words,
}


def check_public_words(words, case=None) -> str:
    """Return free text that may hang in public, such as the place.

    Raises ValidationError for long numbers, words about health and, when the case is given, names of its family."""
    words = " ".join(words.split())
    if has_long_number(words):
        raise ValidationError(_("No phone, ID or account number here: leave out numbers of more than 6 figures."))
    if health_words_pattern().search(words.casefold()):
        raise ValidationError(_("Nothing about health here: name the place only."))
    if case is not None and any(len(name) > 1 and name in words for name in family_names(case)):
        raise ValidationError(_("No name of the family here: name the place only."))
    return words


def check_notice_telephone(words, case) -> str:
    """Return the telephone at which objections are taken; none given is the country's hotline.

    Raises ValidationError when it is no telephone, or one of the family."""
    words = "".join(words.split()) or HOTLINE
    if not TELEPHONE.fullmatch(words):
        raise ValidationError(_("Enter the telephone of an office, such as 12317 or 023-12345678."))
    if words.replace("-", "") in family_telephones(case):
        raise ValidationError(_("This is the family's own telephone. Enter the telephone of the office."))
    return words


def family_telephones(case) -> set[str]:
    people = case.household.members.all()
    return {one.phone.replace("-", "") for one in (case.household, *people) if one.phone}


def family_names(case) -> list[str]:
    return [member.name.strip() for member in case.household.members.all()]


def has_long_number(words) -> bool:
    """Return whether more than six digits follow one another, in any script and spacing."""
    return bool(LONG_FIGURES.search(figures_as_zeros(words)))


def figures_as_zeros(words) -> str:
    """Return the text with every digit replaced by 0, letter by letter."""
    return "".join("0" if is_figure(sign) else sign for sign in words)


def is_figure(sign) -> bool:
    """Return whether a character is one digit: 7, a full-width one, or a Chinese numeral from zero to nine."""
    return unicodedata.numeric(sign, -1) in range(10)


def without_long_numbers(name) -> str:
    """Return a place name without long numbers."""
    kept, last = [], 0
    for found in LONG_FIGURES.finditer(figures_as_zeros(name)):
        kept.append(name[last : found.start()])
        last = found.end()
    return "***".join([*kept, name[last:]])


@cache
def health_words_pattern() -> re.Pattern:
    """Return a pattern for words about health in all languages of the site; Latin words match only at the start of a
    word."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {word.strip().casefold() for word in str(HEALTH_WORDS).split("|")}
    return re.compile("|".join((r"\b" if word.isascii() else "") + re.escape(word) for word in sorted(found - {""})))
