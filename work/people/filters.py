"""Filters of the employment account. Their names are also the words in addresses, which the counts link to."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.areas.places import first_county
from accounts.permissions import Permission
from alerts.levels import Colour
from cases.choices import ON_FILE
from cases.models import Case
from core.dates import today
from households.choices import HouseholdKind, WorkPlace
from households.models import Household, Member
from households.models.search import home_fits
from households.registry.filters import SealedFilter, TerritoryFilterSet
from policy import parameters
from work.choices import AWAY_STATES, BESIDE_STATES, EVERYBODY, WORKING_STATES, WorkState
from work.duties.conditions import days_before, duty_choices, late_entries
from work.models import AccountEntry

from .contradictions import CONTRADICTIONS, contradicting_work

ANY_WORK_STATE = "any"
STATE_GROUPS = {  # states that are asked for together
    "working": (_("Everybody who works"), WORKING_STATES),
    "away": (_("Everybody who works away"), AWAY_STATES),
    "beside": (_("Beside the account"), BESIDE_STATES),
}
ANSWERS = {"yes": (_("Yes"), True), "no": (_("No"), False), "unknown": (_("Not asked"), None)}
MONITORED = "monitored"
UNHEARD, NEVER = "late", "never"


def answer_filter(label, field):
    """Return a filter by a yes, a no, or that nobody asked."""

    def by_answer(entries, _name, word):
        return entries.filter(**{field: ANSWERS[word][1]})

    choices = [(word, words) for word, (words, _value) in ANSWERS.items()]
    return django_filters.ChoiceFilter(label=label, choices=choices, method=by_answer)


class AccountFilter(TerritoryFilterSet):
    """Filters of the list. It starts with who is in the account; beside it stands who needs no income from work."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("In the account"),
        method="in_state",
        choices=[
            *((word, label) for word, (label, _states) in STATE_GROUPS.items()),
            *WorkState.choices,
            (ANY_WORK_STATE, pgettext_lazy("work", "Everybody of working age")),
            (EVERYBODY, pgettext_lazy("work", "Everybody, also past working age")),
        ],
    )
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    wants = answer_filter(_("Wants work"), "wants_work")
    where = django_filters.ChoiceFilter(label=_("Wants to work where"), choices=WorkPlace)
    home = answer_filter(_("May not leave home"), "stays_home")
    trained = django_filters.ChoiceFilter(
        label=_("Trained"), choices=[("yes", _("Yes")), ("no", _("No"))], method="was_trained"
    )
    heard = django_filters.ChoiceFilter(
        label=_("Last heard of"),
        choices=[(UNHEARD, _("Too long ago, or never")), (NEVER, _("Never"))],
        method="last_heard",
    )
    kind = django_filters.ChoiceFilter(
        label=_("Household"), choices=[*HouseholdKind.choices, (MONITORED, _("Monitored"))], method="of_household"
    )
    late = django_filters.ChoiceFilter(label=pgettext_lazy("work", "Late"), choices=duty_choices(), method="late_by")
    contradicts = django_filters.ChoiceFilter(
        label=_("Work that contradicts itself"), choices=list(CONTRADICTIONS.items()), method="contradicting"
    )
    colour = django_filters.ChoiceFilter(label=_("Level"), choices=Colour, field_name="household__facts__colour")
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = AccountEntry
        fields = []

    def current(self, queryset):
        return queryset.in_account()

    def in_state(self, queryset, _name, word):
        if word == EVERYBODY:
            return queryset
        return queryset.of_working_age() if word == ANY_WORK_STATE else queryset.filter(state__in=states_named(word))

    def was_trained(self, queryset, _name, word):
        return queryset.filter(trained_on__isnull=word == "no")

    def last_heard(self, queryset, _name, word):
        never, long_ago = Q(confirmed_on=None), days_before(self.parameters, "unheard_days")
        return queryset.filter(never if word == NEVER or long_ago is None else never | Q(confirmed_on__lte=long_ago))

    def late_by(self, queryset, _name, code):
        return late_entries(queryset, code, self.parameters)

    def contradicting(self, queryset, _name, word):
        return queryset.filter(member__in=contradicting_work(word).values("member"))

    def of_household(self, queryset, _name, word):
        if word != MONITORED:
            return queryset.filter(household__kind=word)
        return queryset.filter(Exists(Case.objects.filter(household=OuterRef("household"), state__in=ON_FILE)))

    def matching(self, queryset, _name, text):
        return people_found(queryset, text)

    @property
    def parameters(self) -> parameters.Parameters:
        """The parameters of today in the reader's county."""
        county = first_county(self.request.user.areas_where(Permission.HOUSEHOLD_VIEW))
        return parameters.parameters_on(today(), county)


def states_named(word) -> tuple:
    return STATE_GROUPS[word][1] if word in STATE_GROUPS else (word,)


def people_found(entries, text):
    """Keep the entries of the people whom a search means, by themselves or by the number of their household."""
    meant = Q(member__in=Member.objects.found_by(text)) | Q(household__in=Household.objects.filter(home_fits(text)))
    return entries.filter(meant)
