"""Projects: the list, one of them with its contracts, and the forms of the project."""

from functools import partial

from django.contrib import messages
from django.db.models import Value
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text, unseal_search_text
from core.submitting import submit_form
from households.models import Household
from households.registry.columns import prefetch_found, prefetch_heads
from work.models import Project, ProjectContract

from .actions import add_project, change_project, fail_project, take_failure_back
from .columns import CONTRACT_ROWS, FOUND, PROJECT_LISTING, project_state
from .filters import ProjectFilter
from .forms import FailForm, ProjectForm, TakeBackForm

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
ACROSS = "a project of the township is for every village of it"
FIELDS = ("name", "kind", "enterprise", "starts_on", "ends_on", "promise")
FOUND_SHOWN = 20


@never_cache
@guard(Permission.HOUSEHOLD_VIEW, across=ACROSS)
def project_list(request):
    """Show the projects of one's territory and of the places it lies in."""
    rows = Project.objects.visible_to(request.user).with_counts(today()).select_related("area__parent", "enterprise")
    more = {}
    if request.user.holds(Permission.WORK_KEEP):
        more = {"action": _("Enter a project"), "action_url": reverse("work:project-new")}
    return list_page(request, rows, ProjectFilter, PROJECT_LISTING, **more)


def visible_project(request, pk) -> Project:
    projects = Project.objects.visible_to(request.user).select_related("area__parent", "county", "enterprise")
    return get_object_or_404(projects, pk=pk)


def kept_project(request, pk) -> Project:
    """Return a project that this person keeps."""
    project = visible_project(request, pk)
    must(request.user, Permission.WORK_KEEP, project.area)
    return project


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def project_page(request, pk):
    """Show a project: what it promises, the contracts of one's territory, and what was paid late or less."""
    project, user = visible_project(request, pk), request.user
    contracts = ProjectContract.objects.visible_to(user).filter(project=project).with_paid(today())
    contracts = contracts.select_related("household", "project").prefetch_related(prefetch_heads("household"))
    contracts, found = list(contracts.order_by("-missing", "pk")), households_looked_for(request, project)
    shown = {one.household_id for one in contracts} | {home.pk for home in found}
    record_access(user, "opened", project, area=project.area, shown=shown)
    context = {
        "project": project, "state": project_state(project), "contracts": contracts, "contract_rows": CONTRACT_ROWS,
        "behind": sum(bool(one.missing) for one in contracts),
        "keeps": bool(may(user, Permission.WORK_KEEP, project.area)), "found": found, "found_rows": FOUND,
        "was_asked": "text" in request.GET, "search_url": reverse("work:project-household", args=[pk]),
        "search_label": _("Household number, or name, ID number or phone of somebody"),
        "crumbs": project_crumbs(project.name),
    }  # fmt: skip
    return render(request, "work/projects/project.html", context)


def households_of_place(request, project):
    """Return the households on file that may join a project."""
    return Household.objects.visible_to(request.user).active().within(project.area).select_related("village__parent")


def households_looked_for(request, project) -> list[Household]:
    """Return the households that were searched for on the page of a project."""
    try:
        text = unseal_search_text(request.GET.get("text", ""), request.user)
    except ValueError:  # nobody was, or the address is somebody else's
        return []
    found = households_of_place(request, project).matching(text).annotate(of_project=Value(project.pk))
    return list(found.prefetch_related(prefetch_found("", text)).with_head().order_by("number")[:FOUND_SHOWN])


@require_POST
@guard(Permission.WORK_KEEP)
def project_household(request, pk):
    """Look for a household that joins; what was typed is encrypted in the address."""
    project, text = kept_project(request, pk), request.POST.get("text", "").strip()
    if not text:
        return redirect(project)
    record_access(request.user, "searched")
    query = {"text": seal_search_text(text, request.user)}
    return redirect(reverse("work:project", args=[pk], query=query) + "#households")


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def project_new(request):
    """Enter a project."""
    form, act = ProjectForm(request.POST or None, user=request.user, is_new=True), partial(add_project, by=request.user)
    return render_project_form(request, form, act, title=_("New project"), done=_("The project was entered."))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def project_change(request, pk):
    """Correct what is on file of a project."""
    project = kept_project(request, pk)
    initial = {field: getattr(project, field) for field in FIELDS}
    form = ProjectForm(request.POST or None, user=request.user, is_new=False, initial=initial)
    act = partial(change_project, project, by=request.user)
    title = pgettext("project", "Change “%(name)s”") % {"name": project.name}
    return render_project_form(request, form, act, title=title, done=_("The project was changed."), project=project)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def project_fail(request, pk):
    """Say that a project failed, or take that back."""
    project = kept_project(request, pk)
    if project.failed_on:
        title, form_class, action = pgettext("project", "“%(name)s” did not fail"), TakeBackForm, take_failure_back
    else:
        title, form_class, action = pgettext("project", "“%(name)s” failed"), FailForm, fail_project
    form, act = form_class(request.POST or None), partial(action, project, by=request.user)
    done = _("It was recorded. Its households are judged again.")
    return render_project_form(request, form, act, title=title % {"name": project.name}, done=done, project=project)


def render_project_form(request, form, act, *, title, done, project=None):
    """Show a form of a project, or do what it asks for and lead to the project."""
    sent = submit_form(form, act) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, done)
        return redirect(getattr(sent.result, "project", sent.result))
    context = {"form": form, "title": title, "crumbs": project_crumbs(title, project)}
    return render(request, "work/form.html", context, status=sent.status if sent else 200)


def project_crumbs(title, project=None) -> list[dict]:
    """Return the way to a page: the list, and the project that the page is about, unless it is the page."""
    above = [{"label": project.name, "url": project.get_absolute_url()}] if project else []
    return [{"label": _("Projects"), "url": reverse("work:projects")}, *above, {"label": title}]
