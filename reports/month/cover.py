"""One page of analysis in sentences with numbers filled in, in both languages."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.choices import CaseType
from core.text import join_words, written_amount, written_number
from households.models import GuaranteeCheck
from reports.indicators.figures import MAIN_RISKS, exact_share
from reports.sheets.alerts import ALL_OUTCOMES, CHANNEL_KEYS, LEADING_OUTCOMES
from reports.sheets.assistance import POST_CODES, VISIT_PURPOSE_CODES, VISITED_STATES
from reports.sheets.declare import HOUSEHOLDS, PEOPLE, TIMES, YUAN
from reports.sheets.stock import CLEARED_CODES, STOCK_CODES, UNCLEARED_CODES
from reports.sheets.table import ReportFigures

from .checks import STOCK_DECREASE_CODES, STOCK_INCREASE_CODES, frozen_previous_report

COVER_LANGUAGES = {"cover_en": "en", "cover_zh": "zh-hans"}
MAX_NAMED_RISKS = 3  # risks named; the rest is left out


def generated_covers(report) -> dict:
    """Return the generated sentences for each language without a written cover: {"cover_en": ..., "cover_zh": ...}."""
    empty = {name: code for name, code in COVER_LANGUAGES.items() if not getattr(report, name)}
    if not empty:
        return {}
    told = figures_for_cover(report, [report.county])
    return {name: cover_in_language(code, told) for name, code in empty.items()}


def cover_paragraphs(report, areas) -> list[str]:
    """Return the month in sentences in the reader's language: the written cover for the whole county, otherwise
    sentences made from the figures of these places."""
    code = get_language() or ""
    name = "cover_zh" if code.startswith("zh") else "cover_en"
    kept = getattr(report, name) if report.county in areas else ""
    text = kept or cover_in_language(code, figures_for_cover(report, areas))
    return [one.strip() for one in text.splitlines() if one.strip()]


def figures_for_cover(report, areas):
    before = frozen_previous_report(report)
    return CoverFigures(report, areas, before and CoverFigures(before, areas))


def cover_in_language(code, told) -> str:
    """Return the cover in one language, one paragraph per line."""
    with translation.override(code):
        return "\n".join(" ".join(filter(None, (sentence(told) for sentence in one))) for one in COVER_PARAGRAPHS)


class CoverFigures:
    """The figures of some places in a month, and those of the month before when it is frozen."""

    def __init__(self, report, areas, before=None):
        self.report, self.areas, self.before = report, areas, before
        self.figures = ReportFigures(report, areas)

    @property
    def place(self) -> str:
        return join_words(area.name for area in self.areas)

    def count(self, *codes, basis=HOUSEHOLDS):
        return self.figures.count(codes, basis)

    def share(self, basis):
        return exact_share(self.count(*CLEARED_CODES, basis=basis), self.count(*STOCK_CODES, basis=basis))


# ------------------------------------------------------------------------------------------------ numbers as words


def households_in_words(number) -> str:
    return ngettext("%(number)s household", "%(number)s households", number) % {"number": f"{number:,}"}


def people_in_words(number) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": f"{number:,}"}


def percent_in_words(value) -> str:
    return "–" if value is None else f"{written_number(100 * value, 1)}%"


def signed_number(number) -> str:
    return f"{number:+,}" if number else "0"


def report_month_in_words(report) -> str:
    return date_format(report.month, "YEAR_MONTH_FORMAT")


# -------------------------------------------------------------------------------------------------- the sentences


def stock_sentence(told):
    return _(
        "On %(day)s %(place)s had %(stock)s with %(people)s under monitoring; the risk of %(cleared)s was cleared, "
        "that of %(uncleared)s not yet."
    ) % {
        "day": date_format(told.report.as_of, "DATE_FORMAT"),
        "place": told.place,
        "stock": households_in_words(told.count(*STOCK_CODES)),
        "people": people_in_words(told.count(*STOCK_CODES, basis=PEOPLE)),
        "cleared": households_in_words(told.count(*CLEARED_CODES)),
        "uncleared": households_in_words(told.count(*UNCLEARED_CODES)),
    }


def share_sentence(told):
    by_households, by_people = told.share(HOUSEHOLDS), told.share(PEOPLE)
    if by_households is None:
        return ""
    words = {"households": percent_in_words(by_households), "people": percent_in_words(by_people)}
    return _("The share cleared was %(households)s by households and %(people)s by people.") % words


def share_difference_sentence(told):
    one, other = told.share(HOUSEHOLDS), told.share(PEOPLE)
    if one == other:
        return ""
    return (
        _("The two differ because the households cleared were larger than the others.")
        if other > one
        else _("The two differ because the households cleared were smaller than the others.")
    )


def case_type_sentence(told):
    if not told.count(*UNCLEARED_CODES):
        return ""
    counts = [(one.label, told.count(f"stock.{one}.uncleared")) for one in CaseType]
    return _("Not yet cleared, by type: %(types)s.") % {"types": counts_in_words(counts)}


def counts_in_words(counts) -> str:
    return join_words(_("%(what)s %(number)s") % {"what": what, "number": f"{number:,}"} for what, number in counts)


def main_risk_sentence(told):
    counts = [(risk.label, told.count(f"risk.{risk}.*")) for risk in MAIN_RISKS]
    most = sorted((one for one in counts if one[1]), key=lambda one: -one[1])[:MAX_NAMED_RISKS]
    return _("The most frequent main risks were %(risks)s.") % {"risks": counts_in_words(most)} if most else ""


def comparison_sentence(told):
    """Return a comparison with the month before, when that is frozen."""
    if told.before is None:
        return _("The month before is not frozen, so there is nothing to compare with.")
    more = told.count(*STOCK_CODES) - told.before.count(*STOCK_CODES)
    words = {
        "month": report_month_in_words(told.before.report),
        "change": signed_number(more),
        "stock": households_in_words(told.before.count(*STOCK_CODES)),
        "before": percent_in_words(told.before.share(HOUSEHOLDS)),
        "now": percent_in_words(told.share(HOUSEHOLDS)),
    }
    return (
        _(
            "At the end of %(month)s it was %(stock)s (change %(change)s); the share cleared went from %(before)s to "
            "%(now)s by households."
        )
        % words
    )


def people_difference_sentence(told):
    """Return how the number of people changed, which can happen without any change of households."""
    if told.before is None or told.count(*STOCK_CODES, basis=PEOPLE) == told.before.count(*STOCK_CODES, basis=PEOPLE):
        return ""
    return _("The number of people also changes when members join or leave a household that stays.")


def movement_sentence(told):
    more, less = ((sum(told.count(code) for code in codes)) for codes in (STOCK_INCREASE_CODES, STOCK_DECREASE_CODES))
    return _(
        "In the month %(identified)s newly came under monitoring; marked again: %(remarked)s; rolled back: "
        "%(rolled_back)s. Risk was cleared for %(cleared)s: by assistance %(assisted)s, naturally %(natural)s. The "
        "number not yet cleared changed by %(change)s."
    ) % {
        "identified": households_in_words(told.count("month.identified")),
        "remarked": told.count("month.remarked"),
        "rolled_back": told.count("month.rolled_back"),
        "assisted": told.count("month.cleared_by_assistance"),
        "natural": told.count("month.cleared_naturally"),
        "change": signed_number(more - less),
        "cleared": households_in_words(less - told.count("month.ended_active")),
    }


def ended_sentence(told):
    number = told.count("month.ended_active", "month.ended_cleared")
    return _("Monitoring ended for %(number)s.") % {"number": households_in_words(number)} if number else ""


def alert_codes(*words) -> tuple:
    return tuple(f"alerts.{channel}.{word}" for channel in CHANNEL_KEYS["row"] for word in words)


def alert_sentence(told):
    received, is_open, late = (told.count(*alert_codes(word), basis=TIMES) for word in ("received", "open", "overdue"))
    in_time = told.count(*alert_codes(*(f"{one}.in_time" for one in ALL_OUTCOMES)), basis=TIMES)
    answered = in_time + told.count(*alert_codes(*(f"{one}.late" for one in ALL_OUTCOMES)), basis=TIMES)
    led = told.count(
        *alert_codes(*(f"{one}.{when}" for one in LEADING_OUTCOMES for when in ("in_time", "late"))), basis=TIMES
    )
    return _(
        "Alerts: %(received)s received, %(answered)s answered, %(share)s of these in time; leading to identification: "
        "%(led)s. Open at the end: %(open)s, overdue among them: %(overdue)s."
    ) % {
        "received": f"{received:,}",
        "answered": f"{answered:,}",
        "share": percent_in_words(exact_share(in_time, answered)),
        "led": f"{led:,}",
        "open": f"{is_open:,}",
        "overdue": f"{late:,}",
    }


def measure_sentence(told):
    return _(
        "Measures delivered: %(times)s for %(households)s, costing %(yuan)s yuan; since January %(year)s for "
        "%(helped)s."
    ) % {
        "times": f"{told.count('helped.month.*', basis=TIMES):,}",
        "households": households_in_words(told.count("helped.month.*")),
        "yuan": written_amount(told.count("helped.month.*", basis=YUAN)),
        "year": f"{told.count('helped.year.*', basis=TIMES):,}",
        "helped": households_in_words(told.count("helped.year.*")),
    }


def visit_sentence(told):
    made, waiting = (
        told.count(*VISIT_PURPOSE_CODES, basis=TIMES),
        told.count(*(f"due.{one}.waiting" for one in VISITED_STATES)),
    )
    done = told.count(*(f"due.{one}.visited" for one in VISITED_STATES))
    return _(
        "Visits: %(made)s, %(in_person)s of them in person; of %(due)s to be visited, %(share)s were; not visited in "
        "time: %(waiting)s."
    ) % {
        "made": f"{made:,}",
        "in_person": percent_in_words(exact_share(told.count("visits.in_person", basis=TIMES), made)),
        "due": households_in_words(done + waiting),
        "share": percent_in_words(exact_share(done, done + waiting)),
        "waiting": f"{waiting:,}",
    }


def helper_sentence(told):
    missing = told.count("helpers.missing")
    return (
        _("Without a helper: %(households)s not yet cleared.") % {"households": households_in_words(missing)}
        if missing
        else ""
    )


def employment_sentence(told):
    words = ("able", "able_working", "now", "outside")
    able, able_working, now, away = (told.count(f"work.{word}", basis=PEOPLE) for word in words)
    posts = told.count(*POST_CODES, basis=PEOPLE)
    return _(
        "Work: of %(able)s recorded as able to work in lifted and monitored households %(working)s worked. Altogether "
        "%(now)s worked, %(away)s of these outside the province; %(posts)s held a public-welfare post."
    ) % {
        "able": people_in_words(able),
        "working": f"{able_working:,}",
        "now": people_in_words(now),
        "away": f"{away:,}",
        "posts": f"{posts:,}",
    }


def guarantee_sentence(told):
    found, solved, is_open = (
        sum(told.count(f"guarantee.{one}.{word}") for one in GuaranteeCheck.GUARANTEES)
        for word in ("found", "solved", "open")
    )
    return _("Guarantees and water: problems found %(found)s, solved %(solved)s, still open %(open)s.") % {
        "found": f"{found:,}",
        "solved": f"{solved:,}",
        "open": f"{is_open:,}",
    }


def quality_sentence(told):
    records = told.count("quality.*", basis=TIMES)
    return _("Data: findings of the quality checks still to be corrected: %(records)s.") % {"records": f"{records:,}"}


COVER_PARAGRAPHS = (
    (stock_sentence, share_sentence, share_difference_sentence, case_type_sentence, main_risk_sentence),
    (comparison_sentence, people_difference_sentence, movement_sentence, ended_sentence),
    (alert_sentence,),
    (measure_sentence, visit_sentence, helper_sentence),
    (employment_sentence, guarantee_sentence),
    (quality_sentence,),
)
