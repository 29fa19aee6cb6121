"""How many open alerts there are of each kind: links that narrow the queue down and say what they lead to."""

from django.db.models import Count, Q

from alerts.levels import Level
from alerts.models import AlertChannel, AlertState, Signal
from alerts.rules import RULES
from core.dates import today
from core.listing import query_without

from .waiting import WAITING_FOR_ME, time_conditions, waiting_condition

ALWAYS_SHOWN = ("waiting", "time", "level", "state")  # shown also when there are none


def queue_facets(filtered) -> list[dict]:
    """The counted filters of a queue: {name, label, links}, each link {label, count, query, current}."""
    counted = count_open_alerts(filtered)
    found = [queue_facet(filtered, name, values) for name, values in counted.items()]
    return [one for one in found if one["links"]]


def queue_facet(filtered, name, values) -> dict:
    field, asked = filtered.form.fields[name], filtered.form.data.get(name, "")
    labels = {code: rule.name for code, rule in RULES.items()} if name == "rule" else choice_labels(field.choices)
    links = [
        {
            "label": labels[value],
            "count": count,
            "current": value == asked,
            "query": toggled_query(filtered, name, value),
        }
        for value, count in values.items()
        if value in labels and (count or name in ALWAYS_SHOWN or value == asked)
    ]
    return {"name": name, "label": field.label, "links": links}


def choice_labels(choices) -> dict[str, str]:
    return {str(value): label for value, label in choices}


def toggled_query(filtered, name, value) -> str:
    """The query string with this value chosen; without it when it is chosen already."""
    data = filtered.form.data
    rest = query_without(data, name)
    return rest if data.get(name) == value else f"{rest}&{name}={value}".lstrip("&")


def count_open_alerts(filtered) -> dict[str, dict[str, int]]:
    """Open alerts by the name of the filter and its value, in the place that was chosen: {"level": {"2": 7}, …}. One
    question for the alerts, one for the rules behind them."""
    alerts = filtered.queryset.open().order_by()
    place = filtered.form.cleaned_data.get("village")
    alerts = filtered.in_village(alerts, "village", place) if place else alerts
    asked = queue_conditions(filtered.request.user)
    names = {f"{name}_{value}": (name, value) for name, values in asked.items() for value in values}
    found = alerts.aggregate(**{key: Count("pk", filter=asked[name][value]) for key, (name, value) in names.items()})
    counted = {name: {value: found[f"{name}_{value}"] for value in values} for name, values in asked.items()}
    return counted | {"rule": count_alerts_by_rule(alerts)}


def queue_conditions(user) -> dict[str, dict[str, Q]]:
    """What each value of each counted filter means."""
    return {
        "waiting": {WAITING_FOR_ME: waiting_condition(user, today())},
        "time": time_conditions(user, today()),
        "level": {str(level.value): Q(level=level) for level in reversed(Level)},
        "state": {state.value: Q(state=state) for state in AlertState if state != AlertState.CLOSED},
        "channel": {channel.value: Q(channel=channel) for channel in AlertChannel},
    }


def count_alerts_by_rule(alerts) -> dict[str, int]:
    """A rule signals once an alert: what it signalled before at another level stands no more."""
    standing = Signal.objects.standing().exclude(rule="").filter(alert__in=alerts.values("pk")).order_by()
    rows = standing.values("rule").annotate(found=Count("pk"))
    return {row["rule"]: row["found"] for row in sorted(rows, key=lambda row: -row["found"])}
