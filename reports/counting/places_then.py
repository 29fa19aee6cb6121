"""The names that places had when a month was counted: later changes of names and codes leave it as it was."""

from accounts.areas.changes import names_then


def named_then(report, areas) -> list:
    """Give areas the names they had in the month of a report, and return them."""
    areas, then = list(areas), names_then(report.county, report.as_of, report.counted_at)
    for area in areas:
        for one in (area, area.parent) if "parent" in area._state.fields_cache else (area,):
            if one is not None and (old := then.get(one.pk)):
                one.name, one.official_name = old["name"], old["official_name"]
    return areas


def name_then(row, area) -> str:
    """Return the name that a place had in the month of a report row; the rows of a report share it, so that this asks
    the database once a report. A row of an export has its places named already."""
    report = getattr(row, "report", None)
    if report is None:
        return area.name
    if "names_then" not in vars(report):
        report.names_then = names_then(report.county, report.as_of, report.counted_at)
    return report.names_then.get(area.pk, {"name": area.name})["name"]
