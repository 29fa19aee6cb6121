"""One page of analysis in sentences, numbers filled in, in both languages."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.choices import CaseType
from core.text import listed
from households.models import GuaranteeCheck
from reports.indicators.figures import MAIN_RISKS, share
from reports.sheets.alerts import CHANNELS, LED, OUTCOMES
from reports.sheets.assistance import PURPOSES, STATES
from reports.sheets.declare import HOUSEHOLDS, PEOPLE, TIMES, YUAN
from reports.sheets.stock import ALL, CLEARED, UNCLEARED
from reports.sheets.table import Figures

from .checks import DECREASE, INCREASE, last_month

LANGUAGES = {"cover_en": "en", "cover_zh": "zh-hans"}
MOST_RISKS = 3  # that are named


def written(report) -> dict:
    """The sentences of a report for each language in which nobody wrote a cover: {"cover_en": ..., "cover_zh": ...}."""
    empty = {name: code for name, code in LANGUAGES.items() if not getattr(report, name)}
    if not empty:
        return {}
    told = told_of(report, [report.county])
    return {name: in_language(code, told) for name, code in empty.items()}


def paragraphs(report, areas) -> list[str]:
    """The month in sentences in the reader's language: of the whole county as somebody wrote them, else made from the
    figures of these places."""
    code = get_language() or ""
    name = "cover_zh" if code.startswith("zh") else "cover_en"
    kept = getattr(report, name) if report.county in areas else ""
    text = kept or in_language(code, told_of(report, areas))
    return [one.strip() for one in text.splitlines() if one.strip()]


def told_of(report, areas):
    before = last_month(report)
    return Told(report, areas, before and Told(before, areas))


def in_language(code, told) -> str:
    """One paragraph a line."""
    with translation.override(code):
        return "\n".join(" ".join(filter(None, (sentence(told) for sentence in one))) for one in PARAGRAPHS)


class Told:
    """The figures of some places in a month, and those of the month before when it is frozen."""

    def __init__(self, report, areas, before=None):
        self.report, self.areas, self.before = report, areas, before
        self.figures = Figures(report, areas)

    @property
    def place(self) -> str:
        return listed(area.name for area in self.areas)

    def count(self, *codes, basis=HOUSEHOLDS):
        return self.figures.count(codes, basis)

    def share(self, basis):
        return share(self.count(*CLEARED, basis=basis), self.count(*ALL, basis=basis))


# ------------------------------------------------------------------------------------------------ numbers as words


def households(number) -> str:
    return ngettext("%(number)s household", "%(number)s households", number) % {"number": f"{number:,}"}


def people(number) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": f"{number:,}"}


def percent(value) -> str:
    return "–" if value is None else f"{100 * value:.1f}%"


def signed(number) -> str:
    return f"{number:+,}" if number else "0"


def month(report) -> str:
    return date_format(report.month, "YEAR_MONTH_FORMAT")


# -------------------------------------------------------------------------------------------------- the sentences


def stock(told):
    return _(
        "On %(day)s %(place)s had %(stock)s with %(people)s under monitoring; the risk of %(cleared)s was cleared, "
        "that of %(uncleared)s not yet."
    ) % {
        "day": date_format(told.report.as_of, "DATE_FORMAT"), "place": told.place,
        "stock": households(told.count(*ALL)), "people": people(told.count(*ALL, basis=PEOPLE)),
        "cleared": households(told.count(*CLEARED)), "uncleared": households(told.count(*UNCLEARED)),
    }  # fmt: skip


def shares(told):
    by_households, by_people = told.share(HOUSEHOLDS), told.share(PEOPLE)
    if by_households is None:
        return ""
    words = {"households": percent(by_households), "people": percent(by_people)}
    return _("The share cleared was %(households)s by households and %(people)s by people.") % words


def why_shares_differ(told):
    one, other = told.share(HOUSEHOLDS), told.share(PEOPLE)
    if one == other:
        return ""
    return (
        _("The two differ because the households cleared were larger than the others.")
        if other > one
        else _("The two differ because the households cleared were smaller than the others.")
    )


def types(told):
    if not told.count(*UNCLEARED):
        return ""
    counts = [(one.label, told.count(f"stock.{one}.uncleared")) for one in CaseType]
    return _("Not yet cleared, by type: %(types)s.") % {"types": counted(counts)}


def counted(counts) -> str:
    return listed(_("%(what)s %(number)s") % {"what": what, "number": f"{number:,}"} for what, number in counts)


def risks(told):
    counts = [(risk.label, told.count(f"risk.{risk}.*")) for risk in MAIN_RISKS]
    most = sorted((one for one in counts if one[1]), key=lambda one: -one[1])[:MOST_RISKS]
    return _("The most frequent main risks were %(risks)s.") % {"risks": counted(most)} if most else ""


def compared(told):
    """With the month before, when that is frozen."""
    if told.before is None:
        return _("The month before is not frozen, so there is nothing to compare with.")
    more = told.count(*ALL) - told.before.count(*ALL)
    words = {
        "month": month(told.before.report), "change": signed(more), "stock": households(told.before.count(*ALL)),
        "before": percent(told.before.share(HOUSEHOLDS)), "now": percent(told.share(HOUSEHOLDS)),
    }  # fmt: skip
    return (
        _(
            "At the end of %(month)s it was %(stock)s (change %(change)s); the share cleared went from %(before)s to "
            "%(now)s by households."
        )
        % words
    )


def why_people_differ(told):
    """People may change where no household came or went."""
    if told.before is None or told.count(*ALL, basis=PEOPLE) == told.before.count(*ALL, basis=PEOPLE):
        return ""
    return _("The number of people also changes when members join or leave a household that stays.")


def movements(told):
    more, less = ((sum(told.count(code) for code in codes)) for codes in (INCREASE, DECREASE))
    return _(
        "In the month %(identified)s newly came under monitoring; marked again: %(remarked)s; rolled back: "
        "%(rolled_back)s. Risk was cleared for %(cleared)s: by assistance %(assisted)s, naturally %(natural)s. The "
        "number not yet cleared changed by %(change)s."
    ) % {
        "identified": households(told.count("month.identified")), "remarked": told.count("month.remarked"),
        "rolled_back": told.count("month.rolled_back"), "assisted": told.count("month.cleared_by_assistance"),
        "natural": told.count("month.cleared_naturally"), "change": signed(more - less),
        "cleared": households(less - told.count("month.ended_active")),
    }  # fmt: skip


def ended(told):
    number = told.count("month.ended_active", "month.ended_cleared")
    return _("Monitoring ended for %(number)s.") % {"number": households(number)} if number else ""


def of_alerts(*words) -> tuple:
    return tuple(f"alerts.{channel}.{word}" for channel in CHANNELS["row"] for word in words)


def alerts(told):
    received, is_open, late = (told.count(*of_alerts(word), basis=TIMES) for word in ("received", "open", "overdue"))
    in_time = told.count(*of_alerts(*(f"{one}.in_time" for one in OUTCOMES)), basis=TIMES)
    answered = in_time + told.count(*of_alerts(*(f"{one}.late" for one in OUTCOMES)), basis=TIMES)
    led = told.count(*of_alerts(*(f"{one}.{when}" for one in LED for when in ("in_time", "late"))), basis=TIMES)
    return _(
        "Alerts: %(received)s received, %(answered)s answered, %(share)s of these in time; leading to identification: "
        "%(led)s. Open at the end: %(open)s, overdue among them: %(overdue)s."
    ) % {
        "received": f"{received:,}", "answered": f"{answered:,}", "share": percent(share(in_time, answered)),
        "led": f"{led:,}", "open": f"{is_open:,}", "overdue": f"{late:,}",
    }  # fmt: skip


def measures(told):
    return _(
        "Measures delivered: %(times)s for %(households)s, costing %(yuan)s yuan; since January %(year)s for "
        "%(helped)s."
    ) % {
        "times": f"{told.count('helped.month.*', basis=TIMES):,}",
        "households": households(told.count("helped.month.*")),
        "yuan": f"{told.count('helped.month.*', basis=YUAN):,.0f}",
        "year": f"{told.count('helped.year.*', basis=TIMES):,}", "helped": households(told.count("helped.year.*")),
    }  # fmt: skip


def visits(told):
    made, waiting = told.count(*PURPOSES, basis=TIMES), told.count(*(f"due.{one}.waiting" for one in STATES))
    done = told.count(*(f"due.{one}.visited" for one in STATES))
    return _(
        "Visits: %(made)s, %(in_person)s of them in person; of %(due)s to be visited, %(share)s were; not visited in "
        "time: %(waiting)s."
    ) % {
        "made": f"{made:,}", "in_person": percent(share(told.count("visits.in_person", basis=TIMES), made)),
        "due": households(done + waiting), "share": percent(share(done, done + waiting)), "waiting": f"{waiting:,}",
    }  # fmt: skip


def helpers(told):
    missing = told.count("helpers.missing")
    return (
        _("Without a helper: %(households)s not yet cleared.") % {"households": households(missing)} if missing else ""
    )


def work(told):
    words = ("able", "able_working", "now", "outside", "post")
    able, able_working, now, away, posts = (told.count(f"work.{word}", basis=PEOPLE) for word in words)
    return _(
        "Work: of %(able)s recorded as able to work in lifted and monitored households %(working)s worked. In all "
        "%(now)s worked, %(away)s of these outside the province; %(posts)s held a public-welfare post."
    ) % {
        "able": people(able), "working": f"{able_working:,}", "now": people(now), "away": f"{away:,}",
        "posts": f"{posts:,}",
    }  # fmt: skip


def guarantees(told):
    found, solved, is_open = (
        sum(told.count(f"guarantee.{one}.{word}") for one in GuaranteeCheck.GUARANTEES)
        for word in ("found", "solved", "open")
    )
    return _("Guarantees and water: problems found %(found)s, solved %(solved)s, still open %(open)s.") % {
        "found": f"{found:,}", "solved": f"{solved:,}", "open": f"{is_open:,}",
    }  # fmt: skip


def quality(told):
    records = told.count("quality.*", basis=TIMES)
    return _("Data: findings of the quality checks that wait to be mended: %(records)s.") % {"records": f"{records:,}"}


PARAGRAPHS = (
    (stock, shares, why_shares_differ, types, risks),
    (compared, why_people_differ, movements, ended),
    (alerts,),
    (measures, visits, helpers),
    (work, guarantees),
    (quality,),
)
