"""Counts of rows by kind, as links that filter a list."""

from django.db.models import Count

from .filters import query_without

MOST_SHOWN = 4  # links of one filter; more unfold


def count_by_filter(filtered, asked) -> dict[str, dict[str, int]]:
    """Count rows by filter and value: {"level": {"2": 7}, …}. `asked` gives the condition of each value. A value is
    counted among the rows that all other filters leave, so that its link leads to as many rows as it says."""
    chosen = [name for name in asked if filtered.form.cleaned_data.get(name)]
    unset = {name: values for name, values in asked.items() if name not in chosen}
    counted = count_conditions(filtered.qs, unset) if unset else {}
    for name in chosen:
        counted |= count_conditions(filtered.rows_without(name), {name: asked[name]})
    return {name: counted[name] for name in asked}


def count_conditions(rows, asked) -> dict[str, dict[str, int]]:
    """Count rows by filter and value in one query."""
    conditions = {f"{name}_{value}": one for name, values in asked.items() for value, one in values.items()}
    found = rows.order_by().aggregate(**{key: Count("pk", filter=one) for key, one in conditions.items()})
    return {name: {value: found[f"{name}_{value}"] for value in values} for name, values in asked.items()}


def facets_of(filtered, counted, *, always=(), labels=None) -> list[dict]:
    """Return the counted filters as {name, label, links, is_folded}, each link {label, count, query, current}. Values
    without rows are shown only for the filters named in `always`; `labels` replace those of the form."""
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
    return {"name": name, "label": field.label, "links": links, "is_folded": not always or len(links) > MOST_SHOWN}


def toggled_query(data, name, value) -> str:
    """Return the query string with this value chosen, or without it when it is chosen already."""
    rest = query_without(data, name)
    return rest if data.get(name) == value else f"{rest}&{name}={value}".lstrip("&")
