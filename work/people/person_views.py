"""The page of a person's work, and what is recorded there: each form does one thing and leads back."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.submitting import submit_form
from households.models import Member, WorkSpell
from households.registry.names import name_and_number
from households.registry.views import place_crumbs
from work.models import AccountEntry, Training, WorkNeed

from . import actions, forms
from .contradictions import contradictions_of
from .entries import NEED_COLUMNS
from .known import what_is_known
from .life import line_of_life

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def person_page(request, pk):
    """Show what is known of somebody's work, and the line of their life."""
    member = visible_member(request.user, pk)
    record_access(request.user, "opened", member, area=member.household.village)
    entry = (
        AccountEntry.objects.visible_to(request.user).filter(member=member).select_related("member", "spell").first()
    )
    need = WorkNeed.objects.visible_to(request.user).filter(member=member).order_by("-told_on", "-pk").first()
    context = person_context(member) | {
        "entry": entry,
        "known": what_is_known(entry, need) if entry else [],
        "contradictions": contradictions_of(member),
        "events": line_of_life(request.user, member),
        "courses": Training.objects.visible_to(request.user).filter(member=member, ended_on=None),
        "spells": WorkSpell.objects.visible_to(request.user).filter(member=member, ended_on=None),
        "keeps": bool(may(request.user, Permission.WORK_KEEP, member.household.village)),
    }
    return render(request, "work/people/person.html", context)


def visible_member(user, pk) -> Member:
    wanted = ("household__county", "household__village__parent")
    return get_object_or_404(Member.objects.visible_to(user).select_related(*wanted), pk=pk)


def person_context(member) -> dict:
    household, title = member.household, name_and_number(member.name, member.household)
    home = {"label": household.number, "url": household.get_absolute_url()}
    crumbs = [*place_crumbs(household), home, {"label": title}]
    return {"member": member, "household": household, "title": title, "crumbs": crumbs}


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def person_need(request, pk):
    """Record what somebody said about the work they need; the form starts with what was said before."""
    member = permitted_member(request, pk)
    before = WorkNeed.objects.filter(member=member).order_by("-told_on", "-pk").first()
    shown = {name: getattr(before, name) for name in NEED_COLUMNS} if before else {}
    form = forms.NeedForm(request.POST or None, initial=shown)
    return person_form(request, member, form, actions.say_need, title=_("What this person needs"))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def person_course(request, pk):
    """Record a course."""
    member, form = permitted_member(request, pk), forms.CourseForm(request.POST or None)
    return person_form(request, member, form, actions.record_course, title=_("A course"))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def course_end(request, pk):
    """Record that a course is over."""
    found = Training.objects.visible_to(request.user).filter(ended_on=None)
    training, form = get_object_or_404(found, pk=pk), forms.CourseEndForm(request.POST or None)
    member, act = permitted_member(request, training.member_id), partial(actions.end_course, training=training)
    title = _("The course “%(course)s” is over") % {"course": training.course}
    return person_form(request, member, form, act, title=title)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def person_work(request, pk):
    """Record work that somebody began."""
    member, form = permitted_member(request, pk), forms.WorkForm(request.POST or None)
    return person_form(request, member, form, actions.begin_work, title=_("Work that began"))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def spell_change(request, pk):
    """Record what is different about the work somebody has."""
    spell = visible_spell(request.user, pk)
    shown = {name: getattr(spell, name) for name in forms.WorkChangeForm.base_fields}
    form = forms.WorkChangeForm(request.POST or None, initial=shown)
    act, member = partial(actions.change_work, spell=spell), permitted_member(request, spell.member_id)
    return person_form(request, member, form, act, title=_("Work that changed"))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def spell_end(request, pk):
    """Record that somebody does not work there any more."""
    spell, form = visible_spell(request.user, pk), forms.WorkEndForm(request.POST or None)
    act, member = partial(actions.end_work, spell=spell), permitted_member(request, spell.member_id)
    return person_form(request, member, form, act, title=_("Work that ended"))


def visible_spell(user, pk) -> WorkSpell:
    return get_object_or_404(WorkSpell.objects.visible_to(user).filter(ended_on=None), pk=pk)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def person_heard(request, pk):
    """Record that somebody was asked about the work they have."""
    member, form = permitted_member(request, pk), forms.HeardForm(request.POST or None)
    return person_form(request, member, form, actions.hear_of, title=_("Heard of this person"))


# ------------------------------------------------------------------------------------------------------- their one page


def permitted_member(request, pk) -> Member:
    """Return somebody whose work this person may record."""
    member = visible_member(request.user, pk)
    must(request.user, Permission.WORK_KEEP, member.household.village)
    return member


def person_form(request, member, form, act, *, title, back=""):
    """Show a form, or do what it asks for by calling `act(member, by=…, **fields)`; on any error it comes back with
    what was typed and what to do. `back` leads elsewhere than to the person."""
    status = 200
    if request.method == "POST":
        sent = submit_form(form, partial(act, member, by=request.user))
        if sent.done:
            messages.success(request, _("Recorded. %(who)s") % {"who": name_and_number(member.name, member.household)})
            return redirect(back) if back else redirect("work:person", member.pk)
        status = sent.status
    record_access(request.user, "opened", member, area=member.household.village)
    context = person_context(member)
    context |= {"form": form, "whose": context["title"], "title": title}
    context["crumbs"] = [*context["crumbs"], {"label": title}]
    return render(request, "work/people/form.html", context, status=status)
