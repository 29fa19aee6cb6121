"""How many rows there are of each kind: links that narrow a list down and say what they lead to."""

from django.db.models import Count

from .filters import query_without


def count_by_filter(rows, asked) -> dict[str, dict[str, int]]:
    """Rows by the name of a filter and its value, in one question: {"level": {"2": 7}, …}. `asked` says what each
    value of each filter means."""
    conditions = {f"{name}_{value}": one for name, values in asked.items() for value, one in values.items()}
    found = rows.order_by().aggregate(**{key: Count("pk", filter=one) for key, one in conditions.items()})
    return {name: {value: found[f"{name}_{value}"] for value in values} for name, values in asked.items()}


def facets_of(filtered, counted, *, always=(), labels=None) -> list[dict]:
    """The counted filters as {name, label, links}, each link {label, count, query, current}. Values that nothing has
    are shown only of the filters named in `always`; `labels` are words that differ from those of the form."""
    found = [
        facet(filtered, name, values, name in always, (labels or {}).get(name)) for name, values in counted.items()
    ]
    return [one for one in found if one["links"]]


def facet(filtered, name, values, always, labels) -> dict:
    field, asked = filtered.form.fields[name], filtered.form.data.get(name, "")
    labels = labels or {str(value): label for value, label in field.choices}
    links = [
        {
            "label": labels[value],
            "count": count,
            "current": value == asked,
            "query": toggled_query(filtered.form.data, name, value),
        }
        for value, count in values.items()
        if value in labels and (count or always or value == asked)
    ]
    return {"name": name, "label": field.label, "links": links}


def toggled_query(data, name, value) -> str:
    """The query string with this value chosen; without it when it is chosen already."""
    rest = query_without(data, name)
    return rest if data.get(name) == value else f"{rest}&{name}={value}".lstrip("&")
