"""Pages of the rule catalogue, unknown households, and nightly runs."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.areas.places import area_by_code, requested_county
from accounts.models import Area
from accounts.permissions import Permission, guard
from alerts.models import HouseholdFacts, RiskRun
from alerts.rules import RULE_GROUPS, RULES
from core.dates import today
from core.listing import list_page
from core.listing.tables import asked_table
from households.facts import FACTS
from policy import parameters
from policy.keys import PARAMETER_KEYS

from . import actions
from .columns import JUDGED_BY_TABLE, OPEN_FLAGS_TABLE, RULE_YIELDS_TABLE, RUN_LISTING, UNKNOWN_LISTING
from .explain import parameter_source, parameter_value_words
from .forms import UnknownHouseholdFilter, annotate_gaps
from .gaps import GAPS, any_gap
from .yields import MONTHS_BACK, noisiest_first, rule_yields

RUNS_A_PAGE = 30


@require_GET
@guard(Permission.RULE_VIEW)
def rule_list(request):
    """Show every rule in plain words, with the values it compares with today, and what each yields."""
    county, counties = requested_county(request, Permission.RULE_VIEW)
    p = parameters.parameters_on(today(), county)
    yields = rule_yields(request.user, county, p)
    if file := asked_table(request, (RULE_YIELDS_TABLE, noisiest_first(yields))):
        return file
    catalogue = [
        {"name": label, "rules": [describe_rule(one, p) for one in yields if one.rule.group == group]}
        for group, label in RULE_GROUPS.items()
    ]
    context = {"catalogue": catalogue, "county": county, "counties": counties, "day": p.day, "rule_count": len(RULES)}
    context |= {"yields": noisiest_first(yields), "yields_table": RULE_YIELDS_TABLE, "months": MONTHS_BACK}
    return render(request, "alerts/engine/rules.html", context)


def describe_rule(one, p) -> dict:
    """Return one rule in words, for the page."""
    entry = one.rule
    levels = entry.levels(p) if one.is_judged else None
    return {
        "rule": entry,
        "judged": levels is not None,
        "red": levels and levels.red is not None,
        "amber": levels and levels.amber is not None,
        "facts": [FACTS[fact].label for fact in entry.facts],
        "parameters": [
            (
                PARAMETER_KEYS[key].label,
                parameter_value_words(key, p.values[key]) if p.in_force(key) else _("not in force"),
            )
            for key in entry.uses
        ],
        "standing": one.counts,
    }


@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def unknown_household_list(request):
    """Show households with something missing or contradictory, each with the reason and how to correct it."""
    rows = HouseholdFacts.objects.visible_to(request.user).filter(any_gap())
    rows = annotate_gaps(rows.select_related("household__village"))
    return list_page(request, rows, UnknownHouseholdFilter, UNKNOWN_LISTING)


@require_GET
@guard(Permission.RUN_VIEW)
def risk_run_list(request):
    """Show the nightly runs of the user's counties, newest first. While one is running, the page refreshes itself."""
    county, counties = requested_county(request, Permission.RUN_VIEW)
    nights = RiskRun.objects.visible_to(request.user).nights().select_related("county", "started_by")
    return list_page(
        request,
        nights,
        None,
        RUN_LISTING,
        template="alerts/engine/run_list.html",
        part="alerts/engine/_run_list.html",
        per_page=RUNS_A_PAGE,
        county=county,
        counties=counties,
        may_start=request.user.holds(Permission.RUN_START),
    )


@require_GET
@guard(Permission.RUN_VIEW)
def risk_run_page(request, pk):
    """Show one run: its parameters, what it counted, and how long each step took."""
    night = get_object_or_404(RiskRun.objects.visible_to(request.user).nights().select_related("county"), pk=pk)
    rows = [
        (RULES.get(code), code, levels["red"], levels["amber"]) for code, levels in night.counts.get("open", {}).items()
    ]
    values = [
        (PARAMETER_KEYS[key].label, parameter_value_words(key, row["value"]), *parameter_source(row))
        for key, row in night.parameters.items()
        if key in PARAMETER_KEYS
    ]
    gaps = [(entry, night.counts.get("unknown", {}).get(code, 0)) for code, entry in GAPS.items()]
    context = {"run": night, "rules": rows, "parameters": values, "gaps": gaps}
    context |= {"open_flags_table": OPEN_FLAGS_TABLE, "judged_by_table": JUDGED_BY_TABLE}
    return render(request, "alerts/engine/run.html", context)


@require_POST
@guard(Permission.RUN_START)
def risk_run_start(request):
    """Recompute now instead of waiting for 01:30."""
    codes = {area.county_code for area in request.user.areas_where(Permission.RUN_START)}
    county = area_by_code(request.POST.get("county"), Area.objects.counties().filter(code__in=codes))
    actions.start_risk_run(county=county, by=request.user)
    messages.success(request, _("The recomputation was asked for. It appears here as soon as a worker begins it."))
    return redirect("alerts:runs")
