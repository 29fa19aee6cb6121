"""The page of data that ends: what is due, and what is held."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.areas.places import requested_county
from accounts.permissions import Permission, guard, may
from core.listing import list_page
from core.submitting import submit_form
from core.workflow import StaleState
from households.models import DataHold

from .columns import HOLD_LISTING, kinds_table
from .forms import HoldForm
from .holds import hold_data, release_data
from .preview import ending_rows


@never_cache
@require_GET
@guard(Permission.DATA_VIEW)
def ending_page(request):
    """Show how long each kind of data is kept, what is due tonight and within thirty days, and what is held."""
    county, counties = requested_county(request, Permission.DATA_VIEW)
    holds = DataHold.objects.visible_to(request.user).standing().filter(household__county=county)
    may_keep = bool(may(request.user, Permission.DATA_KEEP, county))
    context = {
        "county": county,
        "counties": counties,
        "kinds": kinds_table(county),
        "rows": ending_rows(county),
        "may_keep": may_keep,
    }
    if may_keep:
        context |= {"action": _("Hold the data of a household"), "action_url": reverse("households:data-hold")}
    return list_page(
        request,
        holds.select_related("household__village__parent", "by"),
        None,
        HOLD_LISTING,
        template="households/ending/page.html",
        **context,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.DATA_KEEP)
def data_hold(request):
    """Hold the data of a household, with a reason."""
    county, _counties = requested_county(request, Permission.DATA_KEEP)
    if county is None:
        raise Http404
    form = HoldForm(request.POST or None, user=request.user, county=county)
    sent = submit_form(form, partial(hold_data, by=request.user)) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, _("Held: nothing of this household ends until you let it."))
        return redirect("households:ending")
    crumbs = [{"label": _("Data that ends"), "url": reverse("households:ending")}, {"label": _("Hold")}]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "households/ending/hold.html", context, status=sent.status if sent else 200)


@require_POST
@guard(Permission.DATA_KEEP)
def data_release(request, pk):
    """Let the data of a household end again."""
    holds = DataHold.objects.visible_to(request.user).select_related("household__village")
    hold = get_object_or_404(holds, pk=pk)
    try:
        release_data(hold, by=request.user)
        messages.success(request, _("Released: its data ends on its day again."))
    except StaleState as error:
        messages.error(request, str(error))
    return redirect("households:ending")
