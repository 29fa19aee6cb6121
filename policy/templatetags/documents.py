"""The filter for the name of a document."""

from django import template

from policy.reference import document_in_words

register = template.Library()


@register.filter
def cited(document):
    """Return a document as it is cited; those of povwatch's own values in the reader's language."""
    return document_in_words(document)
