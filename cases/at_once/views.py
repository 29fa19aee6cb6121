"""The page on which several things of one kind are recorded at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import guard
from core.workflow import ActionRefused, StaleState

from .declare import SEVERAL
from .kinds import AT_ONCE_KINDS

MOST_AT_ONCE = 100


def several_paths() -> list:
    """Return the address of each kind, guarded by its own permission."""
    return [
        path(f"several/{kind.code}/", guard(kind.permission)(several_page), {"kind": kind}, name=f"several-{kind.code}")
        for kind in AT_ONCE_KINDS.values()
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def several_page(request, kind):
    """Show what of a kind can be recorded, and record what is chosen: what fails stays on the page with the reason."""
    things = list(things_shown(kind, request)[:MOST_AT_ONCE])
    sent = request.POST if request.method == "POST" else None
    shared, rows = kind.shared(sent), [make_row(kind, thing, sent) for thing in things]
    status = record_chosen(request, kind, shared, rows) if sent is not None else 200
    if status == 302:
        return redirect(f"{reverse(kind.back)}?{request.GET.urlencode()}".rstrip("?"))
    rows = [row for row in rows if not row.get("done")]
    shown = [row["thing"].household_id for row in rows]
    record_access(request.user, "list_opened", shown=shown, list=SEVERAL + kind.code, rows=len(rows))
    context = {
        "kind": kind,
        "shared": shared,
        "rows": rows,
        "most": MOST_AT_ONCE,
        "full": len(things) == MOST_AT_ONCE,
        "from_list": kind.filterset is not None,
    }
    return render(request, "cases/at_once/several.html", context, status=status)


def things_shown(kind, request):
    """Return what this person may record; of a kind with filters, what the list shows by the same address."""
    things = kind.things(request.user)
    return kind.filterset(request.GET, queryset=things, request=request).qs if kind.filterset else things


def make_row(kind, thing, sent) -> dict:
    form = kind.row(sent, prefix=f"row{thing.pk}", thing=thing)
    return {"thing": thing, "about": kind.about(thing), "form": form}


def record_chosen(request, kind, shared, rows) -> int:
    """Record each chosen row on its own, and return the status of the answer: 302 when nothing is left to mend."""
    chosen = [row for row in rows if row["form"].is_chosen]
    if not chosen:
        messages.warning(request, _("Nothing was recorded: choose at least one."))
        return 422
    if not shared.is_valid():
        messages.error(request, _("Nothing was recorded: see what is asked above."))
        return 422
    for row in chosen:
        row["done"] = record_row(request, kind, shared, row)
    return tell_outcome(request, chosen)


def record_row(request, kind, shared, row) -> bool:
    """Record one row; where that fails, its form says why."""
    form = row["form"]
    if not form.is_valid():
        return False
    said = {name: value for name, value in form.cleaned_data.items() if name != "chosen"}
    try:
        kind.record(row["thing"], request.user, dict(shared.cleaned_data), said)
        return True
    except (ActionRefused, StaleState, PermissionDenied) as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.add_error(None, error)
    return False


def tell_outcome(request, chosen) -> int:
    done = sum(1 for row in chosen if row["done"])
    left = len(chosen) - done
    if done:
        messages.success(request, ngettext("%(n)s recorded.", "%(n)s recorded.", done) % {"n": done})
    if left:
        words = ngettext(
            "%(n)s was not recorded: the reason stands beside it.",
            "%(n)s were not recorded: the reason stands beside each.",
            left,
        )
        messages.error(request, words % {"n": left})
    return 422 if left else 302
