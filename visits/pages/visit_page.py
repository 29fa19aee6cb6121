"""Everything about one visit, in words, for its page."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from accounts.permissions import Permission, may
from core.dates import today
from core.text import join_words
from households.choices import RiskType
from households.models import GuaranteeCheck, RegistryChange
from households.registry.history import field_value_words as said
from households.registry.names import masked_label
from policy import parameters
from visits import actions
from visits.models import PhotoKind, Visit, VisitHouse, VisitState
from visits.observations.whose import whose_in_words
from visits.planning import overdue

from . import visit_words
from .columns import OBSERVATIONS_TABLE

VISIT_PAGE_RELATED = (
    "household__village__parent",
    "household__county",
    "household__facts",
    "visited_by",
    "delivery__brought_by",
)
VISIT_STEP_QUESTIONS = {  # step: (the question, the button that does it)
    "send_back": (
        gettext_lazy("The visit goes back to the caseworker, who reads the reason. It still counts."),
        gettext_lazy("Send back now"),
    ),
    "void": (
        gettext_lazy("The visit is kept but no longer counts: what it changed is undone."),
        gettext_lazy("Void this visit"),
    ),
}
VISIT_STEP_DONE = {
    "accept": gettext_lazy("The visit is accepted."),
    "send_back": gettext_lazy("The visit went back to the caseworker."),
    "void": gettext_lazy("The visit is void: what it changed was undone."),
}
VISIT_STEP_LABELS = {
    "accept": gettext_lazy("Accepted"),
    "send_back": gettext_lazy("Sent back"),
    "void": gettext_lazy("Voided"),
}


def visit_page_context(visit, user) -> dict:
    """Return what the page shows. The note, the position and phones are there only for those who may see secrets."""
    in_full = bool(may(user, Permission.HOUSEHOLD_SECRET, visit.household.village))
    whose = masked_label(visit.household)
    return {
        "visit": visit,
        "whose": whose,
        "in_full": in_full,
        "shocks": said(visit.shocks, RiskType.choices),
        "place": place_in_words(visit),
        "guarantees": visit_guarantees(visit),
        "observations": observations_in_words(visit, user, in_full),
        "observations_table": OBSERVATIONS_TABLE,
        "divided": whose_in_words(visit, visit_words.member_names([one["member"] for one in visit.whose], user)),
        "proposals": RegistryChange.objects.visible_to(user)
        .filter(source_visit=visit.pk)
        .select_related("household", "member", "village")
        .prefetch_related("household__members"),
        "photos": visit.photos.exclude(kind=PhotoKind.VOICE).order_by("pk"),
        "voices": visit.photos.filter(kind=PhotoKind.VOICE).order_by("pk"),
        "events": visit_events(visit),
        "doubts": visit_doubt_labels(visit, user),
        "crumbs": visit_crumbs(visit, whose),
        "is_own": visit.visited_by_id == user.pk,
        "to_answer": visit.state == VisitState.SENT_BACK and visit.visited_by_id == user.pk,
    }


def place_in_words(visit) -> str:
    """Return how house, yard and way are, in words."""
    seen = [VisitHouse(one).label for one in visit.house]
    return join_words(str(one) for one in [*seen, *([visit.get_road_display()] if visit.road else [])])


def visit_guarantees(visit) -> list:
    """Return (guarantee, met or not) for those that were asked about."""
    check = GuaranteeCheck.objects.filter(source_visit=visit.pk).first()
    if check is None:
        return []
    names = [name for name in GuaranteeCheck.GUARANTEES if getattr(check, name) is not None]
    return [(capfirst(check.label_of(name)), guarantee_in_words(check, name)) for name in names]


def guarantee_in_words(check, name) -> str:
    if getattr(check, name):
        return gettext("Met")
    problem = check.get_water_problem_display() if name == "water" else ""
    return f"{gettext('Not met')} · {problem}" if problem else gettext("Not met")


def observations_in_words(visit, user, in_full) -> list[dict]:
    """Return what the visit said about things that others speak of too."""
    rows = list(visit.observations.order_by("pk").select_related("settled_by"))
    people = visit_words.members_in_observations(rows, user)
    return [observation_row(row, people, in_full) for row in rows]


def observation_row(row, people, in_full) -> dict:
    """Return one observation: what it is about, what was said, what the caseworker had been shown, and what differs."""

    def value(text):
        return visit_words.observed_value_in_words(row.thing, text, in_full=in_full)

    return {
        "observation": row,
        "thing": visit_words.thing_in_words(row.thing, people),
        "value": value(row.value),
        "seen": value(row.seen),
        "other": row.other and value(row.other),
    }


def visit_events(visit) -> list[dict]:
    """Return the steps of a visit, the newest first, as the timeline shows them."""
    steps = visit.transitions.select_related("by").order_by("-pk")
    return [
        {"on": one.effective_on, "title": VISIT_STEP_LABELS.get(one.step, one.step), "text": one.reason, "by": one.by}
        for one in steps
    ]


def visit_doubt_labels(visit, user) -> list:
    """Return the doubts about a visit, for those who may see them."""
    if not may(user, Permission.VISIT_REVIEW, visit.household.village) or visit.state == VisitState.VOIDED:
        return []
    p = parameters.parameters_on(today(), visit.household.county)
    row = overdue.with_visit_doubts(Visit.objects.filter(pk=visit.pk), p).get()
    return [one.label for one in overdue.VISIT_DOUBTS.values() if getattr(row, f"doubt_{one.code}")]


def visit_step_buttons(visit, user, typed) -> list[dict]:
    """Return the buttons: exactly the steps that this person may take with the visit now."""
    return [
        {
            "step": step.name,
            "open": step.label,
            "question": VISIT_STEP_QUESTIONS.get(step.name, ("", ""))[0],
            "submit": VISIT_STEP_QUESTIONS.get(step.name, ("", ""))[1],
            "url": reverse("visits:step", args=[visit.pk, step.name]),
            "asks": step.needs_reason,
            "typed": typed.get(step.name),
            "opened": step.name in typed,
        }
        for step in actions.available_visit_steps(visit, user)
    ]


def visit_crumbs(visit, whose) -> list[dict]:
    """Return links to the visits of the county, the township and the village, and to the household."""
    household = visit.household
    areas = [household.county, household.village.parent, household.village]
    listed = [{"label": area.name, "url": reverse("visits:list", query={"village": area.code})} for area in areas]
    return [*listed, {"label": whose, "url": household.get_absolute_url()}, {"label": _("Visit")}]
