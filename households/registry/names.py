"""Who is meant, the name first: households as titles, messages and lists name them, with the name masked."""

from django.utils.translation import gettext as _

from core import masks
from core.dates import today
from households.choices import Relation
from households.models import Member


def masked_labels(households) -> dict:
    """Return {household's pk: masked name and number} of some households, in one query."""
    here = Member.objects.present(today()).filter(household__in={home.pk for home in households})
    people = list(here.only("household_id", "name", "relation").order_by("-pk"))
    names = {one.household_id: one for one in people}
    names |= {one.household_id: one for one in people if one.relation == Relation.HEAD}
    return {home.pk: name_and_number(names[home.pk].name if home.pk in names else "", home) for home in households}


def masked_label(household) -> str:
    return masked_labels([household])[household.pk]


def name_and_number(name, household) -> str:
    return f"{masks.name(name) or _('No head recorded')} · {household.number}"
