"""What a phone shows of a household besides the form of a visit, in words, part by part. This app shows what visits and
income say; apps above add theirs in their own `phone_parts.py`:

    @phone_part("alert", label=_("Open alert"), order=20)
    def open_alerts(households):
        return {household.pk: ["…"]}     # lines in words; a household without any is left out
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.catalogue import Catalogue
from core.text import Label, join_words
from households.choices import RiskType
from households.models import GuaranteeCheck
from visits.models import Visit
from visits.planning import brief

PHONE_PARTS = Catalogue("part of a household on the phone")
VISITS_SHOWN = 3


@dataclass(frozen=True)
class PhonePart:
    """One part: `lines(households)` returns {household's pk: lines in words}, in as many queries as for one."""

    label: Label
    order: int
    lines: Callable


def phone_part(code, *, label, order):
    """Declare a part of a household on the phone; those with a lower `order` stand further up."""

    def declare(lines):
        PHONE_PARTS.add(code, PhonePart(label, order, lines))
        return lines

    return declare


def parts_of_households(households) -> dict:
    """Return {household's pk: [[heading, lines], …]} from the top down."""
    found = defaultdict(list)
    for part in sorted(PHONE_PARTS.values(), key=lambda one: one.order):
        for pk, lines in part.lines(households).items():
            found[pk].append([str(part.label), lines])
    return found


@phone_part("income", label=gettext_lazy("Income"), order=40)
def income_known(households):
    """Tell the income per person, how much of its twelve months is known, and what to ask about it."""
    return {
        home.pk: [brief.known_income_line(getattr(home, "facts", None)), *(one.words for one in home.questions)]
        for home in households
    }


@phone_part("visits", label=gettext_lazy("Last visits"), order=50)
def last_visits(households):
    """Tell the latest visits that count, with what was found."""
    found, visits = defaultdict(list), list(latest_visits(households))
    unmet = guarantees_not_met(visits)
    for visit in visits:
        found[visit.household_id].append(visit_in_words(visit, unmet.get(visit.pk, [])))
    return found


def latest_visits(households):
    counted = Visit.objects.counted().filter(household__in=[home.pk for home in households])
    newest = [F("visited_on").desc(), F("observed_at").desc(), F("pk").desc()]
    ranked = counted.annotate(place=Window(RowNumber(), partition_by="household", order_by=newest))
    return ranked.filter(place__lte=VISITS_SHOWN).select_related("visited_by").order_by("household", "place")


def guarantees_not_met(visits) -> dict:
    """Return {visit's pk: guarantees that it found not met}."""
    checks = GuaranteeCheck.objects.filter(source_visit__in=[visit.pk for visit in visits])
    return {
        check.source_visit: [check.label_of(name) for name in check.GUARANTEES if getattr(check, name) is False]
        for check in checks
    }


def visit_in_words(visit, unmet) -> str:
    """Return a visit in a line: day, purpose, who, what was found, what is needed."""
    shocks = [RiskType(code).label for code in visit.shocks]
    not_met = [_("not met: %(guarantees)s") % {"guarantees": join_words(unmet)}] if unmet else []
    found = join_words([*shocks, *not_met]) or _("nothing found")
    words = [date_format(visit.visited_on, "DATE_FORMAT"), visit.get_purpose_display()]
    needs = _("needs: %(needs)s") % {"needs": visit.needs} if visit.needs else ""
    return " · ".join(word for word in [*words, str(visit.visited_by or ""), found, needs] if word)
