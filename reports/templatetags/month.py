"""Template filters for figures and rows of the monthly report."""

from django import template

from reports.sheets import writing

register = template.Library()
register.filter("figure", writing.write_figure)
register.filter("says", writing.write_cell)
register.filter("details_of", writing.write_row_details)
register.filter("difference", writing.write_difference)
