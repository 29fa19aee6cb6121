"""The filter for an income per person."""

from django import template

from households.income import words

register = template.Library()


@register.filter
def income_words(value):
    """Return an income per person in words: 1,200 yuan; below zero by how much costs exceed income."""
    return words.income_words(value)
