"""Where an amount on the form of a visit comes from, in words beside its field."""

from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import month_of_number
from core.text import written_amount


def month_words(month) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def source_words(statement, told_until) -> str:
    """Return who told an amount and when: "Source: registry, 2 Nov 2026." `told_until` is the month after the last
    known one, where the amount is carried forward."""
    if statement is None:
        return ""
    said = {"teller": statement.get_teller_display(), "day": date_format(statement.told_on, "DATE_FORMAT")}
    if told_until is None:
        return _("Source: %(teller)s, %(day)s.") % said
    return _("As in %(month)s. Source: %(teller)s, %(day)s.") % {
        **said,
        "month": month_words(month_of_number(told_until - 1)),
    }


def post_source_words() -> str:
    return _("Source: the post or workshop place on file.")


def year_source_words() -> str:
    return _("On file for all twelve months.")


def earlier_words(statement, member, item) -> str:
    """Return what a statement said of one item: "October 2025: 6,110 yuan (Visit)"; empty when it named no amount."""
    lines = [one for one in statement.lines if one["item"] == item and one.get("member") == member]
    yuan = sum(Decimal(one["amount"]) for one in lines)
    if not yuan:
        return ""
    said = {
        "month": month_words(statement.first_month),
        "last": month_words(statement.last_month),
        "amount": written_amount(yuan),
        "teller": statement.get_teller_display(),
    }
    if statement.months == 1:
        return _("%(month)s: %(amount)s yuan (%(teller)s)") % said
    return _("%(month)s to %(last)s: %(amount)s yuan in total (%(teller)s)") % said
