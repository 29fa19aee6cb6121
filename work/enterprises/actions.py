"""What is done with the register of enterprises: entered, changed, closed. Each is recorded in the access log."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from cases.assistance.actions import check_day_reached, phone_digits
from core.dates import today
from core.workflow import ActionRefused
from work.models import Enterprise
from work.places import county_of
from work.versions import check_seen

FIELDS = ("kind", "name", "area", "industry", "in_charge", "phone", "places", "machines")


@transaction.atomic
def add_enterprise(*, by, area, name, phone="", **said) -> Enterprise:
    """Put an enterprise on the register of a place."""
    must(by, Permission.WORK_KEEP, area)
    check_enterprise(Enterprise.objects.filter(area=area), name, phone)
    made = Enterprise.objects.create(
        county=county_of(area), area=area, name=name.strip(), phone=phone_digits(phone), by=by, **said
    )
    record_access(by, "enterprise_added", made, area=area)
    return made


@transaction.atomic
def change_enterprise(enterprise, *, by, area, name, phone="", seen="", **said) -> Enterprise:
    """Change what the register says of an enterprise; its history keeps what stood before. `seen` is the version that
    the form was shown with."""
    must(by, Permission.WORK_KEEP, enterprise.area)
    must(by, Permission.WORK_KEEP, area)
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    check_seen(enterprise, FIELDS, seen)
    check_enterprise(Enterprise.objects.filter(area=area).exclude(pk=enterprise.pk), name, phone)
    values = {"county": county_of(area), "area": area, "name": name.strip(), "phone": phone_digits(phone)}
    for field, value in (values | said).items():
        setattr(enterprise, field, value)
    enterprise.save()
    record_access(by, "enterprise_changed", enterprise, area=area)
    return enterprise


def check_enterprise(others, name, phone) -> None:
    if others.filter(name=name.strip()).exists():
        raise ActionRefused(_("This place has an enterprise of this name already: open that one instead."))
    digits = phone_digits(phone)
    if digits and not (digits.isdecimal() and 7 <= len(digits) <= 12):
        raise ActionRefused(_("The phone must have 11 digits, or a landline's 7 to 12."))


@transaction.atomic
def close_enterprise(enterprise, *, by, on) -> Enterprise:
    """Say that an enterprise has closed. What it lent stays on the list of machines out until it comes back."""
    must(by, Permission.WORK_KEEP, enterprise.area)
    check_day_reached(on)
    if enterprise.offers.open_on(today()).exists():
        raise ActionRefused(_("This enterprise still has open offers: close them first."))
    enterprise.closed_on = on
    enterprise.save(update_fields=["closed_on"])
    record_access(by, "enterprise_closed", enterprise, area=enterprise.area)
    return enterprise
