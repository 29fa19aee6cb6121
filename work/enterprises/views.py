"""The register of enterprises: the list, one of them, and the forms that keep it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from accounts.reach import beyond_reach
from core.dates import today
from core.listing import list_page
from core.submitting import submit_form
from core.text import labelled
from work.choices import OfferKind
from work.models import Enterprise, Offer, Placement, Project, Sale
from work.offers.columns import OFFER_ROWS, WORKER_ROWS
from work.offers.forms import CloseForm
from work.offers.places import ACROSS, with_free_places
from work.offers.search import leave_search
from work.payments.panel import payments_of
from work.versions import seen_field, version_now, version_of

from .actions import FIELDS, add_enterprise, change_enterprise, close_enterprise
from .columns import ENTERPRISE_LISTING, MACHINES_OUT
from .filters import EnterpriseFilter
from .forms import EnterpriseForm

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@guard(Permission.HOUSEHOLD_VIEW, across=ACROSS)
def enterprise_list(request):
    """Show the enterprises of one's territory and of the places it lies in."""
    rows = Enterprise.objects.visible_to(request.user).with_counts(today()).select_related("area__parent")
    more = {"search_url": reverse("work:enterprises-search"), "search_label": _("Part of a name or an industry")}
    if request.user.holds(Permission.WORK_KEEP):
        more |= {"action": _("Add an enterprise"), "action_url": reverse("work:enterprise-new")}
    return list_page(request, rows, EnterpriseFilter, ENTERPRISE_LISTING, **more)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def enterprise_search(request):
    """Find enterprises by name, person in charge or industry; what was typed is encrypted in the address."""
    return leave_search(request, "work:enterprises")


def visible_enterprise(request, pk) -> Enterprise:
    return get_object_or_404(Enterprise.objects.visible_to(request.user).select_related("area__parent"), pk=pk)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def enterprise_page(request, pk):
    """Show an enterprise: who is in charge, its offers, who works there, and which machines are out."""
    enterprise, user = visible_enterprise(request, pk), request.user
    held = Placement.objects.visible_to(user).filter(offer__enterprise=enterprise)
    held = held.select_related("offer", "member__household", "measure")
    workers, out = list(held.held()), list(held.machines_out())
    offers = with_free_places(Offer.objects.visible_to(user).filter(enterprise=enterprise).select_related("area"))
    with beyond_reach("machines are counted over all villages, whoever has them"):
        total = Placement.objects.machines_out().filter(offer__enterprise=enterprise).count()
    shown = {one.member.household_id for one in [*workers, *out]}
    record_access(user, "opened", enterprise, area=enterprise.area, shown=shown)
    context = {
        "enterprise": enterprise, "offers": offers, "workers": workers, "out": out, "out_elsewhere": total - len(out),
        "phone_in_full": bool(may(user, Permission.HOUSEHOLD_SECRET, enterprise.area)),
        "keeps": bool(may(user, Permission.WORK_KEEP, enterprise.area)) and enterprise.closed_on is None,
        "offer_url": reverse("work:offer-new", query={"kind": OfferKind.WORKSHOP, "enterprise": enterprise.pk}),
        "offer_rows": OFFER_ROWS, "worker_rows": WORKER_ROWS, "machine_rows": MACHINES_OUT,
        "payments": payments_of(enterprise, user), "lists": lists_of(enterprise, user),
        "crumbs": enterprise_crumbs(enterprise.name),
    }  # fmt: skip
    return render(request, "work/enterprises/enterprise.html", context)


def lists_of(enterprise, user) -> list[dict]:
    """Return how many sales went through an enterprise, and how many projects are its own, each with its list."""
    lists = [
        (Sale.objects.standing(), pgettext("recorded", "Sales"), "work:sales", {}),
        (Project.objects.all(), _("Projects"), "work:projects", {"state": "any"}),
    ]
    counted = [(rows.visible_to(user).filter(enterprise=enterprise).count(), *more) for rows, *more in lists]
    return [
        {"words": labelled(label, number), "url": reverse(name, query={"enterprise": enterprise.pk} | asked)}
        for number, label, name, asked in counted
        if number
    ]


def enterprise_crumbs(title) -> list[dict]:
    return [{"label": _("Enterprises"), "url": reverse("work:enterprises")}, {"label": title}]


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def enterprise_new(request):
    """Put an enterprise on the register."""
    form = EnterpriseForm(request.POST or None, user=request.user)
    act = partial(add_enterprise, by=request.user)
    return render_enterprise_form(request, form, act, title=_("New enterprise"), done=_("The enterprise was added."))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def enterprise_change(request, pk):
    """Change what the register says of an enterprise."""
    enterprise = kept_enterprise(request, pk)
    initial = {field: getattr(enterprise, field) for field in FIELDS} | {"seen": version_of(enterprise, FIELDS)}
    form = EnterpriseForm(request.POST or None, user=request.user, initial=initial)
    form.fields["seen"] = seen_field()
    act, now = partial(change_enterprise, enterprise, by=request.user), partial(version_now, enterprise, FIELDS, form)
    return render_enterprise_form(request, form, act, now, title=enterprise.name, done=_("The enterprise was changed."))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def enterprise_close(request, pk):
    """Say that an enterprise has closed."""
    enterprise = kept_enterprise(request, pk)
    form, act = CloseForm(request.POST or None), partial(close_enterprise, enterprise, by=request.user)
    title = pgettext("enterprise", "Close “%(name)s”") % {"name": enterprise.name}
    return render_enterprise_form(request, form, act, title=title, done=_("The enterprise was closed."))


def kept_enterprise(request, pk) -> Enterprise:
    """Return an enterprise that this person keeps."""
    enterprise = visible_enterprise(request, pk)
    must(request.user, Permission.WORK_KEEP, enterprise.area)
    return enterprise


def render_enterprise_form(request, form, act, now=None, *, title, done):
    """Show a form of the register, or do what it asks for and lead to the enterprise."""
    sent = submit_form(form, act, now) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, done)
        return redirect(sent.result)
    context = {"form": form, "title": title, "crumbs": enterprise_crumbs(title)}
    return render(request, "work/form.html", context, status=sent.status if sent else 200)
