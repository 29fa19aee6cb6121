"""The portrait of a household: panels, one below the other. This app shows what the registry holds; apps above add
theirs in their own `portrait.py`:

    @panel("visits", label=_("Visits"), order=60, glance=Glance(3, _("Last visit")))
    def visits(request, household):
        return {"visits": ...}          # the context of templates/visits/_panel_visits.html; None leaves the panel out

With `glance` the same context fills templates/visits/_glance_visits.html too, in a column of the first screen. The
templates also get `household`, `in_full` (whether ID numbers and phones are shown unmasked) and `reveal_form` (the form
that asks for that).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from core.catalogue import Catalogue
from core.dates import age_on, today
from core.text import Label
from households.choices import DisabilityType, SchoolStage
from households.income.whose import questions_with_leavers
from households.models import GuaranteeCheck, IncomeQuestion, IncomeRecord, IncomeStatement, Member, WorkSpell

from . import history, income
from .panel_columns import CHECKS_TABLE, PEOPLE_GONE_TABLE, STATEMENTS_TABLE, WORK_TABLE
from .statements import told_in_words

PANELS = Catalogue("panel")
CHECKS_SHOWN = 12
STATEMENTS_SHOWN = 12
GLANCE_COLUMNS = 3  # of the first screen on a desk


class Glance(NamedTuple):
    """Where a panel is told at a glance, and under which words."""

    column: int  # from 1 to GLANCE_COLUMNS
    label: Label


@dataclass(frozen=True)
class Panel:
    code: str
    label: Label
    order: int
    app: str
    context: Callable
    glance: Glance | None

    def render(self, request, household, shared, kind="panel"):
        """Return the panel as a page shows it, or "glance": what the first screen tells of it."""
        context = self.context(request, household)
        return None if context is None else self.fill(kind, shared | context, request)

    def fill(self, kind, context, request):
        return render_to_string(f"{self.app}/_{kind}_{self.code}.html", context, request)

    def draw(self, request, household, shared) -> dict:
        """Return {code, label, html, column, glance}: the panel, and what the first screen tells of it."""
        drawn: dict = {"code": self.code, "label": self.label, "html": "", "column": None}
        if (context := self.context(request, household)) is None:
            return drawn
        drawn["html"] = self.fill("panel", shared | context, request)
        if self.glance:
            glance = {"label": self.glance.label, "html": self.fill("glance", shared | context, request)}
            drawn |= {"column": self.glance.column, "glance": glance}
        return drawn


def panel(code, *, label, order, glance=None):
    """Declare a panel of the portrait; those with a lower `order` stand further up."""

    def declare(function):
        app = function.__module__.partition(".")[0]
        PANELS.add(code, Panel(code, label, order, app, function, glance))
        return function

    return declare


def draw_panels(request, household, **shared) -> list[dict]:
    """Draw the panels of `household` from the top down; `html` is empty where there is nothing to show."""
    shared["household"] = household
    in_order = sorted(PANELS.values(), key=lambda one: one.order)
    return [one.draw(request, household, shared) for one in in_order]


def draw_glances(request, household) -> list[list[dict]]:
    """Draw only what the first screen tells, column by column and with names masked: the evidence before a
    decision."""
    shared = {"household": household, "in_full": False, "masked": True}
    shown = [one for one in sorted(PANELS.values(), key=lambda one: one.order) if one.glance]
    told = [(one, one.render(request, household, shared, "glance")) for one in shown]
    return glance_columns(
        [
            {"code": one.code, "column": one.glance.column, "glance": {"label": one.glance.label, "html": html}}
            for one, html in told
            if html
        ]
    )


def glance_columns(drawn) -> list[list[dict]]:
    """Return what drawn panels tell at a glance, column by column."""
    return [[one for one in drawn if one["column"] == column] for column in range(1, GLANCE_COLUMNS + 1)]


@panel("people", label=_("People"), order=5, glance=Glance(1, _("Who lives here")))
def people_panel(request, household):
    """Show who belongs to the household today, and who did before."""
    at_work = Prefetch("work_spells", WorkSpell.objects.open_on(today()), to_attr="at_work")
    found = Member.objects.visible_to(request.user).filter(household=household).order_by("pk")
    members = list(found.prefetch_related(at_work))
    gone = [member for member in members if member.left_on and member.left_on <= today()]
    may_propose = household.state == "active" and may(request.user, Permission.REGISTRY_PROPOSE, household.village)
    return {
        "here": [describe_member(member) for member in members if member not in gone],
        "gone": gone,
        "gone_table": PEOPLE_GONE_TABLE if may_propose else PEOPLE_GONE_TABLE.without("back"),
        "may_propose": may_propose,
    }


def describe_member(member) -> dict:
    """Return a person as the panel shows them; an empty list means "not asked"."""
    return {
        "member": member,
        "age": age_in_words(member),
        "learning": member_education(member),
        "health": member_health(member),
        "support": member_support(member),
        "work": member_work(member),
    }


def age_in_words(member):
    """Return how old somebody is; "about" where only the year of birth is known."""
    if member.birth_date is None:
        return None
    age = age_on(today(), member.birth_date)
    return gettext("about %(age)s") % {"age": age} if member.birth_year_only else age


def member_education(member) -> list:
    """Return where a pupil learns, what an adult learned, and why a child is out of school."""
    in_school = member.school_stage not in ("", SchoolStage.NONE)
    stage = member.get_school_stage_display() if in_school else member.get_education_display()
    return [word for word in (stage, member.get_out_of_school_reason_display()) if word]


def member_health(member) -> list:
    """Return illness and disability; "healthy" only when both illnesses were asked about."""
    words = [
        member.has_chronic_illness and field_label(Member, "has_chronic_illness"),
        member.has_serious_illness and field_label(Member, "has_serious_illness"),
        member.disability_type not in ("", DisabilityType.NONE) and member.get_disability_type_display(),
        member.disability_level and gettext("level %(level)s") % {"level": member.disability_level},
    ]
    asked = member.has_chronic_illness is not None and member.has_serious_illness is not None
    return [word for word in words if word] or ([gettext("healthy")] if asked else [])


def member_work(member) -> list:
    """Return how much somebody can work, and where they work today."""
    places = [gettext("works: %(place)s") % {"place": spell.get_place_display()} for spell in member.at_work]
    able = [gettext("able to work: %(word)s") % {"word": member.get_labour_display()}] if member.labour else []
    return able + places


def member_support(member) -> list:
    """Return insurance, and what the person receives."""
    held = [name for name in ("has_pension", "has_allowance", "is_destitute") if getattr(member, name)]
    insurance = [member.get_insurance_display()] if member.insurance else []
    return insurance + [field_label(Member, name) for name in held]


@panel("income", label=_("Income"), order=30, glance=Glance(2, _("Income of twelve months")))
def income_panel(request, household):
    """Show twenty-four months against the monitoring line, and the table of the last twelve full months."""
    user, members = request.user, list(Member.objects.visible_to(request.user).filter(household=household))
    records = IncomeRecord.objects.visible_to(user).filter(household=household)
    statements = IncomeStatement.objects.visible_to(user).filter(household=household).standing()
    open_questions = IncomeQuestion.objects.visible_to(user).open()
    return income.income_context(household, records, members, today()) | {
        "questions": questions_with_leavers(open_questions.filter(household=household), household),
        "may_settle": household.state == "active" and may(user, Permission.VISIT_LOG, household.village),
        "statements": told_in_words(statements.order_by("-told_on", "-pk")[:STATEMENTS_SHOWN], members),
        "statements_count": statements.count(),
        "statements_table": STATEMENTS_TABLE,
    }


@panel("guarantees", label=_("Guarantees"), order=40, glance=Glance(3, _("Six guarantees")))
def guarantees_panel(request, household):
    """Show what the latest check that asked says of each guarantee, and the checks themselves."""
    checks = list(GuaranteeCheck.objects.visible_to(request.user).filter(household=household))
    return {
        "latest": [latest_guarantee_answer(checks, name) for name in GuaranteeCheck.GUARANTEES],
        "checks": [{"check": check, "failed": guarantees_not_met(check)} for check in checks[:CHECKS_SHOWN]],
        "checks_table": CHECKS_TABLE,
        "checks_count": len(checks),
    }


def latest_guarantee_answer(checks, guarantee) -> dict:
    """Return what the newest check that asked about `guarantee` found; without `check` when none asked."""
    asked = (check for check in checks if getattr(check, guarantee) is not None)
    check = next(asked, None)
    return {"label": field_label(GuaranteeCheck, guarantee), "check": check, "met": check and getattr(check, guarantee)}


def guarantees_not_met(check) -> list:
    """Return the guarantees that this check found not met."""
    return [field_label(check, name) for name in check.GUARANTEES if getattr(check, name) is False]


def field_label(model, name):
    return model._meta.get_field(name).verbose_name


@panel("work", label=_("Work"), order=50)
def work_panel(request, household):
    """Show the employment account of the members."""
    spells = WorkSpell.objects.visible_to(request.user).filter(member__household=household).select_related("member")
    return {"spells": spells.order_by("-started_on", "-pk"), "table": WORK_TABLE}


@panel("house", label=_("House and land"), order=60)
def house_panel(request, household):
    """Show the house, land and forest. The address is shown only for a reason that was given."""
    plain = ("has_safe_water", "has_electricity", "has_road", "is_relocated", "is_safety_net", "land_mu", "forest_mu")
    plain += ("resettled_project", "resettled_year") if household.resettled_project or household.resettled_year else ()
    words = [(field_label(household, name), history.field_value_words(getattr(household, name))) for name in plain]
    return {"facts": [(field_label(household, "house_grade"), household.get_house_grade_display() or "–"), *words]}


@panel("history", label=_("Changes"), order=90)
def changes_panel(request, household):
    """Show what was changed, when and by whom, the newest first."""
    return {"changes": history.household_changes(household), "since": household.created_at}
