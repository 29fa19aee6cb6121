"""How many open alerts there are of each kind: links that narrow the queue down and say what they lead to."""

from django.db.models import Count, Q

from alerts.levels import Level
from alerts.models import AlertState, Channel, Signal
from alerts.rules import RULES
from core.dates import today
from core.listing import without

from .waiting import ME, by_time, waiting_for

WANTED = ("waiting", "time", "level", "state")  # shown also when there are none


def facets(filtered) -> list[dict]:
    """The counted filters of a queue: {name, label, links}, each link {label, count, query, current}."""
    counted = counts(filtered)
    found = [facet(filtered, name, values) for name, values in counted.items()]
    return [one for one in found if one["links"]]


def facet(filtered, name, values) -> dict:
    field, asked = filtered.form.fields[name], filtered.form.data.get(name, "")
    labels = {code: rule.name for code, rule in RULES.items()} if name == "rule" else dict_of(field.choices)
    links = [
        {"label": labels[value], "count": count, "current": value == asked, "query": toggled(filtered, name, value)}
        for value, count in values.items()
        if value in labels and (count or name in WANTED or value == asked)
    ]
    return {"name": name, "label": field.label, "links": links}


def dict_of(choices) -> dict[str, str]:
    return {str(value): label for value, label in choices}


def toggled(filtered, name, value) -> str:
    """The query string with this value chosen; without it when it is chosen already."""
    data = filtered.form.data
    rest = without(data, name)
    return rest if data.get(name) == value else f"{rest}&{name}={value}".lstrip("&")


def counts(filtered) -> dict[str, dict[str, int]]:
    """Open alerts by the name of the filter and its value, in the place that was chosen: {"level": {"2": 7}, …}. One
    question for the alerts, one for the rules behind them."""
    alerts = filtered.queryset.open().order_by()
    place = filtered.form.cleaned_data.get("village")
    alerts = filtered.in_village(alerts, "village", place) if place else alerts
    asked = conditions(filtered.request.user)
    names = {f"{name}_{value}": (name, value) for name, values in asked.items() for value in values}
    found = alerts.aggregate(**{key: Count("pk", filter=asked[name][value]) for key, (name, value) in names.items()})
    counted = {name: {value: found[f"{name}_{value}"] for value in values} for name, values in asked.items()}
    return counted | {"rule": by_rule(alerts)}


def conditions(user) -> dict[str, dict[str, Q]]:
    """What each value of each counted filter means."""
    return {
        "waiting": {ME: waiting_for(user, today())},
        "time": by_time(user, today()),
        "level": {str(level.value): Q(level=level) for level in reversed(Level)},
        "state": {state.value: Q(state=state) for state in AlertState if state != AlertState.CLOSED},
        "channel": {channel.value: Q(channel=channel) for channel in Channel},
    }


def by_rule(alerts) -> dict[str, int]:
    """A rule signals once an alert: what it signalled before at another level stands no more."""
    standing = Signal.objects.standing().exclude(rule="").filter(alert__in=alerts.values("pk")).order_by()
    rows = standing.values("rule").annotate(found=Count("pk"))
    return {row["rule"]: row["found"] for row in sorted(rows, key=lambda row: -row["found"])}
