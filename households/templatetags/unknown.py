"""Tags of the list of people nobody knows yet."""

from django import template

from households.registry.candidates import find_candidates, told_of_row
from households.unknown.actions import teller_words

register = template.Library()
register.filter("teller", teller_words)


@register.simple_tag(takes_context=True)
def candidates_of(context, people) -> dict:
    """Return {key: [Candidate]} for the people of a page, asked for at once."""
    return find_candidates({one.pk: told_of_row(one) for one in people}, context["request"].user)


@register.filter
def of_person(found, person) -> list:
    return found.get(person.pk, [])
