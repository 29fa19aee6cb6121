"""What people keep of lists: filters under names, and which columns are shown."""

import re

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models.lists import LONGEST_CODE
from accounts.permissions import signed_in_only

from . import actions
from .forms import SaveFilterForm

CODE = re.compile(rf"[\w-]{{1,{LONGEST_CODE}}}", re.ASCII)
MOST_COLUMNS = 60


@require_POST
@signed_in_only
def list_columns_keep(request, code):
    """Keep which columns of a list the person wants to see, or forget it; then the list again."""
    listed_or_404(code)
    if "forget" in request.POST:
        actions.forget_list_columns(code, by=request.user)
    else:
        columns = filter(CODE.fullmatch, request.POST.getlist("columns")[:MOST_COLUMNS])
        actions.keep_list_columns(code, list(columns), by=request.user)
    return redirect(own_address(request.POST.get("page", "")))


@require_POST
@signed_in_only
def filter_keep(request, code):
    """Keep the current filters of a list under a name; then the list with them."""
    listed_or_404(code)
    form, page = SaveFilterForm(request.POST), own_address(request.POST.get("page", ""))
    if form.is_valid():
        actions.keep_filters(code, form.cleaned_data["name"], form.cleaned_data["query"], by=request.user)
        messages.success(request, _("These filters are kept as “%(name)s”.") % {"name": form.cleaned_data["name"]})
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(f"{page}?{QueryDict(request.POST.get('query', '')).urlencode()}")


@require_POST
@signed_in_only
def filter_forget(request, pk):
    """Delete one of the person's own saved filters; then the list again."""
    actions.forget_filters(get_object_or_404(request.user.saved_filters, pk=pk), by=request.user)
    messages.success(request, _("The saved filter was deleted; nothing else was changed."))
    return redirect(own_address(request.POST.get("page", "")))


def listed_or_404(code) -> None:
    """Refuse what cannot be the code of a list. Which lists and columns there are they know themselves: others are
    left aside there."""
    if not CODE.fullmatch(code):
        raise Http404


def own_address(page) -> str:
    """Return an address of this site, else that of its first page."""
    return page if page.startswith("/") and url_has_allowed_host_and_scheme(page, None) else "/"
