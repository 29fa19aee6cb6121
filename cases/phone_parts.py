"""What cases add to a household on the phone: its monitoring, and who helps."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.phone.parts import phone_part

from .choices import OPEN
from .models import Case, HelperAssignment


@phone_part("case", label=gettext_lazy("Monitoring case"), order=30)
def open_cases(households):
    """Tell the open episode of monitoring, and the person responsible for helping."""
    found, pks = defaultdict(list), [home.pk for home in households]
    for case in Case.objects.filter(household__in=pks, state__in=OPEN):
        words = (case.get_state_display(), case.get_case_type_display())
        found[case.household_id].append(" · ".join(str(word) for word in words if word))
    for helper in HelperAssignment.objects.filter(household__in=pks, until=None):
        found[helper.household_id].append(_("Helper: %(name)s (%(unit)s)") % {"name": helper.name, "unit": helper.unit})
    return found
