"""Pages for the assistance of a household: each shows one form and leads back to the case."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from cases.case.about import reads_case_in_full
from cases.case.page import case_breadcrumbs, get_permitted_case
from cases.case.workflow import MEASURE_WORKFLOW
from cases.models import Measure, Plan
from cases.papers import scans
from core.submitting import submit_form
from core.text import labelled
from core.workflow import state_now
from households.registry.names import masked_label

from . import actions
from .forms import HelperForm, JudgementForm, MeasureForm, MeasureStepForm, PlanForm
from .sections import MEASURE_STEPS_DONE, measure_buttons, measure_events

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.CASE_ASSIST)
def helper_assign(request, pk):
    """Assign the household's helper."""
    case = get_permitted_case(request, pk, Permission.CASE_ASSIST)
    form = HelperForm(request.POST or None)
    act = partial(actions.assign_helper, case.household, by=request.user)
    return render_assistance_form(request, case, form, act, title=_("Helper"), done=_("The helper was assigned."))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.CASE_ASSIST)
def plan_make(request, pk):
    """Make or change the plan of the case; the form starts with the current text."""
    case = get_permitted_case(request, pk, Permission.CASE_ASSIST)
    standing = Plan.objects.filter(case=case).first()
    shown = {"goal": standing.goal, "until": standing.until} if standing else {}
    form = PlanForm(request.POST or None, initial={"seen": actions.plan_version(standing), **shown})
    act = partial(actions.make_plan, case, by=request.user)
    return render_assistance_form(
        request, case, form, act, title=_("Plan"), done=_("The plan was saved."), now=partial(current_plan_words, case)
    )


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.CASE_ASSIST)
def measure_new(request, pk):
    """Plan a measure; ?nth= is the number of its risk in the case's list, counted from 0."""
    case, nth = get_permitted_case(request, pk, Permission.CASE_ASSIST), request.GET.get("nth", "")
    form = MeasureForm(request.POST or None, case=case, nth=int(nth) if nth.isdecimal() and len(nth) == 1 else 0)
    act = partial(actions.plan_measure, case, by=request.user)
    return render_assistance_form(request, case, form, act, title=_("New measure"), done=_("The measure was planned."))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.CASE_ASSIST)
def judgement_new(request, pk):
    """Add a dated note on how the household stands."""
    case = get_permitted_case(request, pk, Permission.CASE_ASSIST)
    form = JudgementForm(request.POST or None)
    act = partial(actions.add_judgement, case, by=request.user)
    return render_assistance_form(request, case, form, act, title=_("Judgement note"), done=_("The note was saved."))


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def measure_page(request, pk):
    """Show one measure: what it is, what was done, and what this person may do now."""
    found = visible_measure(request, pk)
    record_access(request.user, "opened", found, area=found.case.household.village)
    context = {
        "case": found.case,
        "measure": found,
        "steps": measure_buttons(found, request.user),
        "events": measure_events(found, reads_case_in_full(request.user, found.case)),
        "crumbs": assistance_breadcrumbs(found.case, found.title),
    }
    context["whose"] = context["crumbs"][-2]["label"]
    return render(request, "cases/assistance/measure.html", context)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.HOUSEHOLD_VIEW)
def measure_step(request, pk, step):
    """Take one step of a measure, from the state shown on the page."""
    if step not in MEASURE_WORKFLOW.by_name:
        raise Http404
    measure, one = visible_measure(request, pk), MEASURE_WORKFLOW[step]
    must(request.user, one.permission, measure.case.household.village)
    form = MeasureStepForm(request.POST or None, request.FILES or None, step=one, measure=measure)

    def act(upload=None, **said):
        take_step_with_evidence(measure, step, request.user, upload, **said)

    title, now = labelled(measure.title, one.label), partial(state_now, measure)
    why = measure_step_hindrance(measure, one, request.user)
    return render_assistance_form(
        request, measure.case, form, act, title=title, done=MEASURE_STEPS_DONE[step], now=now, measure=measure, why=why
    )


def visible_measure(request, pk):
    wanted = ("case__household__county", "case__household__village__parent", "by", "member", "spell")
    return get_object_or_404(Measure.objects.visible_to(request.user).select_related(*wanted), pk=pk)


@transaction.atomic
def take_step_with_evidence(measure, step, by, upload, **said):
    """Take the step and keep its evidence in one transaction."""
    scan = scans.keep_scan(measure.case, by=by, title=evidence_title(measure), upload=upload) if upload else None
    actions.take_measure_step(measure, step, by=by, evidence=scan, **said)


def evidence_title(measure) -> str:
    return (_("Evidence: %(measure)s") % {"measure": measure.title})[:80]


def measure_step_hindrance(measure, step, user) -> str:
    """Return why this step cannot be taken now; empty when it can."""
    if measure.state in step.sources:
        return actions.measure_block_reason(measure, step, user)
    state = measure.get_state_display()
    return pgettext("measure", "This step is not possible now: the measure is “%(state)s”.") % {"state": state}


# ------------------------------------------------------------------------------------------------------ their one page


def render_assistance_form(request, case, form, act, *, title, done, now=None, **context):
    """Show a form, or do what it asks for by calling `act(**fields)`.

    On any error the form comes back with what was typed and what to do. `now()` returns the current text after somebody
    else changed it."""
    status = 200
    if request.method == "POST":
        sent = submit_form(form, act, now)
        if sent.done:
            messages.success(request, f"{done} {masked_label(case.household)}")
            return redirect(f"{case.get_absolute_url()}#assistance")
        status = sent.status
    record_access(request.user, "opened", case.household, area=case.household.village)
    context |= {"case": case, "form": form, "title": title, "crumbs": assistance_breadcrumbs(case, title)}
    context["whose"] = context["crumbs"][-2]["label"]
    return render(request, "cases/assistance/form.html", context, status=status)


def current_plan_words(case) -> tuple[str, str]:
    """Return the version of the plan, and its text."""
    plan = Plan.objects.filter(case=case).select_related("by").first()
    if plan is None:
        return "", ""
    words = {"goal": plan.goal, "day": date_format(plan.until, "DATE_FORMAT"), "who": plan.by}
    return actions.plan_version(plan), _("The plan now says “%(goal)s” by %(day)s, made by %(who)s.") % words


def assistance_breadcrumbs(case, title) -> list[dict]:
    """Return links to the list, the township, the village and the case."""
    *places, last = case_breadcrumbs(case)
    return [*places, last | {"url": case.get_absolute_url()}, {"label": title}]
