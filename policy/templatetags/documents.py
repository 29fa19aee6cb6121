"""How a document is named on a page."""

from django import template

from policy.reference import in_words

register = template.Library()


@register.filter
def cited(document):
    """A document as it is cited; those of povwatch's own values in the reader's language."""
    return in_words(document)
