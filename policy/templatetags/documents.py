"""How a document is named on a page."""

from django import template

from policy.reference import document_in_words

register = template.Library()


@register.filter
def cited(document):
    """A document as it is cited; those of povwatch's own values in the reader's language."""
    return document_in_words(document)
