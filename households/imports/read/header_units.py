"""The unit of a column: named by its header, by the heading above it or by a title. What is converted is remarked on,
so that a person looks at it before saving."""

from households.import_messages import BrokenFile, ProblemMessage
from households.imports.clean.units import UnknownUnit, header_factor, unit_in_titles


def cell_in_unit(table, header, place, cell, titles=()) -> tuple:
    """Return the kind of cell of a column, made for the unit that its header names, and the remarks on that. Raises
    BrokenFile when the unit is not known."""
    measure, name = getattr(cell, "measure", ""), header.names[place]
    if not measure:
        return cell, []
    try:
        unit_of_titles = unit_in_titles(measure, titles)
        factor, unit = header_factor(measure, header.own[place], header.headings[place], unit_of_titles)
    except UnknownUnit as unknown:
        raise BrokenFile("unknown_unit", sheet=table.name, column=name, unit=str(unknown)) from None
    if factor == 1:
        return cell, []
    told = {"sheet": table.name, "column": name, "unit": unit, "factor": f"{factor.normalize():f}"}
    return cell.in_units_of(factor), [ProblemMessage(f"unit_converted_{measure.split()[0]}", told)]
