"""The months of a county, and one of them with what is done with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.areas.places import area_named, county_of
from accounts.permissions import Permission, guard, may, must
from core.dates import today
from core.workflow import Overtaken, Refused
from reports.models import MonthlyReport, OrderKind

from . import actions, order_actions, prepare
from . import page as month_page
from .forms import CorrectionForm, CoverForm
from .place import Place, month_in, overlap, report_for
from .words import DONE

MONTHS_A_PAGE = 24


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def months(request):
    """The months of a county, newest first, and those that may be opened."""
    return months_page(request)


def months_page(request, status=200):
    county, counties = county_of(request, Permission.INDICATOR_VIEW)
    reports = MonthlyReport.objects.visible_to(request.user).filter(county=county).select_related("county")
    page = Paginator(reports.prefetch_related("transitions__by"), MONTHS_A_PAGE).get_page(request.GET.get("page"))
    areas = overlap(request.user.areas_where(Permission.INDICATOR_VIEW), [county])
    keeps = may(request.user, Permission.REPORT_KEEP, county)
    context = {
        "county": county, "counties": counties, "page": page, "areas": areas,
        "rows": month_page.in_list(list(page), areas),
        "to_open": month_page.to_open(county, today()) if keeps else [],
        "orders": month_page.orders(county) if keeps else [],
    }  # fmt: skip
    return render(request, "reports/month/list.html", context, status=status)


@require_POST
@guard(Permission.REPORT_KEEP)
def open_month(request):
    """Open a month that nobody opened yet: the worker counts it."""
    county = area_named(request.POST.get("county"), county_of(request, Permission.REPORT_KEEP)[1])
    month = month_in(request.POST.get("month", ""))
    try:
        actions.check_month(county, month)
        return redirect(order_actions.ask(OrderKind.OPEN, county, month, by=request.user))
    except Refused as error:
        messages.error(request, str(error))
        return months_page(request, status=422)


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def month(request, county, month, version):
    """One month: how far it has come, what is missing, its cover, its sheets and what may be done with it."""
    report, place = asked(request, county, month, version)
    return month_answer(request, report, place)


def asked(request, *names):
    report = report_for(request.user, *names)
    return report, Place(request.user, report, request.GET.get("area", ""))


def month_answer(request, report, place, *, typed=None, status=200):
    context = month_page.about(request.user, report, place, typed=typed)
    return render(request, "reports/month/month.html", context, status=status)


@require_GET
@guard(Permission.INDICATOR_VIEW)
def by_number(request, pk):
    """From the access log, which knows a report by its number, to its page."""
    visible = MonthlyReport.objects.visible_to(request.user).select_related("county")
    return redirect(get_object_or_404(visible, pk=pk))


@require_POST
@guard(Permission.INDICATOR_VIEW)
def step(request, county, month, version, step):
    """Take one step from the state that was on the page."""
    report, place = asked(request, county, month, version)
    if step not in actions.REPORT.by_name:
        raise Http404
    must(request.user, actions.REPORT[step].permission, report.county)
    seen = request.POST.get("seen", "")
    try:
        if step == "freeze":
            actions.check_state(report, step, seen)
            return redirect(ordered(OrderKind.FREEZE, request, report, seen=seen))
        actions.take(report, step, by=request.user, seen=seen)
    except Refused as error:
        return refused(request, report, place, error)
    except Overtaken as error:
        return overtaken(request, report, place, error)
    messages.success(request, f"{DONE[step]}: {month_page.title(report)}")
    return redirect(place.address("reports:month"))


def ordered(kind, request, report, **said):
    """The worker's order for this version."""
    return order_actions.ask(kind, report.county, report.month, version=report.version, by=request.user, **said)


def refused(request, report, place, error, **typed):
    messages.error(request, str(error))
    return month_answer(request, report_again(report), place, status=422, **typed)


def overtaken(request, report, place, error, **typed):
    """Somebody was quicker: say who and what, and show the month as it is now."""
    messages.error(request, f"{error} {quicker(report)}")
    return month_answer(request, report_again(report), place, status=409, **typed)


def report_again(report):
    report.refresh_from_db()
    return report


def quicker(report) -> str:
    """The last step of somebody else, in words."""
    last = month_page.last_taken(report)
    if last is None:
        return ""
    told = {"what": DONE[last.step], "who": last.by or _("the clock"), "at": f"{localtime(last.at):%Y-%m-%d %H:%M}"}
    return _("%(what)s by %(who)s at %(at)s.") % told


@require_POST
@guard(Permission.REPORT_KEEP)
def recount(request, county, month, version):
    """Have the month counted once more, as of now."""
    report, place = asked(request, county, month, version)
    try:
        actions.check_open(report)
        return redirect(ordered(OrderKind.COUNT, request, report))
    except Refused as error:
        return overtaken(request, report, place, error)


@require_POST
@guard(Permission.REPORT_KEEP)
def correct(request, county, month, version):
    """Have the next version of a frozen month begun, for the reason given."""
    report, place = asked(request, county, month, version)
    form = CorrectionForm(request.POST)
    typed = request.POST.get("why", "")
    if not form.is_valid():
        error = " ".join(form.errors["why"])
        return refused(request, report, place, f"{_('Why is it corrected?')} {error}", typed=typed)
    try:
        actions.check_correction(report, typed)
        return redirect(ordered(OrderKind.CORRECT, request, report, why=form.cleaned_data["why"]))
    except Refused as error:
        return overtaken(request, report, place, error, typed=typed)


@require_POST
@guard(Permission.REPORT_KEEP)
def discard(request, county, month, version):
    """Take back a draft that was opened by mistake."""
    report, place = asked(request, county, month, version)
    name = month_page.title(report)
    try:
        actions.discard(report, by=request.user)
    except (Refused, Overtaken) as error:
        return overtaken(request, report, place, error)
    messages.success(request, _("Discarded: %(month)s") % {"month": name})
    return redirect(reverse("reports:months", query={"county": county}))


@never_cache
@guard(Permission.REPORT_KEEP)
def cover(request, county, month, version):
    """Write the cover in both languages, until the month is frozen."""
    report, place = asked(request, county, month, version)
    must(request.user, Permission.REPORT_KEEP, report.county)
    form = CoverForm(request.POST or None, initial=prepare.texts_of(report) | {"seen": prepare.mark(report)})
    if request.method != "POST" or not form.is_valid():
        return cover_answer(request, report, place, form, status=422 if form.errors else 200)
    try:
        prepare.write_cover(report, by=request.user, **form.cleaned_data)
    except Overtaken as error:
        return cover_overtaken(request, report, place, form, error)
    messages.success(request, _("The cover is saved."))
    return redirect(place.address("reports:month"))


def cover_answer(request, report, place, form, *, status=200, now=None):
    context = {"report": report, "form": form, "now": now, "title": month_page.title(report)}
    context["crumbs"] = [*place.crumbs("reports:month")[:2], {"label": pgettext("report", "Cover")}]
    return render(request, "reports/month/cover.html", context, status=status)


def cover_overtaken(request, report, place, form, error):
    """What was typed stays in the form, and what stands now is shown beside it; saving again replaces that."""
    report = report_again(report)
    form.data = form.data.copy()
    form.data["seen"] = prepare.mark(report)
    messages.error(request, str(error))
    return cover_answer(request, report, place, form, status=409, now=prepare.texts_of(report))
