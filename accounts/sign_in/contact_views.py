"""One's own work phone: colleagues call it where they look for whoever is responsible."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.models import User
from accounts.permissions import signed_in_only
from core.submitting import submit_form

from .forms import OwnPhoneForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_only
def own_phone_number(request):
    """Say under which number one is reached at work."""
    form, status = OwnPhoneForm(request.POST or None, initial={"phone": request.user.phone}), 200
    if request.method == "POST":
        sent = submit_form(form, partial(change_own_phone, by=request.user))
        if sent.done:
            messages.success(request, _("Saved."))
            return redirect("accounts:me")
        status = sent.status
    return render(request, "accounts/sign_in/phone_number.html", {"form": form}, status=status)


@transaction.atomic
def change_own_phone(*, phone, by) -> None:
    """Keep one's own work phone; an empty one takes it away."""
    User.objects.filter(pk=by.pk).update(phone=phone)
    record_access(by, "phone_number_changed", by)
