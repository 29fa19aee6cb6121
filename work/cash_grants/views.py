"""The pages of cash grants: all of a county with their counts, and the clerk's list of one."""

from functools import partial
from types import SimpleNamespace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.areas.places import requested_county
from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text
from core.listing.tables import asked_table
from core.submitting import message_refused, submit_form
from households.registry.names import masked_labels
from work.choices import ClaimState
from work.models import CashGrant, CashGrantClaim

from . import actions
from .columns import GRANTS_TABLE, HOUSEHOLDS_LISTING, PEOPLE_LISTING, condition_words
from .counts import grant_counts
from .filters import CashGrantFilter
from .fitting import grant_rows, subjects_of
from .forms import CashGrantForm, CloseForm, PaymentsForm

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
MOST_AT_ONCE = 100


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def cash_grant_list(request):
    """Show the cash grants of a year, and how many in one's territory may have each, applied, and were paid."""
    county, counties = requested_county(request, Permission.HOUSEHOLD_VIEW)
    grants = CashGrant.objects.visible_to(request.user).filter(county=county)
    years = offered_years(grants)
    year = requested_year(request, years)
    rows = grant_counts(grants, request.user, year, today())
    if file := asked_table(request, (GRANTS_TABLE, rows)):
        return file
    context = {"county": county, "counties": counties, "year": year, "years": years, "rows": rows}
    if may(request.user, Permission.WORK_KEEP, county):
        context |= {"action": _("Enter a cash grant"), "action_url": new_grant_url(county)}
    return render(request, "work/cash_grants/list.html", context | {"table": GRANTS_TABLE})


def new_grant_url(county) -> str:
    return reverse("work:cash-grant-new", query={"county": county.code})


def offered_years(grants) -> list[int]:
    """Return the years for which there are grants, and this one, the latest first."""
    begins = [grant.valid_from.year for grant in grants]
    now = today().year
    return list(range(max([now, *begins]), min([now, *begins]) - 1, -1))


def requested_year(request, years) -> int:
    asked = request.GET.get("year", str(today().year))
    if asked not in map(str, years):
        raise Http404
    return int(asked)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def cash_grant_new(request):
    """Enter a cash grant of a county."""
    county, _counties = requested_county(request, Permission.WORK_KEEP)
    must(request.user, Permission.WORK_KEEP, county)
    form = CashGrantForm(request.POST or None)
    return grant_form(request, form, partial(actions.enter_cash_grant, county), _("New cash grant"))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def cash_grant_close(request, pk):
    """Say until which day a cash grant can be applied for."""
    grant = visible_grant(request, pk)
    must(request.user, Permission.WORK_KEEP, grant.county)
    form = CloseForm(request.POST or None)
    return grant_form(request, form, partial(actions.close_cash_grant, grant), grant.name)


def grant_form(request, form, act, title):
    """Show a form about a grant, or do what it asks for and lead to the grant."""
    status = 200
    if request.method == "POST":
        sent = submit_form(form, partial(act, by=request.user))
        if sent.done:
            messages.success(request, _("Saved."))
            return redirect(sent.result)
        status = sent.status
    context = {"form": form, "title": title, "lead": _("A cash grant is no income: it changes no statement.")}
    return render(request, "work/cash_grants/form.html", context, status=status)


def visible_grant(request, pk):
    return get_object_or_404(CashGrant.objects.visible_to(request.user).select_related("county"), pk=pk)


# ------------------------------------------------------------------------------------------------- the clerk's list


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.HOUSEHOLD_VIEW)
def cash_grant_page(request, pk, year):
    """Show who may have a grant in a year, and who applied; apply, or record payments, for those that are ticked."""
    grant = visible_grant(request, pk)
    if year not in offered_years([grant]):
        raise Http404
    if request.method == "POST":
        return act_on_ticked(request, grant, year)
    home = "" if grant.is_of_households else "household__"
    rows = grant_rows(grant, year, today()).visible_to(request.user).select_related(f"{home}village__parent")
    return list_page(
        request,
        rows,
        CashGrantFilter,
        HOUSEHOLDS_LISTING if grant.is_of_households else PEOPLE_LISTING,
        template="work/cash_grants/grant.html",
        search_url=reverse("work:cash-grant-search", args=[pk, year]),
        grant=grant,
        year=year,
        years=offered_years([grant]),
        condition=condition_words(grant),
        **what_one_may_do(request.user, grant),
    )


def what_one_may_do(user, grant) -> dict:
    """Return what this person may do with those ticked, and whether they may close the grant."""
    above_villages = [area for area in user.areas_where(Permission.WORK_KEEP) if area.level != area.Level.VILLAGE]
    return {
        "applies": user.holds(Permission.WORK_KEEP) and grant.is_open_on(today()),
        "payments": PaymentsForm(grant=grant) if above_villages else None,
        "closes": may(user, Permission.WORK_KEEP, grant.county),
    }


def act_on_ticked(request, grant, year):
    """Apply, or record payments, for each that is ticked on its own, and say for which it failed and why."""
    chosen = [int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 19][:MOST_AT_ONCE]
    form = PaymentsForm(request.POST, grant=grant)
    if request.POST.get("step") == "apply":
        done, refused = apply_for_ticked(request.user, grant, year, chosen)
    elif form.is_valid():
        done, refused = pay_ticked(request.user, grant, year, chosen, **form.cleaned_data)
    else:
        done, refused = [], []
    tell_outcome(request, done, refused)
    return redirect(request.get_full_path())


def apply_for_ticked(user, grant, year, chosen):
    home = "" if grant.is_of_households else "household__"
    ticked = subjects_of(grant).visible_to(user).filter(pk__in=chosen).select_related(f"{home}village__parent")
    return actions.apply_for_several(grant, ticked.order_by("pk"), by=user, year=year)


def pay_ticked(user, grant, year, chosen, **said):
    subject = "household" if grant.is_of_households else "member"
    claims = CashGrantClaim.objects.visible_to(user).filter(cash_grant=grant, year=year, state=ClaimState.APPLIED)
    ticked = claims.filter(**{f"{subject}__in": chosen}).select_related("household__village__parent", "cash_grant")
    return actions.pay_several(ticked.order_by("pk"), by=user, **said)


def tell_outcome(request, done, refused) -> None:
    if done:
        messages.success(request, ngettext("%(n)s recorded.", "%(n)s recorded.", len(done)) % {"n": len(done)})
    elif not refused:
        messages.warning(request, _("Nothing was recorded: tick at least one for whom this is the next step."))
    about = [(SimpleNamespace(household=actions.home_of(subject)), why) for subject, why in refused]
    message_refused(request, about, masked_labels)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def cash_grant_search(request, pk, year):
    """Find people of the list by household number, name, ID number or phone. What was typed is encrypted in the
    address."""
    text, page = request.POST.get("text", "").strip(), {"args": [pk, year]}
    if not text:
        return redirect(reverse("work:cash-grant", **page))
    record_access(request.user, "searched")
    return redirect(reverse("work:cash-grant", **page, query={"text": seal_search_text(text, request.user)}))
