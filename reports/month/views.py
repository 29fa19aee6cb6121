"""The months of a county, and one of them with its steps."""

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

from accounts.areas.places import area_by_code, requested_county
from accounts.permissions import Permission, guard, may, must
from core.dates import today
from core.text import labelled
from core.workflow import ActionRefused, StaleState
from reports.models import MonthlyReport, ReportOrderKind

from . import actions, orders, prepare
from . import page as month_page
from .columns import MONTH_LISTING
from .forms import CorrectionForm, CoverForm
from .place import ReportPlace, overlapping_areas, parse_month, visible_report
from .words import REPORT_STEP_DONE

MONTHS_PER_PAGE = 24


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def report_list(request):
    """Show the months of a county, newest first, and those that may be opened."""
    return render_report_list(request)


def render_report_list(request, status=200):
    county, counties = requested_county(request, Permission.INDICATOR_VIEW)
    reports = MonthlyReport.objects.visible_to(request.user).filter(county=county).select_related("county")
    page = Paginator(reports.prefetch_related("transitions__by"), MONTHS_PER_PAGE).get_page(request.GET.get("page"))
    areas = overlapping_areas(request.user.areas_where(Permission.INDICATOR_VIEW), [county])
    keeps = may(request.user, Permission.REPORT_KEEP, county)
    context = {
        "county": county,
        "counties": counties,
        "page": page,
        "areas": areas,
        "listing": MONTH_LISTING,
        "rows": month_page.report_list_rows(list(page), areas),
        "to_open": month_page.months_to_open(county, today()) if keeps else [],
        "orders": month_page.waiting_report_orders(county) if keeps else [],
    }
    return render(request, "reports/month/list.html", context, status=status)


@require_POST
@guard(Permission.REPORT_KEEP)
def report_open(request):
    """Ask the worker to open and count a month."""
    county = area_by_code(request.POST.get("county"), requested_county(request, Permission.REPORT_KEEP)[1])
    month = parse_month(request.POST.get("month", ""))
    try:
        actions.check_report_month(county, month)
        return redirect(orders.request_report_order(ReportOrderKind.OPEN, county, month, by=request.user))
    except ActionRefused as error:
        messages.error(request, str(error))
        return render_report_list(request, status=422)


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def report_page(request, county, month, version):
    """Show one month: how far it has come, what is missing, its cover, its sheets and what may be done with it."""
    report, place = requested_report(request, county, month, version)
    return render_report_page(request, report, place)


def requested_report(request, *names):
    report = visible_report(request.user, *names)
    return report, ReportPlace(request.user, report, request.GET.get("area", ""))


def render_report_page(request, report, place, *, typed=None, status=200):
    context = month_page.report_page_context(request.user, report, place, typed=typed)
    return render(request, "reports/month/month.html", context, status=status)


@require_GET
@guard(Permission.INDICATOR_VIEW)
def report_by_number(request, pk):
    """Redirect from a report's number, as the access log has it, to its page."""
    visible = MonthlyReport.objects.visible_to(request.user).select_related("county")
    return redirect(get_object_or_404(visible, pk=pk))


@require_POST
@guard(Permission.INDICATOR_VIEW)
def report_step(request, county, month, version, step):
    """Take one step from the state shown on the page."""
    report, place = requested_report(request, county, month, version)
    if step not in actions.REPORT_WORKFLOW.by_name:
        raise Http404
    must(request.user, actions.REPORT_WORKFLOW[step].permission, report.county)
    seen = request.POST.get("seen", "")
    try:
        if step == "freeze":
            actions.REPORT_STEPS.check_seen(report, actions.REPORT_WORKFLOW[step], seen)
            return redirect(request_order_for_report(ReportOrderKind.FREEZE, request, report, seen=seen))
        actions.take_report_step(report, step, by=request.user, seen=seen)
    except ActionRefused as error:
        return render_report_refused(request, report, place, error)
    except StaleState as error:
        return render_report_overtaken(request, report, place, error)
    messages.success(request, labelled(REPORT_STEP_DONE[step], month_page.report_title(report)))
    return redirect(place.address("reports:month"))


def request_order_for_report(kind, request, report, **said):
    """Return the worker's order for this version."""
    return orders.request_report_order(
        kind, report.county, report.month, version=report.version, by=request.user, **said
    )


def render_report_refused(request, report, place, error, **typed):
    messages.error(request, str(error))
    return render_report_page(request, refresh_report(report), place, status=422, **typed)


def render_report_overtaken(request, report, place, error, **typed):
    """Say who took which step before, and show the month as it is now."""
    messages.error(request, f"{error} {overtaking_step_in_words(report)}")
    return render_report_page(request, refresh_report(report), place, status=409, **typed)


def refresh_report(report):
    report.refresh_from_db()
    return report


def overtaking_step_in_words(report) -> str:
    """Return the last step of somebody else, in words."""
    last = month_page.last_report_step(report)
    if last is None:
        return ""
    told = {
        "what": REPORT_STEP_DONE[last.step],
        "who": last.by or _("the schedule"),
        "at": f"{localtime(last.at):%Y-%m-%d %H:%M}",
    }
    return _("%(what)s by %(who)s at %(at)s.") % told


@require_POST
@guard(Permission.REPORT_KEEP)
def report_recount(request, county, month, version):
    """Ask for the month to be counted again, as of now."""
    report, place = requested_report(request, county, month, version)
    try:
        actions.check_report_open(report)
        return redirect(request_order_for_report(ReportOrderKind.COUNT, request, report))
    except ActionRefused as error:
        return render_report_overtaken(request, report, place, error)


@require_POST
@guard(Permission.REPORT_KEEP)
def report_correct(request, county, month, version):
    """Ask for the next version of a frozen month, with the reason."""
    report, place = requested_report(request, county, month, version)
    form = CorrectionForm(request.POST)
    typed = request.POST.get("why", "")
    if not form.is_valid():
        error = " ".join(form.errors["why"])
        return render_report_refused(request, report, place, f"{_('Why is it corrected?')} {error}", typed=typed)
    try:
        actions.check_report_correction(report, typed)
        return redirect(
            request_order_for_report(ReportOrderKind.CORRECT, request, report, why=form.cleaned_data["why"])
        )
    except ActionRefused as error:
        return render_report_overtaken(request, report, place, error, typed=typed)


@require_POST
@guard(Permission.REPORT_KEEP)
def report_discard(request, county, month, version):
    """Delete a draft that was opened by mistake."""
    report, place = requested_report(request, county, month, version)
    name = month_page.report_title(report)
    try:
        actions.discard_report(report, by=request.user)
    except (ActionRefused, StaleState) as error:
        return render_report_overtaken(request, report, place, error)
    messages.success(request, _("Discarded: %(month)s") % {"month": name})
    return redirect(reverse("reports:months", query={"county": county}))


@never_cache
@guard(Permission.REPORT_KEEP)
def report_cover_page(request, county, month, version):
    """Write the cover in both languages, until the month is frozen."""
    report, place = requested_report(request, county, month, version)
    must(request.user, Permission.REPORT_KEEP, report.county)
    form = CoverForm(
        request.POST or None, initial=prepare.cover_texts(report) | {"seen": prepare.cover_fingerprint(report)}
    )
    if request.method != "POST" or not form.is_valid():
        return render_report_cover(request, report, place, form, status=422 if form.errors else 200)
    try:
        prepare.save_report_cover(report, by=request.user, **form.cleaned_data)
    except StaleState as error:
        return render_cover_overtaken(request, report, place, form, error)
    messages.success(request, _("The cover is saved."))
    return redirect(place.address("reports:month"))


def render_report_cover(request, report, place, form, *, status=200, now=None):
    context = {"report": report, "form": form, "now": now, "title": month_page.report_title(report)}
    context["crumbs"] = [*place.crumbs("reports:month")[:2], {"label": pgettext("report", "Cover")}]
    return render(request, "reports/month/cover.html", context, status=status)


def render_cover_overtaken(request, report, place, form, error):
    """Show the current text beside the one typed, which stays in the form; saving again replaces the current text."""
    report = refresh_report(report)
    form.data = form.data.copy()
    form.data["seen"] = prepare.cover_fingerprint(report)
    messages.error(request, str(error))
    return render_report_cover(request, report, place, form, status=409, now=prepare.cover_texts(report))
