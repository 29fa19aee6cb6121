"""Which passwords are refused: those made of what people in a Chinese county are known to take, and one's last ones."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, KeptPassword
from core.pinyin import name_initials, name_reading

LEFT_AT_LEAST = 6  # letters and digits that are in no list
DATA = Path(__file__).parent / "data"
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm")  # fmt: skip
RUN = 3  # keys beside each other that are a run
PHONE, YEAR = r"1[3-9]\d{9}", r"(?:19[3-9]\d|20[0-4]\d)"
MONTH_DAY = r"(?:0?[1-9]|1[0-2])(?:0?[1-9]|[12]\d|3[01])"
DATE = rf"{YEAR}{MONTH_DAY}|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|{MONTH_DAY}(?:{YEAR})?|{YEAR}"
NUMBERS = re.compile(rf"(?<!\d)(?:{PHONE}|{DATE})(?!\d)|{PHONE}|{YEAR}{MONTH_DAY}|(.)\1\1+")
SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|er|a|o|e|i|u|v)"
)
SUFFIXES = re.compile("(?:xian|qu|zhen|xiang|cun|shi|county|township|town|village)$")


class KnownHabits:
    """Refuses a password of which little is left without names, dates, phones, places, sayings and runs of keys."""

    def validate(self, password, user=None):
        if len(left_over(password, user)) < LEFT_AT_LEAST:
            raise ValidationError(
                _("This password is made of what others try first: names, dates, phones, places, 1314520 or keys "
                  "beside each other. Take three words that have nothing to do with you."),
                code="password_known_habit",
            )  # fmt: skip

    def get_help_text(self):
        return _("No names, birth dates, phones, places or keys beside each other.")


def left_over(password, user=None) -> str:
    """Return the letters and digits of a password that are no known piece."""
    text = " ".join(re.findall(r"[^\W_]+", password.lower()))
    for piece in sorted(pieces_of(user) | listed("habits"), key=len, reverse=True):
        text = text.replace(piece, " ")
    text = without_runs(NUMBERS.sub(" ", text))
    return "".join(re.sub(r"\b[a-z]+\b|[a-z]+", not_a_name, text).split())


@cache
def listed(name) -> frozenset:
    lines = (DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def name_pattern():
    surnames = "|".join(sorted(listed("surnames"), key=len, reverse=True))
    return re.compile(rf"(?:{surnames})(?:{SYLLABLE}){{1,2}}")


def not_a_name(found) -> str:
    """Return a run of letters, or a blank when it reads like a Chinese name."""
    return " " if name_pattern().fullmatch(found[0]) else found[0]


def without_runs(text) -> str:
    """Return a text without runs of keys beside each other, forwards or backwards."""
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), RUN - 1, -1):
            for start in range(len(row) - length + 1):
                text = text.replace(row[start : start + length], " ")
    return text


def pieces_of(user) -> set:
    """Return what belongs to the person and the county: names as they are read, their initials, codes."""
    names = [user.full_name, user.username, user.email.partition("@")[0]] if user else []
    areas = list(Area.objects.filter(level__in=[Area.Level.COUNTY, Area.Level.TOWNSHIP]).values_list("name", "code"))
    said = [*names, *(name for name, _code in areas)]
    found = {piece for name in said for piece in readings(name)} | {code for _name, code in areas}
    return {piece for piece in found if len(piece) > 1}


def readings(name):
    """Return the ways a name is typed: as it stands, as it is read (also the other way round), and by its initials."""
    words = [word for word in re.split(r"[\W_]+", name.lower()) if word]
    read = ["".join(re.findall(r"[a-z0-9]+", name_reading(letter))) for letter in name if not letter.isascii()]
    whole = "".join(read)
    turned = "".join([*read[1:], *read[:1]])
    plain = [SUFFIXES.sub("", one) for one in (*words, whole)]
    return {one for one in (*words, *plain, whole, turned, name_initials(name)) if one.isascii()}


class NotTheLast:
    """Refuses the last five passwords; keeps the hash of each that is set, by whatever way."""

    def validate(self, password, user=None):
        if user is not None and user.pk and any(check_password(password, one) for one in kept_hashes(user)):
            last = {"last": settings.PASSWORDS_REMEMBERED}
            raise ValidationError(
                _("This is one of your last %(last)s passwords. Take another.") % last, code="password_used"
            )

    def get_help_text(self):
        return _("None of your last %(last)s passwords.") % {"last": settings.PASSWORDS_REMEMBERED}

    def password_changed(self, password, user=None):
        if user is None or not user.pk:
            return
        KeptPassword.objects.create(user=user, hash=user.password)
        older = user.passwords.values("pk")[settings.PASSWORDS_REMEMBERED :]
        KeptPassword.objects.filter(pk__in=list(older.values_list("pk", flat=True))).delete()


def kept_hashes(user) -> list[str]:
    hashes = list(user.passwords.values_list("hash", flat=True)[: settings.PASSWORDS_REMEMBERED])
    return hashes or [user.password]  # set before hashes were kept


def is_too_old(user) -> bool:
    """Whether the password must be changed because the office asks for that after PASSWORD_DAYS."""
    if not settings.PASSWORD_DAYS:
        return False
    since = user.passwords.values_list("since", flat=True).first() or user.joined_at
    return timezone.now() - since > dt.timedelta(days=settings.PASSWORD_DAYS)
