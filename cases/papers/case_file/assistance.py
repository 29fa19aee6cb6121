"""Chapters of the case file about the assistance: helper, plan, measures and judgement notes."""

from django.utils.translation import gettext as _

from cases.models import Plan
from core import masks
from households.choices import RiskType
from households.registry.history import field_value_words

from .tables import CaseFileTable, case_file_yuan, headed_tables, terms_table


def helper_and_plan_chapter(case, reader) -> list[CaseFileTable]:
    """Return the helpers with their dates, and the plan."""
    heads = (_("Helper"), _("Works for"), _("Phone"), _("Since"), _("Until"))
    rows = [
        (one.name, one.unit, one.phone and reader.secret(one.phone, masks.phone), one.since, one.until)
        for one in case.household.helpers.order_by("since", "pk")
    ]
    plan = Plan.objects.filter(case=case).select_related("by").first()
    return [*headed_tables(heads, rows, _("Helpers")), *([plan_table(plan, reader)] if plan else [])]


def plan_table(plan, reader) -> CaseFileTable:
    return terms_table(
        (_("Goal"), reader.note(plan.goal)),
        (_("To be reached by"), plan.until),
        (_("Made on"), plan.made_on),
        (_("Made by"), plan.by),
        caption=_("Plan"),
    )


def measures_chapter(case, reader) -> list[CaseFileTable]:
    """Return every measure with its risk, its dates, its cost and its effect."""
    heads = (
        _("Measure"),
        _("Group"),
        _("Against the risk"),
        _("State"),
        _("Planned on"),
        _("Delivered on"),
        _("Cost"),
        _("Effect"),
    )
    rows = [
        (
            one.title,
            one.get_group_display(),
            field_value_words(one.risk, RiskType.choices),
            one.get_state_display(),
            one.planned_on,
            one.delivered_on,
            case_file_yuan(one.cost),
            one.effect,
        )
        for one in case.measures.order_by("planned_on", "pk")
    ]
    return headed_tables(heads, rows)


def judgements_chapter(case, reader) -> list[CaseFileTable]:
    """Return the dated notes on how the case stands."""
    found = case.judgements.select_related("by").order_by("noted_on", "pk")
    heads = (_("Noted on"), _("Judgement"), _("Recorded by"))
    return headed_tables(heads, [(one.noted_on, reader.note(one.words), one.by) for one in found])
