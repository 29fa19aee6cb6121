"""What the dashboard shows besides the indicators: the place, where each number leads, and the charts."""

from collections import Counter
from functools import cached_property, reduce

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from accounts.permissions import Permission, may
from alerts.models import RiskRun
from alerts.queue.counts import DIRECTIONS
from alerts.queue.filters import LED_TO_IDENTIFICATION
from cases.assessment.red_parts import RedPart
from cases.choices import CaseType
from cases.returns.candidates import ReturnState, count_return_states
from cases.returns.filters import EXAMINED
from core.dates import first_of_month, today
from core.text import Label
from households.models import Household
from policy import parameters
from reports.indicators.acting_figures import count_acted_on
from reports.indicators.figures import INDICATOR_BASES, Indicators, add_counters
from reports.indicators.registered_figures import REGISTERED, count_registered
from reports.indicators.work_figures import count_work_states, sales_of_a_year
from work.choices import ACCOUNT_STATES

HOUSEHOLD_LIST_FILTERS = {  # the filter of the household list that shows what a number counts
    "monitored": {"case_state": "on_file"},
    "uncleared": {"case_state": "uncleared"},
    "cleared": {"case_state": "cleared"},
    "red": {"colour": "red"},
    "amber": {"colour": "amber"},
    "unknown": {"colour": "unknown"},
    "registered": {},
    "lifted": {"kind": "lifted"},
    **{f"red_{part}": {"red": part.value} for part in RedPart},
}
WORK_STATE_FILTERS = {  # of the employment account, which shows who is in it when nothing is chosen
    "account": {},
    "beside": {"state": "beside"},
    **{state.value: {"state": state.value} for state in ACCOUNT_STATES},
}
REGISTRY_LABELS = {
    "registered": gettext_lazy("Registered"), "lifted": gettext_lazy("Lifted out of poverty"),
    "monitored": gettext_lazy("Monitored"),
}  # fmt: skip


class Dashboard:
    """The dashboard of the territory `areas` for `user` as of `day`."""

    def __init__(self, user, areas, day):
        self.user, self.day = user, day
        self.areas = widest_areas(areas)
        self.indicators = Indicators(self.areas, day)

    # Where

    @property
    def place(self) -> Area | None:
        """The one area of this page; None for a territory of several."""
        return self.areas[0] if len(self.areas) == 1 else None

    @property
    def title(self) -> str:
        return self.place.name if self.place else _("My territory")

    @property
    def lead(self) -> str:
        return "" if self.place else ", ".join(area.name for area in self.areas)

    @cached_property
    def crumbs(self) -> list[dict]:
        """The areas from the county down to this place; those that the user may open are links."""
        if not self.place or self.place.level == Area.Level.COUNTY:
            return []
        above = [area for area in self.indicators.places if self.place.path.startswith(area.path)]
        return [{"label": area.name, "url": self.url_of(area)} for area in above]

    def url_of(self, area) -> str:
        """Return the dashboard of `area` on the same day, when it is in this person's territory."""
        return self.address("reports:dashboard", area) if may(self.user, Permission.INDICATOR_VIEW, area) else ""

    def address(self, name, area) -> str:
        day = {} if self.day == today() else {"on": self.day.isoformat()}
        return reverse(name, query={"area": area.code, **day})

    # Numbers

    @cached_property
    def total(self) -> dict:
        return self.indicators.total

    @cached_property
    def shares(self) -> list[dict]:
        """The share cleared on both bases, the headline basis first."""
        headline = settings.HEADLINE_BASIS
        return [
            self.share_on(basis) | {"large": basis == headline}
            for basis in sorted(INDICATOR_BASES, key=headline.__ne__)
        ]

    def share_on(self, basis) -> dict:
        numbers = {what: self.total[what][basis] for what in ("share", "cleared", "monitored")}
        return {"basis": basis, **numbers}

    @property
    def types(self) -> list[tuple[Label, dict]]:
        return [(kind.label, self.total["types"][kind.value]) for kind in CaseType]

    @cached_property
    def month(self) -> dict:
        """This month in households: what happened, and the uncleared stock before and after."""
        told = {what: value["households"] for what, value in self.total["month"].items() if what != "net_change"}
        now, net = self.total["uncleared"]["households"], self.total["month"]["net_change"]
        return {**told, "net": net, "now": now, "before": now - net, "new": told["identified"] + told["remarked"]}

    @cached_property
    def links(self) -> dict[str, str]:
        """The list behind each number of the whole page."""
        return self.links_of(self.place)

    def links_of(self, area) -> dict[str, str]:
        """Return the list behind each number of `area`. Lists show today's data, to those who may open households."""
        allowed = all(may(self.user, Permission.HOUSEHOLD_VIEW, each) for each in ([area] if area else self.areas))
        if self.day != today() or not allowed:
            return {}
        where = {"village": area.code} if area else {}
        alerts = {
            f"alerts_{what}": reverse("alerts:queue", query={**where, **query}) for what, query in self.queue.items()
        }
        cases = {"unmatched": reverse("cases:list", query={**where, "shortfall": "WRK-05"})}
        returns = {
            f"return_{state}": reverse("cases:returns", query={**where, "state": state})
            for state in (*ReturnState.values, EXAMINED)
        }
        households = {
            what: reverse("households:list", query={**where, **query} or None)
            for what, query in HOUSEHOLD_LIST_FILTERS.items()
        }
        work = {
            f"work_{state}": reverse("work:account", query={**where, **asked} or None)
            for state, asked in WORK_STATE_FILTERS.items()
        }
        return alerts | cases | returns | households | work

    @property
    def queue(self) -> dict[str, dict]:
        """The filter of the alert queue that shows what a number of this month counts."""
        first = first_of_month(self.day)
        received = {"state": "any", "opened_after": first, "opened_before": self.day}
        sent = {"state": "any", "sent_after": first, "sent_before": self.day}
        both = {"": {}} | {f"_{direction}": {"channel": direction} for direction in DIRECTIONS}
        return {
            **{f"received{name}": received | channel for name, channel in both.items()},
            **{f"sent{name}": sent | channel for name, channel in both.items()},
            "answered": {"state": "any", "answered_after": first, "answered_before": self.day},
            "led": {
                "state": "closed",
                "outcome": LED_TO_IDENTIFICATION,
                "closed_after": first,
                "closed_before": self.day,
            },
            "open": {},
            "overdue": {"time": "overdue"},
        }

    @cached_property
    def rows(self) -> list[dict]:
        """The places one level below with their numbers, by code; empty for a single village."""
        inside = [(area, numbers) for area, numbers in self.indicators.at(self.level) if area != self.place]
        return [{"area": area, **numbers, **self.roads(area)} for area, numbers in inside]

    def roads(self, area) -> dict:
        """The links of the row of `area`."""
        deeper = area.level != Area.Level.VILLAGE
        inner = self.address("reports:rows", area) if deeper else ""
        return {"url": self.url_of(area), "inner": inner, "links": self.links_of(area)}

    @cached_property
    def level(self):
        """The level of the rows: counties, the townships of one county, or villages."""
        counties = [area for area in self.areas if area.level == Area.Level.COUNTY]
        if len(counties) > 1:
            return Area.Level.COUNTY
        return Area.Level.TOWNSHIP if counties else Area.Level.VILLAGE

    @cached_property
    def registered(self) -> dict[str, int]:
        """Households on file in each village, monitored or not, by the village's path."""
        found = Household.objects.within(*self.areas).active().order_by()
        return dict(found.values_list("village__path").annotate(Count("pk")))

    @cached_property
    def counties(self) -> list[Area]:
        """The counties in which the territory lies."""
        return list(Area.objects.counties().filter(code__in={area.county_code for area in self.areas}))

    @cached_property
    def registry(self) -> list[dict]:
        """Registered, lifted and monitored in households and people, each with its list. What was registered on a past
        day is not known."""
        told = count_registered(self.areas) if self.day == today() else dict.fromkeys(REGISTERED, {})
        told |= {"monitored": self.total["monitored"]}
        return [
            {"label": label, "url": self.links.get(what, ""), **told[what]} for what, label in REGISTRY_LABELS.items()
        ]

    @cached_property
    def acted(self) -> dict[str, Counter]:
        """What is to be acted on today, by village; nothing on a past day, of which it is not kept."""
        return count_acted_on(self.areas, self.counties, self.day) if self.day == today() else {}

    @cached_property
    def acted_total(self) -> Counter | None:
        """The same of the whole territory; None where it is not known."""
        known = self.day == today() and self.total["open"]["red"] is not None
        return reduce(add_counters, self.acted.values(), Counter()) if known else None

    @property
    def unknown(self) -> int | None:
        """Households of which too little is known to judge them; None where that is not known either."""
        return None if self.acted_total is None else self.acted_total["unknown"]

    @cached_property
    def returns(self) -> list[dict]:
        """Returns to poverty this year: how many people confirmed, examined, are candidates, and are not known."""
        if self.day != today():
            return []
        counts = Counter()
        for county in self.counties:
            mine = Household.objects.within(*self.areas).filter(county=county)
            counts.update(count_return_states(mine, parameters.parameters_on(self.day, county)))
        examined = counts[ReturnState.RETURNED] + counts[ReturnState.NOT_RETURNED]
        told = [
            (ReturnState.RETURNED, ReturnState.RETURNED.label, counts[ReturnState.RETURNED]),
            (EXAMINED, _("Examined this year"), examined),
            (ReturnState.TO_EXAMINE, ReturnState.TO_EXAMINE.label, counts[ReturnState.TO_EXAMINE]),
            (ReturnState.UNKNOWN, ReturnState.UNKNOWN.label, counts[ReturnState.UNKNOWN]),
        ]
        return [
            {"label": label, "number": number, "url": self.links.get(f"return_{code}", "")}
            for code, label, number in told
        ]

    @cached_property
    def work(self) -> list[dict]:
        """People of working age by where they stand, each with their list; nothing on a past day, of which the account
        is not kept, and nothing where nobody is of working age."""
        counts = count_work_states(self.areas) if self.day == today() else Counter()
        account = sum(counts[state] for state in ACCOUNT_STATES)
        told: list[tuple[str, Label, int]] = [("account", _("In the account"), account)]
        told += [(state.value, state.label, counts[state]) for state in ACCOUNT_STATES]
        told += [("beside", _("Beside the account"), counts.total() - account)]
        return [
            {"label": label, "number": number, "url": self.links.get(f"work_{code}", "")}
            for code, label, number in (told if counts else [])
        ]

    @cached_property
    def sales(self) -> list[dict]:
        """What was sold in the last twelve months and how much of it online, altogether and by goods, each with its
        list; nothing on a past day, as with people's work."""
        where = {"village": self.place.code} if self.place else {}
        listed = where if "work_account" in self.links else None
        return sales_of_a_year(self.areas, self.day, listed) if self.day == today() else []

    @property
    def red_parts(self) -> list[dict]:
        """The red households told apart, each part with its list; none where that is not known."""
        if (counts := self.acted_total) is None:
            return []
        return [
            {"label": part.label, "number": counts[f"red_{part}"], "url": self.links.get(f"red_{part}", "")}
            for part in RedPart
        ]

    @cached_property
    def last_run(self):
        """The nightly run behind the red and amber counts; of several counties the oldest of their last runs."""
        codes = {area.county_code for area in self.areas}
        runs = RiskRun.objects.nights().completed().filter(county__code__in=codes, as_of__lte=self.day)
        latest = runs.order_by("county_id", "-as_of", "-id").distinct("county_id")
        return min(latest, key=lambda run: run.as_of, default=None)


def widest_areas(areas) -> list[Area]:
    """Return the areas that are inside none of the others, by code, each once."""
    by_path = {area.path: area for area in areas}
    outermost = [path for path in by_path if not any(path.startswith(other) for other in by_path if other != path)]
    return [by_path[path] for path in sorted(outermost)]
