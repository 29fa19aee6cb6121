"""The forms by which an administrator enters somebody, proposes grants, moves people and hands their territory over."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, guard
from core.submitting import submit_form

from . import people
from .forms import GrantForm, HandOverForm, MoveForm, NewPersonForm
from .people import own_grants
from .views import people_crumbs, seen_person
from .work import open_work

PROPOSED = gettext_lazy("Proposed. It is in force when a county leader has confirmed it.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.PEOPLE_KEEP)
def person_new(request):
    """Enter somebody new with the grant that is proposed for them."""
    form = NewPersonForm(request.POST or None, user=request.user)
    return form_page(request, form, partial(people.enter_person, by=request.user), _("New person"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.PEOPLE_KEEP)
def person_grant(request, pk):
    """Propose another grant for somebody; who had left comes back with it."""
    person = seen_person(request, pk)
    form = GrantForm(request.POST or None, user=request.user)
    title = _("Propose a grant") if person.is_active else _("Let somebody come back")
    return form_page(request, form, partial(people.propose_for, person, by=request.user), title, person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.PEOPLE_KEEP)
def person_move(request, pk):
    """Propose that somebody works in other places from a day on."""
    person = seen_person(request, pk)
    roles = dict.fromkeys(grant.role for grant in own_grants(person, request.user))
    form = MoveForm(request.POST or None, user=request.user, roles=roles)
    return form_page(request, form, partial(people.propose_move, person, by=request.user), _("Move"), person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.PEOPLE_KEEP)
def person_hand_over(request, pk):
    """Propose that somebody else takes over what a person holds, with the open work."""
    person = seen_person(request, pk)
    form = HandOverForm(request.POST or None, user=request.user, giver=person)
    act = partial(people.propose_hand_over, person, by=request.user)
    return form_page(request, form, act, _("Hand over"), person)


def form_page(request, form, act, title, person=None):
    """Show a form; when it was sent, do what it asks for and show the person, or the code that is shown once."""
    status = 200
    if request.method == "POST":
        sent = submit_form(form, act)
        if sent.done:
            return proposed_answer(request, sent.result, person)
        status = sent.status
    grants = list(own_grants(person, request.user)) if person else []
    work = open_work(person, [grant.area for grant in grants]) if grants else []
    context = {"form": form, "title": title, "person": person, "crumbs": people_crumbs(person), "grants": grants}
    return render(request, "accounts/people/form.html", context | {"work": work}, status=status)


def proposed_answer(request, result, person):
    proposal, code = result if isinstance(result, tuple) else (result, "")
    if code:
        return render(request, "accounts/people/code.html", {"code": code, "person": proposal.user})
    messages.success(request, PROPOSED)
    return redirect(person)
