"""How the sample county is made: exact totals, the same seed again, refusals, and a load that leaves all or nothing."""

import datetime as dt
import hashlib
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.areas.divisions import load_county
from accounts.models import Area
from alerts.engine import run as risk_run
from alerts.models import RiskFlag
from cases.models import Case, CaseTransition
from core.database_roles import as_owner
from core.dates import add_months
from households.choices import HouseholdKind
from households.models import GuaranteeCheck, Household, IncomeRecord, Member, WorkSpell
from policy.reference import load_parameters
from povwatch.tests.factories import household
from sample.chance import ChanceStreams, apportion
from sample.county import CountyTotals, family_sizes, invent_families
from sample.families.members import IdNumbers
from sample.families.stories import number_of, told_in
from sample.rows import Row, copy_rows, keys_checked_at_the_end, recorded_at
from visits.models import Visit

DAY = dt.date(2025, 6, 15)
ZIGUI, FENGJIE = "420527", "500236"


def sample(county="zigui", households=60, seed=1, day=DAY):
    options = {"county": county, "households": households, "seed": seed, "as_of": day}
    call_command("sample_county", stdout=io.StringIO(), **options)


@pytest.fixture
def empty_zigui(db):
    """The divisions and parameters of Zigui, and no household."""
    county = load_county(ZIGUI)
    load_parameters(county)
    return county


def test_zigui_has_its_published_figures():
    assert CountyTotals.of(ZIGUI, 27_000) == CountyTotals(27_000, 72_000, 1_792, 4_248, 1_604)
    assert round(100 * 1_604 / 1_792, 2) == 89.51


def test_other_sizes_keep_the_proportions():
    assert CountyTotals.of(ZIGUI, 13_500) == CountyTotals(13_500, 36_000, 896, 2_124, 802)


def test_small_totals_leave_room_for_the_stories():
    assert CountyTotals.of(ZIGUI, 60).holding(3, 9, 2) == CountyTotals(60, 160, 4, 11, 3)
    assert CountyTotals.of(ZIGUI, 27_000).holding(3, 9, 2) == CountyTotals.of(ZIGUI, 27_000)


@pytest.mark.parametrize("total", [0, 1, 7, 1_792])
def test_apportioned_numbers_add_up(total):
    counts = apportion([42, 33, 25], total)
    assert sum(counts) == total
    assert all(abs(count - total * weight / 100) < 1 for count, weight in zip(counts, [42, 33, 25], strict=True))


@pytest.mark.parametrize(("count", "people"), [(10, 10), (10, 70), (600, 1_600), (1, 3)])
def test_sizes_add_up_to_the_people(count, people):
    drawn = family_sizes(count, people, ChanceStreams(Area(code=ZIGUI), 1)("sizes"))
    assert (len(drawn), sum(drawn)) == (count, people)
    assert all(1 <= size <= 7 for size in drawn)


def test_sizes_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        family_sizes(10, 71, ChanceStreams(Area(code=ZIGUI), 1)("sizes"))


def test_the_full_county_is_exact(empty_zigui):
    families = invent_families(empty_zigui, 27_000, DAY, ChanceStreams(empty_zigui, 1))
    lifted = [family for family in families if family.kind == HouseholdKind.LIFTED]
    on_file = [family for family in families if family.case]
    cleared = [family for family in on_file if family.case.is_cleared]
    assert (len(lifted), sum(len(family.present) for family in lifted)) == (27_000, 72_000)
    assert (len(on_file), sum(len(family.present) for family in on_file)) == (1_792, 4_248)
    assert len(cleared) == 1_604
    assert 0.88 <= sum(len(family.present) for family in cleared) / 4_248 <= 0.91
    assert_plausible_months(families)


def assert_plausible_months(families):
    """3 to 8 new cases and 5 to 20 clearings a month over two years, most clearings in the last quarter."""
    steps = [step for family in families for episode in family.episodes for step in episode.steps]
    months = [add_months(DAY, -back) for back in range(1, 25)]
    new = Counter(day.replace(day=1) for step, *_rest, day, _why in steps if step in ("identify", "remark"))
    cleared = Counter(day.replace(day=1) for step, *_rest, day, _why in steps if step == "clear")
    assert all(2 <= new[month] <= 9 for month in months)
    assert all(4 <= cleared[month] <= 21 for month in months)
    assert sum(cleared[month] for month in months if month.month >= 10) > 0.4 * sum(cleared[m] for m in months)


def digest():
    """What was invented, without what differs by nature: primary keys and the nonces of encryption."""
    parts = []
    for rows in (
        Household.objects.order_by("number").values_list("number", "village__code", "kind", "phone_hash", "land_mu"),
        Member.objects.order_by("id_hash").values_list("household__number", "name", "id_hash", "labour", "insurance"),
        IncomeRecord.objects.order_by("household__number", "topic", "item", "start", "member__id_hash").values_list(
            "household__number", "topic", "item", "start", "end", "member__id_hash", "amount", "told_until"
        ),
        WorkSpell.objects.order_by("member__id_hash", "started_on", "ended_on").values_list(
            "member__id_hash", "employer", "started_on", "ended_on", "monthly_wage"
        ),
        Visit.objects.order_by("pk").values_list("pk", "household__number", "visited_on", "note"),
        CaseTransition.objects.order_by("case__household__number", "case__episode_no", "pk").values_list(
            "case__household__number", "step", "effective_on"
        ),
        GuaranteeCheck.objects.order_by("household__number", "pk").values_list(
            "household__number", "checked_on", "water"
        ),
    ):
        parts += [str(row) for row in rows]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def digest_of(**options):
    with transaction.atomic():
        sample(**options)
        found = digest()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_invents_the_same_county(db):
    assert digest_of(seed=5) == digest_of(seed=5)


def test_another_seed_or_day_invents_another(db):
    assert len({digest_of(seed=5), digest_of(seed=6), digest_of(seed=5, day=dt.date(2025, 5, 15))}) == 3


def test_id_numbers_are_never_given_twice():
    numbers = IdNumbers(ZIGUI, ChanceStreams(Area(code=ZIGUI), 1)("ID numbers"))
    born = dt.date(1980, 3, 1)
    assert len({numbers.next(born, "male") for _ in range(400)}) == 400
    assert int(numbers.next(born, "female")[16]) % 2 == 0


def test_about_fifteen_in_a_hundred_records_carry_a_fault(empty_zigui):
    families = invent_families(empty_zigui, 3_000, DAY, ChanceStreams(empty_zigui, 1))
    spoilt = sum(1 for family in families if family.fault)
    assert spoilt / len(families) == pytest.approx(0.15, abs=0.01)


def test_fengjie_has_its_own_stories(db):
    sample("fengjie", 60)
    risk_run.execute_risk_run(Area.objects.get(code=FENGJIE), as_of=DAY)
    for story in told_in(FENGJIE):
        flags = RiskFlag.objects.open().filter(household__number=number_of(story.key, FENGJIE))
        assert set(flags.values_list("rule", flat=True)) == set(story.flags), story.key


def test_the_sewing_machine_stands_at_home(db):
    sample("fengjie", 60)
    at_home = WorkSpell.objects.filter(channel="workshop", place="village", ended_on=None)
    assert at_home.get().member.household.number == number_of("sewing machine", FENGJIE)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"households": 39}, "at least 40"),
        ({"day": dt.date(2021, 12, 31)}, "between 2022-01-01"),
        ({"day": dt.date(2999, 1, 1)}, "and today"),
    ],
)
def test_what_cannot_be_is_refused(db, options, says):
    with pytest.raises(CommandError, match=says):
        sample(**options)
    assert not Household.objects.exists()


def test_a_shell_starts_it_too(db):
    with pytest.raises(CommandError, match="at least 40"):
        call_command("sample_county", households=39, skip_checks=False)  # which manage.py does not skip


@pytest.mark.parametrize("day", [dt.date(2022, 1, 1), dt.date(2024, 2, 29), dt.date(2025, 1, 31)])
def test_the_smallest_county_works_on_any_day(db, day):
    sample(households=40, day=day)
    assert Household.objects.filter(kind=HouseholdKind.LIFTED).count() == 40
    assert not Case.objects.filter(identified_on__gt=day).exists()


def test_a_sample_that_fails_leaves_nothing(db, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("stopped in between")

    monkeypatch.setattr("sample.county.visit_rows", fail)
    with pytest.raises(Exception, match="stopped in between"):
        sample(households=40)
    assert not Household.objects.exists()


def test_a_key_that_points_to_nothing_is_noticed(empty_zigui):
    with as_owner(), pytest.raises(IntegrityError, match="points to nothing"), keys_checked_at_the_end(GuaranteeCheck):
        check = {"household": 10**9, "checked_on": DAY, "source": "registry"}
        copy_rows(GuaranteeCheck, [Row(**check)])


def test_a_case_that_lies_elsewhere_than_its_household_is_noticed(heyi, shuikou):
    """The database's own check is off while a sample is written."""
    home = household(heyi)
    about = {"household": home, "risks": ["01"], "case_type": "sudden", "state": "candidate", "episode_no": 1}
    with as_owner(), transaction.atomic(), keys_checked_at_the_end(Case):
        copy_rows(Case, [Row(**about, village=heyi)])
    about["episode_no"], about["state"] = 2, "refused"
    with as_owner(), pytest.raises(IntegrityError, match="not the village"), keys_checked_at_the_end(Case):
        copy_rows(Case, [Row(**about, village=shuikou)])


def test_nothing_is_recorded_before_it_happens(time_machine):
    time_machine.move_to("2026-11-20T09:05+08:00", tick=False)
    assert (
        recorded_at(dt.date(2026, 11, 19)) == "2026-11-19 17:30+08"
        and recorded_at(dt.date(2026, 11, 20)) == "2026-11-20 09:05+08"
    )
