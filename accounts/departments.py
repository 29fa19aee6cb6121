"""The departments of a county: who sends what it knows, who is asked, and for whom a liaison works."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Department(TextChoices):
    MEDICAL_INSURANCE = "medical_insurance", _("Medical insurance")
    HEALTH = "health", pgettext_lazy("department", "Health")
    EDUCATION = "education", pgettext_lazy("department", "Education")
    CIVIL_AFFAIRS = "civil_affairs", _("Civil affairs")
    DISABLED = "disabled", _("Disabled persons' federation")
    HOUSING = "housing", pgettext_lazy("department", "Housing")
    WATER = "water", pgettext_lazy("department", "Water")
    EMERGENCY = "emergency", _("Emergency management")
    LABOUR = "labour", pgettext_lazy("department", "Labour")
    POLICE = "police", _("Police: register and vehicles")
    MARKET = "market", _("Market regulation: businesses")
    PROPERTY = "property", _("Natural resources: real estate")
    AGRICULTURE = "agriculture", pgettext_lazy("department", "Agriculture")
    BANKS = "banks", pgettext_lazy("department", "Banks")
    HOTLINES = "hotlines", _("Hotlines and petitions")


# Those whose records say what a family owns, earns and receives; the others tell of events.
COMPARED = tuple(
    one for one in Department if one not in (Department.EMERGENCY, Department.AGRICULTURE, Department.HOTLINES)
)
COMPARED_CHOICES = [(one.value, one.label) for one in COMPARED]
