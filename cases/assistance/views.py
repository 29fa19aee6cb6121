"""Pages for the assistance of a household: each shows one form and leads back to the case, or to the household without
one."""

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
from cases.case.page import case_breadcrumbs, get_permitted_case
from cases.case.workflow import MEASURE_WORKFLOW
from cases.models import Case, Measure, Plan
from cases.papers import scans
from core.submitting import submit_form
from core.text import labelled
from core.workflow import state_now
from households.registry.names import masked_label
from households.registry.views import place_crumbs, visible_household

from . import actions
from .forms import HelperForm, HouseholdMeasureForm, JudgementForm, MeasureForm, MeasureStepForm, PlanForm
from .sections import MEASURE_STEPS_DONE, measure_buttons, measure_events, reads_measure_in_full

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.CASE_ASSIST)
def helper_assign(request, pk):
    """Assign the household's helper."""
    return assign_helper(request, get_permitted_case(request, pk, Permission.CASE_ASSIST))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.CASE_ASSIST)
def household_helper_assign(request, household):
    """Assign the helper of a household without a case."""
    return assign_helper(request, permitted_household(request, household))


def assign_helper(request, subject):
    form = HelperForm(request.POST or None)
    act = partial(actions.assign_helper, household_of(subject), by=request.user)
    return render_assistance_form(request, subject, form, act, title=_("Helper"), done=_("The helper was assigned."))


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
def household_measure_new(request, household):
    """Plan a measure for a household without a case; while a case is open, it is planned there."""
    home = permitted_household(request, household)
    if case := actions.open_case_of(home):
        return redirect("cases:measure-new", case.pk)
    form = HouseholdMeasureForm(request.POST or None, household=home)
    act = partial(actions.plan_household_measure, home, by=request.user)
    return render_assistance_form(request, home, form, act, title=_("New measure"), done=_("The measure was planned."))


def permitted_household(request, pk):
    """Return a household that this person may help."""
    home = visible_household(request, pk)
    must(request.user, Permission.CASE_ASSIST, home.village)
    return home


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
    record_access(request.user, "opened", found, area=found.household.village)
    context = {
        "measure": found,
        "steps": measure_buttons(found, request.user),
        "events": measure_events(found, reads_measure_in_full(request.user, found)),
        **page_heading(subject_of(found), found.title),
    }
    return render(request, "cases/assistance/measure.html", context)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.HOUSEHOLD_VIEW)
def measure_step(request, pk, step):
    """Take one step of a measure, from the state shown on the page."""
    if step not in MEASURE_WORKFLOW.by_name:
        raise Http404
    measure, one = visible_measure(request, pk), MEASURE_WORKFLOW[step]
    must(request.user, one.permission, measure.household.village)
    form = MeasureStepForm(request.POST or None, request.FILES or None, step=one, measure=measure)

    def act(upload=None, **said):
        take_step_with_evidence(measure, step, request.user, upload, **said)

    why = measure_step_hindrance(measure, one, request.user)
    shown = {"title": labelled(measure.title, one.label), "measure": measure, "why": why}
    told = {"done": MEASURE_STEPS_DONE[step], "now": partial(state_now, measure)}
    return render_assistance_form(request, subject_of(measure), form, act, **shown, **told)


def visible_measure(request, pk):
    wanted = ("case", "household__county", "household__village__parent", "by", "member", "spell")
    found = get_object_or_404(Measure.objects.visible_to(request.user).select_related(*wanted), pk=pk)
    if found.case:
        found.case.household = found.household  # with its village already loaded
    return found


def subject_of(measure):
    """Return what a measure belongs to: its case, or a household without one."""
    return measure.case or measure.household


def household_of(subject):
    """Return the household of a case, or the household itself."""
    return subject.household if isinstance(subject, Case) else subject


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


def render_assistance_form(request, subject, form, act, *, title, done, now=None, **context):
    """Show a form about a case or a household, or do what it asks for by calling `act(**fields)`.

    On any error the form comes back with what was typed and what to do. `now()` returns the current text after somebody
    else changed it."""
    status, household = 200, household_of(subject)
    if request.method == "POST":
        sent = submit_form(form, act, now)
        if sent.done:
            messages.success(request, f"{done} {masked_label(household)}")
            return redirect(f"{subject.get_absolute_url()}#assistance")
        status = sent.status
    record_access(request.user, "opened", household, area=household.village)
    context |= {"form": form, "title": title, **page_heading(subject, title)}
    return render(request, "cases/assistance/form.html", context, status=status)


def current_plan_words(case) -> tuple[str, str]:
    """Return the version of the plan, and its text."""
    plan = Plan.objects.filter(case=case).select_related("by").first()
    if plan is None:
        return "", ""
    words = {"goal": plan.goal, "day": date_format(plan.until, "DATE_FORMAT"), "who": plan.by}
    return actions.plan_version(plan), _("The plan now says “%(goal)s” by %(day)s, made by %(who)s.") % words


def page_heading(subject, title) -> dict:
    """Return the breadcrumbs that lead to the case, or to a household without one, and the line below the title."""
    is_case, whose = isinstance(subject, Case), masked_label(household_of(subject))
    places = case_breadcrumbs(subject)[:-1] if is_case else place_crumbs(subject)
    crumbs = [*places, {"label": whose, "url": subject.get_absolute_url()}, {"label": title}]
    return {"crumbs": crumbs, "lead": f"{whose} · {subject.get_state_display() if is_case else _('Without a case')}"}
