"""Who is meant, the name first: households as titles, messages and lists name them, with the name masked."""

from django.utils.translation import gettext as _

from core import masks
from core.dates import today
from core.text import bracketed, join_words
from households.choices import Relation
from households.models import Member

from .columns import head_name


def masked_labels(households) -> dict:
    """Return {household's pk: masked name and number} of some households, in one query."""
    here = Member.objects.present(today()).filter(household__in={home.pk for home in households})
    people = list(here.only("household_id", "name", "relation").order_by("-pk"))
    names = {one.household_id: one for one in people}
    names |= {one.household_id: one for one in people if one.relation == Relation.HEAD}
    return {home.pk: name_and_number(names[home.pk].name if home.pk in names else "", home) for home in households}


def masked_label(household) -> str:
    return masked_labels([household])[household.pk]


def loaded_label(household) -> str:
    """Return masked name and number of a household whose `heads` or members were fetched with it."""
    if hasattr(household, "heads"):
        return name_and_number(head_name(household), household)
    heads = (one.name for one in household.members.all() if one.relation == Relation.HEAD and one.left_on is None)
    return name_and_number(next(heads, ""), household)


def name_and_number(name, household) -> str:
    return f"{masks.name(name or '') or _('No head recorded')} · {household.number}"


def found_through_words(people) -> str:
    """Say through whom of its people a search found a household: "Found through C**n (spouse)"; "" through nobody."""
    names = (masks.name(one.name) + bracketed(one.get_relation_display()) for one in people)
    return _("Found through %(who)s") % {"who": join_words(names)} if people else ""
