"""A phone is revoked: by its own person, or by those who help others back in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Area, BoundPhone, User
from accounts.permissions import Permission, guard, signed_in_only
from core.workflow import ActionRefused

from .actions import revoke


@require_POST
@signed_in_only
def own_phone_revoke(request, pk):
    """Revoke one of one's own phones."""
    return revoked(request, get_object_or_404(request.user.phones, pk=pk), "accounts:me")


@require_POST
@guard(Permission.SIGN_IN_HELP)
def phone_revoke(request, pk):
    """Revoke a phone of somebody who works in one's county."""
    people = User.objects.visible_to(request.user)
    phone = get_object_or_404(BoundPhone.objects.filter(user__in=people).select_related("user"), pk=pk)
    return revoked(request, phone, phone.user, county=county_of(phone.user, request.user))


def county_of(person, by) -> Area | None:
    """Return the county in which the person works or worked, and `by` helps."""
    counties = Area.objects.counties().within(*by.areas_where(Permission.SIGN_IN_HELP))
    codes = {area.county_code for area in Area.objects.filter(grants__user=person)}
    return counties.filter(code__in=codes).first()


def revoked(request, phone, page, county=None):
    try:
        revoke(phone, by=request.user, county=county)
        messages.success(request, _("Revoked. The phone gets nothing any more; it can hand in the visits it holds."))
    except ActionRefused as error:
        messages.info(request, str(error))
    return redirect(page)
