"""The papers and the assistance of a sample county's cases: what the steps must leave, and work for the demo people."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q

from accounts.models import Area, Grant, User
from alerts.engine import run as risk_run
from cases.assessment import shortfalls
from cases.assessment.risk_measures import DEVELOPMENT_GROUPS
from cases.case import public_notice
from cases.case.workflow import CASE_WORKFLOW, MEASURE_WORKFLOW
from cases.choices import IN_CLEARING, PROPOSED, UNCLEARED, CaseState, MeasureState
from cases.models import (
    Authorisation,
    Case,
    CaseTransition,
    Comparison,
    HelperAssignment,
    Measure,
    MeasureTransition,
    Objection,
    Plan,
    PublicNotice,
    Review,
    Verification,
)
from devserver.start import SAMPLE_COUNTY
from households.choices import IncomeTopic
from households.models import Household, IncomeQuestion
from policy import parameters
from povwatch.tests.factories import rewrite_grants
from sample.alerts.past import give_alerts_a_past
from sample.cases.files import case_files_wait, complete_case_files
from sample.demo_people import make_demo_people
from sample.families.stories import number_of
from work.duties.conditions import late_entries
from work.models import AccountEntry, CashGrantClaim, Offer, Payment, PaymentList, Placement, Project, Sale

DAY = dt.date(2025, 6, 15)
SIZE = 6_000
FENGJIE = "500236"
ASIDE = {"propose", "authorise", "compare"}  # steps that the table does not have


@pytest.fixture(scope="module")
def zigui(django_db_setup, django_db_blocker):
    """Zigui with 6,000 households and the files of their 398 cases, rolled back after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("sample_county", county="zigui", households=SIZE, as_of=DAY, stdout=io.StringIO())
        county = Area.objects.get(code=SAMPLE_COUNTY)
        make_demo_people(county, "river-stone-42")
        rewrite_grants(Grant.objects.all(), valid_from=DAY - dt.timedelta(3_650))
        call_command("sample_cases", stdout=io.StringIO())
        risk_run.execute_risk_run(county, as_of=DAY)
        yield county
        transaction.set_rollback(True)


def steps(step):
    return CaseTransition.objects.filter(step=step)


def test_every_step_is_one_of_the_table(zigui, db):
    for step, source, target in CaseTransition.objects.exclude(step__in=ASIDE).values_list("step", "source", "target"):
        assert source in CASE_WORKFLOW[step].sources and target == CASE_WORKFLOW[step].target, (step, source)
    for step, source, target in MeasureTransition.objects.exclude(step="plan").values_list("step", "source", "target"):
        assert source in MEASURE_WORKFLOW[step].sources and target == MEASURE_WORKFLOW[step].target, (step, source)


def test_no_day_lies_ahead(zigui, db):
    assert not CaseTransition.objects.filter(effective_on__gt=DAY).exists()
    assert not MeasureTransition.objects.filter(effective_on__gt=DAY).exists()


def test_each_review_and_notice_has_its_step_and_each_step_its_paper(zigui, db):
    assert Review.objects.count() == steps("review").count() + steps("review_clearing").count() > 500
    assert PublicNotice.objects.count() == steps("post_notice").count() + steps("post_clearing").count()
    assert Comparison.objects.values("case").distinct().count() == steps("compare").values("case").distinct().count()
    early = PublicNotice.objects.filter(until__lt=F("posted_on") + dt.timedelta(5))
    assert not early.exists()


def test_who_checked_was_there(zigui, db):
    checks = Verification.objects.select_related("visit", "case")
    assert checks.count() > 50
    assert all(check.visit.household_id == check.case.household_id for check in checks)
    recent = steps("verify").filter(effective_on__gt=DAY - dt.timedelta(700))
    assert not recent.exclude(case__in=Verification.objects.values("case")).exists()


def test_a_notice_holds_what_is_allowed_and_nothing_else(zigui, db):
    for lines in PublicNotice.objects.values_list("lines", flat=True):
        assert set(lines) == set(public_notice.PUBLIC_NOTICE_FIELDS)


def test_most_are_decided_within_fifteen_days(zigui, db):
    decided = Case.objects.exclude(identified_on=None)
    late = decided.filter(identified_on__gt=F("decide_by")).count()
    assert 0 < late / decided.count() < 0.2


def test_decisions_rest_on_statements_that_add_up(zigui, db):
    for case in Case.objects.exclude(identified_on=None):
        told = case.statement_at_identification
        assert abs(float(told["per_capita"]) - float(case.income_at_identification)) < 1
        assert set(told["guarantees"].values()) == {True}
        if case.cleared_on:
            assert abs(float(case.statement_at_clearing["per_capita"]) - float(case.income_at_clearing)) < 1


def test_proposals_and_clearings_wait_at_every_step(zigui, db):
    states = set(Case.objects.values_list("state", flat=True))
    assert states >= {*PROPOSED, CaseState.CLEARING, CaseState.CLEARING_NOTICED, CaseState.ROLLBACK, CaseState.REFUSED}
    assert not CaseTransition.objects.filter(step__in=["decline", "reject", "refuse", "end"], reason="").exists()
    here = Case.objects.filter(household__village__code="420527103202")
    assert here.filter(state__in=PROPOSED).exists() and here.filter(state__in=IN_CLEARING).exists()


def test_objections_are_open_dismissed_and_upheld(zigui, db):
    assert set(Objection.objects.values_list("upheld", flat=True)) >= {None, False}
    assert Objection.objects.filter(upheld=True).count() == steps("uphold").count()
    assert (
        not Objection.objects.filter(upheld=None)
        .exclude(notice__case__state__in=["noticed", "clearing_noticed"])
        .exists()
    )


def test_households_get_two_to_seven_measures_that_mostly_fit(zigui, db):
    counts = Case.objects.filter(state__in=UNCLEARED).annotate(n=Count("measures")).values_list("n", flat=True)
    assert sum(2 <= n <= 7 for n in counts) / len(counts) > 0.8
    assert set(Measure.objects.values_list("state", flat=True)) >= set(MeasureState.values) - {"approved", "planned"}
    assert Measure.objects.filter(group__in=DEVELOPMENT_GROUPS).exists()
    posts = Measure.objects.exclude(channel="").select_related("member", "spell__member")
    assert posts and all(one.member.household_id == one.household_id for one in posts)
    assert all(one.spell.member_id == one.member_id for one in posts if one.spell)


def test_nearly_all_have_a_helper_and_a_plan(zigui, db):
    uncleared = Case.objects.filter(state__in=UNCLEARED)
    helped = HelperAssignment.objects.filter(until=None).values("household")
    assert uncleared.filter(household__in=helped).count() / uncleared.count() > 0.9
    assert Plan.objects.filter(case__in=uncleared).count() / uncleared.count() > 0.85
    owed = dict(shortfalls.count_shortfalls(Case.objects.all(), parameters.parameters_on(DAY, zigui)))
    assert 0 < sum(owed.values()) < 0.6 * uncleared.count()


def test_demo_people_did_what_their_role_does_and_elsewhere_nobody_has_access(zigui, db):
    assert set(steps("identify").values_list("by__username", flat=True)) == {"li"}
    assert set(steps("compare").values_list("by__username", flat=True)) == {"qin"}
    assert set(steps("endorse").values_list("by__username", flat=True)) == {"zhao", None}
    assert set(steps("review").values_list("by__username", flat=True)) == {"wen", None}
    kept = User.objects.filter(username__startswith="sample-")
    assert kept.count() == 2 and not kept.filter(Q(is_active=True) | Q(grants__isnull=False)).exists()


def test_consent_is_signed_by_somebody_of_the_household(zigui, db):
    signed = Authorisation.objects.select_related("signed_by", "case", "scan")
    assert signed.count() > 10
    assert all(
        one.signed_by.household_id == one.case.household_id and one.scan.case_id == one.case_id for one in signed
    )


def test_a_second_call_adds_nothing(zigui, db):
    before = Measure.objects.count(), Review.objects.count()
    assert not case_files_wait(zigui.code) and not complete_case_files(zigui)
    assert before == (Measure.objects.count(), Review.objects.count())


def test_cases_name_the_alert_that_led_to_them(zigui, db):
    with transaction.atomic():
        give_alerts_a_past(zigui)
        led = Case.objects.exclude(alert=None)
        assert led.count() >= 5
        assert all(
            case.clue_on == case.alert.opened_on and case.decide_by == case.alert.decide_by
            for case in led.select_related("alert")
        )
        transaction.set_rollback(True)


def test_without_demo_people_nothing_is_kept(db):
    call_command("sample_county", county="fengjie", households=60, as_of=DAY, stdout=io.StringIO())
    out = io.StringIO()
    call_command("sample_cases", county=FENGJIE, stdout=out)
    assert "Nothing to do" in out.getvalue()
    assert not Review.objects.filter(case__household__county__code=FENGJIE).exists()


def test_the_same_seed_makes_the_same_papers(db):
    call_command("sample_county", county="fengjie", households=60, as_of=DAY, stdout=io.StringIO())
    make_demo_people(Area.objects.get(code=FENGJIE), "river-stone-42")
    assert made(1) == made(1) != made(2)


def made(seed):
    """The measures and votes of one seed."""
    with transaction.atomic():
        complete_case_files(Area.objects.get(code=FENGJIE), seed)
        measures = Measure.objects.filter(case__household__county__code=FENGJIE).order_by("pk")
        reviews = Review.objects.filter(case__household__county__code=FENGJIE).order_by("pk")
        found = (
            list(measures.values_list("case", "group", "title", "planned_on", "state")),
            list(reviews.values_list("case", "votes_for", "attendees")),
        )
        transaction.set_rollback(True)
    return found


def test_the_road_cleaner_with_peaches_and_grapes_has_a_post_without_a_case(zigui, db):
    home = Household.objects.get(number=number_of("peaches and grapes", zigui.code))
    placement = Placement.objects.get(member__household=home)
    measure = placement.measure
    assert (home.lifted_year, home.cases.count(), measure.case, measure.household) == (2017, 0, None, home)
    assert (measure.group, measure.state, measure.member.relation) == ("public_post", "delivered", "head")
    assert (placement.offer.kind, measure.spell.ended_on) == ("post", None)


def test_whoever_has_a_post_has_a_place_of_an_offer_and_some_places_are_free(zigui, db):
    posts = Placement.objects.filter(offer__kind="post")
    assert posts.exists() and not posts.exclude(measure__channel="public_post").exists()
    offers = Offer.objects.filter(county=zigui, kind="post").with_taken_places()
    assert not offers.filter(free__lt=0).exists() and offers.filter(free__gt=0).exists()
    assert set(Offer.objects.filter(county=zigui).values_list("kind", flat=True)) >= {
        "post",
        "course",
        "job",
        "workshop",
    }


def test_the_story_of_peaches_and_grapes_names_what_grows_around_the_house(zigui, db):
    home = Household.objects.get(number=number_of("peaches and grapes", zigui.code))
    assert list(home.trades.order_by("pk").values_list("kind", "goods")) == [("courtyard", "白桃"), ("orchard", "葡萄")]


def test_more_than_half_of_the_oranges_are_sold_online_and_income_stays_as_told(zigui, db):
    sales = Sale.objects.filter(county=zigui)
    online = sum(sale.yuan for sale in sales if sale.channel in ("ecommerce", "live"))
    assert sales.exists() and online > sum(sale.yuan for sale in sales) / 2
    assert not IncomeQuestion.objects.filter(
        household__county=zigui, reason="sold", topic=IncomeTopic.BUSINESS
    ).exists()


def test_one_project_failed_and_its_families_know(zigui, db):
    failed = Project.objects.get(county=zigui, failed_on__isnull=False)
    assert failed.failure_reason and failed.contracts.count() > 3


def test_some_who_applied_for_a_cash_grant_were_paid_and_some_wait(zigui, db):
    claims = CashGrantClaim.objects.filter(household__county=zigui)
    assert claims.filter(state="paid").exists() and claims.filter(state="applied").exists()
    assert claims.count() < claims.filter(state="paid").count() * 2


def test_somebody_in_a_post_is_owed_two_months(zigui, db):
    lists = PaymentList.objects.filter(county=zigui)
    owed = Payment.objects.filter(list__in=lists, yuan=0)
    assert lists.count() > 3 and owed.count() == 2 and owed.values("member").distinct().count() == 1
    unpaid = late_entries(AccountEntry.objects.all(), "WRK-14", parameters.parameters_on(DAY, zigui))
    assert set(unpaid.values_list("member", flat=True)) == set(owed.values_list("member", flat=True))
