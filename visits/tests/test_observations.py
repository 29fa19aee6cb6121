"""What several visits and other sources say of one thing comes out the same, whatever arrives first."""

import datetime as dt
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dates import add_months, shanghai_now, today
from core.workflow import ActionRefused
from households.models import IncomeRecord, IncomeStatement, Member, WorkSpell
from povwatch.tests.factories import household, told
from visits import actions
from visits.models import Observation

from .told import ago, visit

MONTH = add_months(today(), -1)


@pytest.fixture
def family(heyi):
    return household(heyi, people=2)


@pytest.fixture
def head(family):
    return family.members.order_by("pk").first()


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def income(family, item="crops"):
    """What counts for last month, of the household and of each person: (yuan, who told it)."""
    rows = IncomeRecord.objects.filter(household=family, item=item).between(MONTH, add_months(MONTH, 1))
    statements = IncomeStatement.objects.in_bulk([row.statement for row in rows])
    return [(float(row.amount), statements[row.statement].teller) for row in rows.order_by("member")]


def told_before(family, lines):
    """The registry told of last month a week ago."""
    return told(family, lines, first=MONTH, on=today() - dt.timedelta(7))


def differs(head, by):
    """The registry knew that the head is weak, which the caseworker had not been shown; the family says: lost."""
    Member.objects.filter(pk=head.pk).update(labour="weak")
    name = f"m{head.pk}-labour"
    return visit(head.household, by, {name: "lost"}, seen={name: "ordinary"})


def spoke(**amounts):
    """Return answers about last month's income."""
    return {"income_asked": "yes", "income_month": f"{MONTH:%Y-%m}", **amounts}


def test_what_was_left_as_shown_is_not_said_again(family, head, lan):
    seen = {f"m{head.pk}-labour": "ordinary"}
    Member.objects.filter(pk=head.pk).update(labour="weak")  # the registry knows better by now
    visit(family, lan, {f"m{head.pk}-labour": "ordinary"}, seen=seen)
    assert fresh(head).labour == "weak" and not Observation.objects.exists()


def test_what_changed_is_written_with_the_visit_as_its_source(family, head, lan):
    made = visit(
        family,
        lan,
        {f"m{head.pk}-labour": "lost", **spoke(income_crops="1200")},
        seen={f"m{head.pk}-labour": head.labour},
    )
    assert fresh(head).labour == "lost" and income(family) == [(1200, "visit")]
    assert IncomeStatement.objects.get().source_visit == made.pk


def test_another_source_that_nobody_had_been_shown_is_kept_and_both_are_shown(head, lan, zhao):
    differs(head, lan)
    assert fresh(head).labour == "weak"
    differing = Observation.objects.visible_to(zhao).differing().get()
    assert (differing.value, differing.other, differing.standing) == ("lost", "weak", "overruled")


def test_the_township_may_let_the_visit_hold(head, lan, zhao):
    differs(head, lan)
    actions.decide_difference(Observation.objects.get(), "visit", by=zhao)
    assert fresh(head).labour == "lost" and not Observation.objects.differing().exists()


def test_nobody_decides_about_their_own_answer(head, zhao):
    differs(head, zhao)
    with pytest.raises(ActionRefused):
        actions.decide_difference(Observation.objects.get(), "visit", by=zhao)


def test_who_tries_is_told_so_on_the_page(head, zhao, client_of):
    differs(head, zhao)
    url = f"/visits/differences/{Observation.objects.get().pk}/"
    page = client_of(zhao).post(url, {"decision": "visit"}, follow=True)
    assert "You cannot decide about your own visit" in page.text and Observation.objects.differing().count() == 1


def test_income_that_a_visit_tells_is_later_than_what_was_told_before(family, lan):
    """Shown or not: the family was asked today, and what it says holds."""
    told_before(family, {"crops": 900})
    visit(family, lan, spoke(income_crops="1200"))
    assert income(family) == [(1200, "visit")] and not Observation.objects.exists()


def test_a_zero_that_a_visit_tells_is_an_answer(family, lan):
    told_before(family, {"crops": 900})
    visit(family, lan, spoke(income_crops="0"))
    assert income(family) == [] and IncomeStatement.objects.get(teller="visit").lines[0]["amount"] == "0.00"


def test_what_the_visit_did_not_ask_stays(family, lan):
    told_before(family, {"crops": 900, "pension": 100})
    visit(family, lan, spoke(income_crops="1200"))
    assert income(family, "pension") == [(100, "registry")]


def test_the_visit_replaces_the_amounts_by_person_that_it_was_shown(family, head, lan):
    told_before(family, {("wages_labour", head): 3000})
    visit(family, lan, spoke(income_wages_labour="4500"), seen=spoke(income_wages_labour="3000.00"))
    assert income(family, "wages_labour") == [(4500, "visit")]


def test_voiding_a_visit_brings_back_what_held_before(family, head, lan, zhao):
    told_before(family, {"crops": 900})
    before = head.labour
    made = visit(
        family,
        lan,
        {
            f"m{head.pk}-labour": "lost",
            f"m{head.pk}-work": "working",
            f"m{head.pk}-work_place": "outside",
            **spoke(income_crops="1200"),
        },
        seen={f"m{head.pk}-labour": before, **spoke(income_crops="900.00")},
    )
    assert WorkSpell.objects.filter(member=head, ended_on=None).exists()
    actions.take_visit_step(made, "void", by=zhao, reason="Wrong family")
    assert fresh(head).labour == before and income(family) == [(900, "registry")]
    assert not WorkSpell.objects.filter(member=head, ended_on=None).exists()


def test_a_child_that_two_visits_tell_of_is_added_once(family, lan, wen):
    child = {
        "new1-is": "yes",
        "new1-name": "Sample Child",
        "new1-sex": "female",
        "new1-birth_date": "2026-01-05",
        "new1-relation": "daughter",
        "new1-joined_on": "2026-01-05",
    }
    visit(family, lan, child), visit(family, wen, child)
    assert family.members.filter(name="Sample Child").count() == 1


def test_a_member_of_another_household_is_not_touched(family, shuikou, lan):
    other = household(shuikou).members.first()
    visit(family, lan, {f"m{other.pk}-labour": "lost"})
    assert fresh(other).labour != "lost"


VALUES = st.sampled_from(["ordinary", "weak", "lost"])
SAID = st.lists(
    st.tuples(VALUES, st.sampled_from(["", "ordinary", "weak", "lost"]), st.integers(0, 5)), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=SAID, order=st.randoms(use_true_random=False), outside=st.sampled_from(["", "skilled", "weak"]))
def test_whatever_arrives_first_the_result_is_the_same(heyi, lan, visits, order, outside):
    """Guards against: the last to arrive wins, or a difference that is shown in one order only."""
    when, results = shanghai_now(), []
    keys = [uuid.uuid4() for _ in visits]
    for _ in range(2):
        family = household(heyi, people=1)
        head = family.members.get()
        Member.objects.filter(pk=head.pk).update(labour=outside)
        arriving = list(enumerate(visits))
        order.shuffle(arriving)
        name = f"m{head.pk}-labour"
        for n, (value, seen, hours) in arriving:
            made_at = when - dt.timedelta(hours=hours, minutes=n)
            visit(family, lan, {name: value}, seen={name: seen}, made_at=made_at)
        said = Observation.objects.filter(household=family).order_by("observed_at")
        results.append((fresh(head).labour, [(one.value, one.standing, one.other) for one in said]))
    assert results[0] == results[1] and keys


def test_work_that_had_ended_is_told_late(family, head, lan, wen):
    """Guards against: a spell of work that is lost because the visit that reports its end came first."""
    work = f"m{head.pk}-work"
    day = today()
    idle = {work: "idle", f"{work}_since": f"{day - dt.timedelta(2)}"}
    working = {work: "working", f"{work}_place": "county", f"{work}_since": f"{day - dt.timedelta(20)}"}
    visit(family, lan, idle, seen={work: "working"}, made_at=ago(hours=1))
    visit(family, wen, working, made_at=ago(days=3))
    spell = WorkSpell.objects.get(member=head)
    assert (spell.started_on, spell.ended_on) == (day - dt.timedelta(20), day - dt.timedelta(2))
