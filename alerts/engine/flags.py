"""Flags updated from the verdict: new ones raised, vanished ones cleared, changed evidence updated."""

from django.db.models import Case, Count, F, Q, Value, When

from alerts.levels import Colour, Level
from alerts.models import HouseholdFacts, RiskFlag
from alerts.rules import RULES
from core import sql

FLAGS = sql.quote_names(RiskFlag._meta.db_table)
SAME_FLAG_SQL = "verdict.household_id = flag.household_id AND verdict.rule = flag.rule AND verdict.level = flag.level"


def update_flags(run, rules: list[str], **households) -> dict[str, int]:
    """Compare the temporary table `verdict` with the open flags of these households and rules.

    A rule that was not judged keeps its flags. A rise from amber to red clears one flag and raises another, so that the
    history is complete. Returns how many flags were cleared, updated and raised."""
    judged = RiskFlag.objects.open().filter(
        Q(rule__in=rules) | ~Q(rule__in=list(RULES)),  # a rule removed from the catalogue clears its flags
        **{f"household__{key}": value for key, value in households.items()},
    )
    mine = sql.queryset_sql(judged.order_by().values_list("pk"))
    cleared = sql.execute_sql(
        f"UPDATE {FLAGS} AS flag SET cleared_on = %s, cleared_by_id = %s WHERE flag.id IN ({mine.text}) "
        f"AND NOT EXISTS (SELECT 1 FROM verdict WHERE {SAME_FLAG_SQL})",
        (run.as_of, run.pk, *mine.params),
    )
    # `as_of` changes every night; a flag whose evidence is otherwise the same is not written again.
    updated = sql.execute_sql(
        f"UPDATE {FLAGS} AS flag SET evidence = verdict.evidence, judged_by_id = %s FROM verdict WHERE {SAME_FLAG_SQL} "
        "AND flag.cleared_on IS NULL AND (flag.evidence - 'as_of') IS DISTINCT FROM (verdict.evidence - 'as_of')",
        (run.pk,),
    )
    # A flag that is already open conflicts with its partial unique index, and stays.
    raised = sql.execute_sql(
        f"INSERT INTO {FLAGS} (household_id, rule, level, evidence, judged_by_id, raised_on, raised_by_id) "
        "SELECT household_id, rule, level, evidence, %s, %s, %s FROM verdict "
        "ON CONFLICT (household_id, rule) WHERE cleared_on IS NULL DO NOTHING",
        (run.pk, run.as_of, run.pk),
    )
    return {"cleared": cleared, "updated": updated, "raised": raised}


def colour_expression(p, unknown: Q) -> Case:
    """Return a household's colour: red when one rule is red or when enough different amber groups stand (a parameter);
    otherwise amber, unknown or green."""
    standing = RiskFlag.objects.open().order_by().values("household")
    whens = [When(household__in=standing.filter(level=Level.RED), then=Value(Colour.RED))]
    if p.in_force("amber_switch", "amber_groups_red") and p.amber_switch:
        many = standing.annotate(themes=Count(rule_group_expression(), distinct=True)).filter(
            themes__gte=int(p.amber_groups_red)
        )
        whens.append(When(household__in=many.values("household"), then=Value(Colour.RED)))
    whens.append(When(household__in=standing, then=Value(Colour.AMBER)))
    whens.append(When(unknown, then=Value(Colour.UNKNOWN)))
    return Case(*whens, default=Value(Colour.GREEN))


def rule_group_expression() -> Case:
    """Return the group of a flag's rule."""
    return Case(*(When(rule=code, then=Value(entry.group)) for code, entry in RULES.items()), default=F("rule"))


def update_colours(p, unknown: Q, **households) -> int:
    """Write the colour of each household where it changed, and return how many changed."""
    mine = HouseholdFacts.objects.filter(**{f"household__{key}": value for key, value in households.items()})
    return mine.annotate(now=colour_expression(p, unknown)).exclude(colour=F("now")).update(colour=F("now"))


def count_if(condition: Q) -> Count:
    return Count("pk", filter=condition)


def count_by_colour(facts) -> dict[str, int]:
    counted = dict(facts.order_by().values_list("colour").annotate(Count("pk")))
    return {str(code): counted.get(code, 0) for code in Colour.values}


def count_open_flags(**households) -> dict[str, dict[str, int]]:
    """Count the open flags of these households: {rule: {"red": n, "amber": n}}."""
    mine = RiskFlag.objects.open().filter(**{f"household__{key}": value for key, value in households.items()})
    rows = (
        mine.order_by()
        .values_list("rule")
        .annotate(red=Count("pk", filter=Q(level=2)), amber=Count("pk", filter=Q(level=1)))
    )
    return {rule: {"red": red, "amber": amber} for rule, red, amber in sorted(rows)}
