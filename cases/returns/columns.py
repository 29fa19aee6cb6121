"""The list of lifted households that may have fallen back into poverty."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.listing import YUAN, Column, Listing
from core.text import join_words
from households.registry.columns import head_name, prefetch_heads, village_column

from .candidates import ReturnState, unmet_in_words


def return_url(household) -> str:
    return reverse("cases:return", args=[household.pk])


def returns_listing(p) -> Listing:
    """Declare the list by the parameters of the day: what is not met depends on the line."""
    return Listing(
        "returns",
        _("Lifted households that may have returned to poverty"),
        (
            Column("head", _("Head"), value=head_name, mask="name", url=return_url, under="number",
                   prefetch=(prefetch_heads(""),)),
            village_column("village"),
            Column("income", _("Yuan per person"), value="facts.per_capita", kind=YUAN, sort="facts__per_capita"),
            Column("unmet", _("Not met"), value=lambda home: join_words(unmet_in_words(home.facts, p))),
            Column("state", _("State"), value=lambda home: ReturnState(home.return_state).label, sort="return_state"),
        ),
        title=_("Returns to poverty"),
        lead=_("Candidates are named by the data, and examined by people: nobody returns to poverty by a rule."),
        noun=_("households"),
        row="household",
        sort="income",
        empty=_("No lifted household is a candidate, and of all of them enough is known."),
        no_match=_("No household matches these filters."),
        show_all=_("Show all"),
        exported=True,
    )  # fmt: skip
