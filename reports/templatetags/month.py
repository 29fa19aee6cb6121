"""How the templates of the monthly report write a figure, and what a row says."""

from django import template

from reports.sheets import writing

register = template.Library()
register.filter("figure", writing.write_figure)
register.filter("says", writing.write_cell)
register.filter("details_of", writing.write_row_details)
register.filter("difference", writing.write_difference)
