"""What parameters are measured in, and how a value is said."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

YUAN, TIMES, SHARE, DAYS, MONTHS, SWITCH = "yuan", "times", "share", "days", "months", "switch"
PERCENT, METRES, PEOPLE, RELIEFS, VISITS = "percent", "metres", "people", "reliefs", "visits"
GROUPS, FAMILIES, PAGES, YEARS = "groups", "families", "pages", "years"

UNITS = {
    YUAN: _("yuan"),
    TIMES: _("times"),
    SHARE: _("share (0.30 is 30 %)"),
    DAYS: _("days"),
    MONTHS: _("months"),
    SWITCH: _("1 on, 0 off"),
    PERCENT: _("percent"),
    METRES: _("metres"),
    PEOPLE: _("people"),
    RELIEFS: _("reliefs"),
    VISITS: pgettext_lazy("unit", "visits"),
    GROUPS: pgettext_lazy("unit", "groups"),
    FAMILIES: _("families"),
    PAGES: _("pages"),
    YEARS: pgettext_lazy("unit", "years of age"),
}

VALUE_WORDS = {
    YUAN: _("%(number)s yuan"),
    TIMES: _("%(number)s times"),
    SHARE: _("%(number)s %%"),
    DAYS: _("%(number)s days"),
    MONTHS: _("%(number)s months"),
    PERCENT: _("%(number)s %%"),
    METRES: _("%(number)s metres"),
    PEOPLE: _("%(number)s people"),
    RELIEFS: _("%(number)s reliefs"),
    VISITS: _("%(number)s visits"),
    GROUPS: _("%(number)s groups"),
    FAMILIES: _("%(number)s families"),
    PAGES: _("%(number)s pages"),
    YEARS: _("%(number)s years of age"),
}
FRACTIONS = (YUAN, TIMES, SHARE)  # all others are whole numbers
SWITCH_CHOICES = [("1", _("on")), ("0", _("off"))]
