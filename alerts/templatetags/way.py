"""The way through the queue: an alert that was opened from a list leads back to it, with the same filters, and on to
the next. The address carries the filters of the list and the place of the alert in it."""

from dataclasses import dataclass

from django import template
from django.urls import reverse

register = template.Library()
OF_ONE_PAGE = ("place", "after", "page")  # words in an address that are no filters


@dataclass(frozen=True)
class Way:
    """Where an alert was opened: the filters of the list, as a query string, and its place in it, counted from 0."""

    query: str
    place: int

    @property
    def back_url(self) -> str:
        return f"{reverse('alerts:queue')}?{self.query}"

    @property
    def suffix(self) -> str:
        """Return what stands behind the address of an alert that was opened on this way."""
        return f"?{self.query}&place={self.place}" if self.query else f"?place={self.place}"

    def next_url(self, alert) -> str:
        return f"{reverse('alerts:next')}{self.suffix}&after={alert.pk}"


def way_of(request) -> Way | None:
    """Return the way on which the page of an alert was opened; None when it was opened from elsewhere."""
    place = request.GET.get("place", "")
    is_place = place.isdecimal() and len(place) < 8
    return Way(filters_in_address(request), int(place)) if is_place else None


def filters_in_address(request) -> str:
    asked = request.GET.copy()
    for name in OF_ONE_PAGE:
        asked.pop(name, None)
    return asked.urlencode()


@register.simple_tag(takes_context=True)
def opened_from_list(context, alert) -> str:
    """Return the address of the alert in a row, with the way back to its list."""
    place = context["page"].start_index() - 1 + context["forloop"]["parentloop"]["counter0"]
    return alert.get_absolute_url() + Way(filters_in_address(context["request"]), place).suffix
