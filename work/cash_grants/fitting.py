"""Who may have a cash grant in a year, by what is on file: judged by the database, for a whole county or one family."""

import datetime as dt

from django.db.models import (
    Aggregate,
    DurationField,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, Least

from cases.choices import ON_FILE
from cases.models import Case
from households.choices import HouseholdKind, HouseholdState, SchoolStage
from households.models import Household, Member, WorkSpell, present_on
from work.choices import PLACES_OF_CONDITION, STANDING_CLAIMS, CashGrantCondition, ForWhom
from work.models import CashGrantClaim, Training

DAYS_OF_A_MONTH = 30  # months of work are counted in days, so that several spells add up
HIGHER_SCHOOLS = (SchoolStage.VOCATIONAL, SchoolStage.COLLEGE, SchoolStage.UNIVERSITY)
MAY_HAVE = "may_have"  # how somebody stands who may have a grant and did not apply
CLAIM_FIELDS = ("state", "applied_on", "paid_on", "yuan")


class DaysTogether(Aggregate):
    """How many days several times have together; a day in two of them counts once."""

    function = "range_agg"
    template = "(SELECT coalesce(sum(upper(part) - lower(part)), 0) FROM unnest(%(function)s(%(expressions)s)) AS part)"
    output_field = IntegerField()


def subjects_of(grant):
    """Return the people of the grant's county, or its households, whichever have the grant."""
    if grant.is_of_households:
        return Household.objects.filter(county=grant.county_id)
    return Member.objects.filter(household__county=grant.county_id)


def who_may_have(grant, year, day, **household) -> Q:
    """Return the condition on people (or households) who may have a grant in a year, by what is on file on `day`;
    nobody on a day on which it cannot be applied for. Of one `household` only its own work is read."""
    if not grant.is_open_on(day) or year not in grant.years(day):
        return Q(pk__in=[])
    home = "" if grant.is_of_households else "household__"
    here = Q(**{f"{home}state": HouseholdState.ACTIVE}) & household_is(grant.for_whom, home)
    return here if grant.is_of_households else here & present_on(day) & person_fits(grant, year, day, **household)


def household_is(for_whom, home) -> Q:
    """Return the condition that a household is one of those meant; `home` leads to it."""
    monitored = Q(Exists(Case.objects.filter(household=OuterRef(f"{home}pk"), state__in=ON_FILE)))
    lifted = Q(**{f"{home}kind": HouseholdKind.LIFTED})
    return {ForWhom.MONITORED: monitored, ForWhom.LIFTED: lifted}.get(for_whom, lifted | monitored)


def person_fits(grant, year, day, **household) -> Q:
    if grant.condition == CashGrantCondition.SCHOOL:
        return Q(school_stage__in=HIGHER_SCHOOLS)
    if grant.condition == CashGrantCondition.CERTIFICATE:
        done = Training.objects.exclude(certificate="").filter(ended_on__year=year, ended_on__lte=day)
        return Q(pk__in=done.values("member"))
    places, days = PLACES_OF_CONDITION[grant.condition], grant.least_months * DAYS_OF_A_MONTH
    mine = {f"member__{key}": value for key, value in household.items()}
    return Q(pk__in=workers(places, year, day, **mine).filter(days__gte=days).values("member"))


def workers(places, year, day, **mine):
    """Return {member, days}: on how many days of a year, up to `day`, each person worked in one of these places. The
    day on which work ends is no day of work."""
    first, beyond = dt.date(year, 1, 1), min(day + dt.timedelta(1), dt.date(year + 1, 1, 1))
    spells = WorkSpell.objects.filter(Q(ended_on=None) | Q(ended_on__gt=first), started_on__lt=beyond, **mine)
    until = Least(Coalesce("ended_on", beyond), beyond)
    spell = Func(Greatest("started_on", first), until, function="daterange", output_field=DurationField())
    return spells.filter(place__in=places).order_by().values("member").annotate(days=DaysTogether(spell))


def subjects_with_claim(grant, year):
    """Return the keys of people (or households) with a standing claim to a grant in a year."""
    subject = "household" if grant.is_of_households else "member"
    claims = CashGrantClaim.objects.standing().filter(cash_grant=grant, year=year, member__isnull=subject != "member")
    return claims.order_by().values(subject)


def with_claim(rows, grant, year):
    """Add to people (or households) their standing claim to a grant in a year: `claim_id` and `claim_state`, …, and
    `stands`: its state, or MAY_HAVE."""
    own = {"cash_grant": grant.pk, "year": year, "state__in": STANDING_CLAIMS}
    own |= {"member": None} if grant.is_of_households else {}
    claim = FilteredRelation("cash_grant_claims", condition=Q(**{f"cash_grant_claims__{k}": v for k, v in own.items()}))
    columns = {f"claim_{name}": F(f"claim__{name}") for name in CLAIM_FIELDS}
    # Not "no claim": that would let the planner look for each person among all claims.
    stands = Coalesce(F("claim__state"), Value(MAY_HAVE))
    return rows.alias(claim=claim).annotate(claim_id=F("claim__pk"), stands=stands, **columns)


def grant_rows(grant, year, day):
    """Return everybody who may have a grant in a year, and everybody with a claim to it."""
    found = who_may_have(grant, year, day) | Q(pk__in=subjects_with_claim(grant, year))
    return with_claim(subjects_of(grant).filter(found), grant, year)


def without_claim(grant, year, day, **household):
    """Return who may have a grant in a year and has not applied; of one household, where one is named."""
    found = subjects_of(grant).filter(who_may_have(grant, year, day, **household))
    return found.exclude(pk__in=subjects_with_claim(grant, year))
