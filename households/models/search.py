"""By what households and people are found: the conditions that one typed text stands for."""

from functools import reduce
from operator import or_

from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.db.models.lookups import Contains

from core.crypto.fields import TAILS, keyed_hash, tail_hash
from core.folding import folded_text, visible_text
from core.pinyin import initials_of_reading, is_read_as

FEWEST_INITIALS = 2  # one letter fits every tenth family
FEWEST_SYLLABLES = 2  # as one surname fits every tenth family too
MOST_LETTERS = 40  # of pinyin; more is no name
DOT = "·"  # between the parts of a name; folding makes all dots this one


def home_fits(text: str) -> Q:
    """Return the condition that a household is meant: by any part of its number, or by its phone."""
    number = typed_number(text)
    return Q(number__icontains=number) | Q(phone_hash=keyed_hash(number)) | tail_fits(number, "phone_tails")


def person_fits(text: str) -> Q:
    """Return the condition that a person is meant: by name, its initials in pinyin, ID number or phone."""
    number = typed_number(text)
    by_number = Q(id_hash=keyed_hash(number)) | tail_fits(number, "id_tails") | tail_fits(number, "phone_tails")
    return by_number | name_fits(text) | initials_fit(number)


def typed_number(text: str) -> str:
    """Return what was typed as a number is kept: in capitals, without spaces."""
    return "".join(visible_text(text).upper().split())


def name_fits(text: str) -> Q:
    """Return the condition that a name holds what was typed, whether or not either has spaces or dots."""
    name = folded_text(text).replace(DOT, "")
    return Q(Contains(Replace(F("name_folded"), Value(DOT), Value("")), name)) if name else Q(pk__in=[])


def initials_fit(number: str) -> Q:
    if len(number) < FEWEST_INITIALS or not (number.isascii() and number.isalpha()):
        return Q(pk__in=[])
    return Q(name_initials__startswith=number.lower())


def typed_pinyin(text: str) -> str:
    """Return what was typed as pinyin is read: in small letters, without spaces and apostrophes; nothing where it is
    none."""
    typed = "".join(visible_text(text).lower().replace("'", "").split())
    return typed if typed.isascii() and typed.isalpha() and len(typed) <= MOST_LETTERS else ""


def names_read_as(text: str, people) -> list[str]:
    """Return the names among some people that are read as what was typed, such as wangdaqiang. Their initials
    narrow them first, by an index."""
    typed = typed_pinyin(text)
    begun = [initials for initials in initials_of_reading(typed) if len(initials) >= FEWEST_SYLLABLES]
    if not begun:
        return []
    fits = reduce(or_, (Q(name_initials__startswith=initials) for initials in begun))
    names = people.filter(fits, left_on=None).values_list("name", flat=True).distinct()
    return [name for name in names if is_read_as(name, typed)]


def tail_fits(number: str, column: str) -> Q:
    """Return the condition that a secret ends with what was typed (by keyed hashes: decision 0028)."""
    if len(number) not in TAILS or not number[:-1].isdecimal():
        return Q(pk__in=[])
    return Q(**{f"{column}__contains": tail_hash(number)})
