"""Chen's daughter Mei moves to her husband's household, with her work and her income; some of the Chens have a
household of their own. Past days stay what they were."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core.dates import twelve_full_months
from core.workflow import ActionRefused
from households.changes import actions
from households.choices import IncomeItem
from households.income.months import rebuild_income
from households.income.posts import state_post_wages
from households.models import Household, IncomeQuestion, IncomeRecord, Member, RegistryChange, WorkSpell
from povwatch.tests.factories import DAY, household, member, told

from .known import known

YEAR = twelve_full_months(DAY)
MOVED = dt.date(2026, 6, 10)


@pytest.fixture
def chens(heyi):
    """Chen, 40, and Mei, who is to marry."""
    made = household(heyi, number="H1", people=1)
    member(made, name="Mei", relation="daughter")
    return made


@pytest.fixture
def wangs(heyi):
    return household(heyi, number="H2", people=2)


@pytest.fixture
def mei(chens):
    return chens.members.get(name="Mei")


def move(who, to, by, *, on=MOVED, relation="daughter_in_law", reason="married", **more):
    values = {"to": to.pk, "to_words": to.number, "relation": relation, "left_reason": reason, "on": f"{on}"}
    home = who.household
    return actions.change_at_desk(
        "move", by=by, village=home.village, household=home, member=who, values=values, reason="Wedding", **more
    )


def split(home, people, by, *, on=MOVED, **more):
    values = {"people": {f"{one.pk}": relation for one, relation in people.items()}, "on": f"{on}"}
    return actions.change_at_desk(
        "split", by=by, village=home.village, household=home, values=values, reason="They cook apart", **more
    )


def entry_of(who):
    return Member.objects.get(first_entry=who)


def per_head(home, day=DAY):
    return known("income", home, day)["net"] / home.members.present(day).count()


def test_who_moves_leaves_here_and_is_entered_there(mei, wangs, wen):
    move(mei, wangs, wen)
    mei.refresh_from_db()
    there = entry_of(mei)
    assert (mei.left_on, mei.left_reason, mei.household.number) == (MOVED, "married", "H1")
    assert (there.household, there.joined_on, there.relation, there.left_on) == (wangs, MOVED, "daughter_in_law", None)
    assert (there.name, there.birth_date, there.insurance) == ("Mei", mei.birth_date, "resident")


def test_the_day_before_she_belonged_here_and_on_the_day_there(mei, chens, wangs, wen):
    move(mei, wangs, wen)
    before, on = MOVED - dt.timedelta(1), MOVED
    assert [chens.members.present(day).count() for day in (before, on)] == [2, 1]
    assert [wangs.members.present(day).count() for day in (before, on)] == [2, 3]


def test_who_comes_back_is_entered_anew_and_the_first_stay_is_kept(mei, chens, wangs, wen):
    move(mei, wangs, wen)
    move(entry_of(mei), chens, wen, on=dt.date(2026, 6, 14), relation="daughter", reason="separated")
    assert chens.members.filter(name="Mei").count() == 2
    assert chens.members.present(dt.date(2026, 6, 12)).count() == 1 and chens.members.present(DAY).count() == 2


def test_her_work_goes_along_and_the_past_stays(mei, wangs, wen):
    spell = WorkSpell.objects.create(
        member=mei, place="village", channel="own", started_on=dt.date(2026, 1, 5), monthly_wage=2_000
    )
    move(mei, wangs, wen)
    spell.refresh_from_db()
    assert (spell.member, spell.ended_on) == (entry_of(mei), None), "the same row, so that what names it still does"
    left = mei.work_spells.get()
    assert (left.started_on, left.ended_on, left.monthly_wage) == (dt.date(2026, 1, 5), MOVED, Decimal(2_000))


def test_a_post_is_paid_there_from_the_month_of_the_move_and_no_month_twice(mei, wangs, wen):
    WorkSpell.objects.create(
        member=mei, place="village", channel="public_post", started_on=dt.date(2026, 1, 1), monthly_wage=600
    )
    state_post_wages()
    move(mei, wangs, wen, on=dt.date(2026, 3, 10))
    stated = {
        home: list(
            who.household.statements.standing()
            .filter(member=who, lines__0__amount="600.00")
            .values_list("first_month__month", flat=True)
        )
        for home, who in (("here", mei), ("there", entry_of(mei)))
    }
    assert sorted(stated["here"]) == [1, 2]
    assert min(stated["there"]) == 3 and len(set(stated["there"])) == len(stated["there"])


def tell_both(chens, wangs, mei):
    """Both households told their year: Mei's wages by name, the rest undivided."""
    told(
        chens,
        {IncomeItem.CROPS: 6_000, (IncomeItem.WAGES_LABOUR, mei): 24_000},
        first=YEAR.start,
        months=12,
        on=dt.date(2026, 6, 2),
    )
    told(wangs, {IncomeItem.CROPS: 12_000}, first=YEAR.start, months=12, on=dt.date(2026, 6, 2))


def test_what_was_told_of_her_by_name_counts_there(mei, chens, wangs, wen):
    tell_both(chens, wangs, mei)
    assert (per_head(chens), per_head(wangs)) == (15_000, 6_000)
    move(mei, wangs, wen)
    assert per_head(chens) == 6_000, "the undivided amount stays"
    assert per_head(wangs) == 12_000, "(12,000 + 24,000) for three"


def test_the_day_before_the_move_counts_as_before(mei, chens, wangs, wen):
    tell_both(chens, wangs, mei)
    move(mei, wangs, wen)
    before = MOVED - dt.timedelta(1)
    assert (per_head(chens, before), per_head(wangs, before)) == (15_000, 6_000)


def test_whose_was_the_undivided_amount_is_asked(mei, chens, wangs, wen):
    tell_both(chens, wangs, mei)
    move(mei, wangs, wen)
    assert IncomeQuestion.objects.open().filter(household=chens, item="crops", reason="left").exists()


@pytest.mark.parametrize("first", ["told", "moved"])
def test_whether_it_was_told_before_or_after_the_move_was_entered_is_the_same(mei, chens, wangs, wen, first):
    if first == "told":
        tell_both(chens, wangs, mei)
    move(mei, wangs, wen)
    if first == "moved":
        tell_both(chens, wangs, mei)
    assert (per_head(chens), per_head(wangs)) == (6_000, 12_000)
    rebuild_income([wangs.pk])
    rebuild_income([chens.pk, wangs.pk])
    assert per_head(wangs) == 12_000


@pytest.mark.parametrize(("days", "expected"), [(-1, 14_000), (0, 6_000), (1, 6_000)])
def test_what_the_new_household_says_from_the_day_she_came_holds_her_already(mei, chens, wangs, wen, days, expected):
    told(chens, {(IncomeItem.WAGES_LABOUR, mei): 24_000}, first=YEAR.start, months=12, on=dt.date(2026, 6, 2))
    told(wangs, {IncomeItem.CROPS: 18_000}, first=YEAR.start, months=12, on=MOVED + dt.timedelta(days))
    move(mei, wangs, wen)
    assert per_head(wangs) == expected


def test_an_amount_that_came_along_names_the_statement_that_told_it(mei, chens, wangs, wen):
    tell_both(chens, wangs, mei)
    move(mei, wangs, wen)
    came = IncomeRecord.objects.amounts().get(household=wangs, member=entry_of(mei), told_until=None)
    assert (came.amount, came.statement) == (2_000, chens.statements.get().pk)


def test_wages_that_ended_are_not_carried_on_there(mei, chens, wangs, wen):
    told(wangs, {IncomeItem.CROPS: 12_000}, first=dt.date(2025, 1, 1), months=12, on=dt.date(2026, 1, 2))
    told(chens, {(IncomeItem.WAGES_LABOUR, mei): 12_000}, first=dt.date(2025, 1, 1), months=12, on=dt.date(2026, 1, 2))
    told(chens, {IncomeItem.CROPS: 5}, first=dt.date(2026, 1, 1), months=5, on=dt.date(2026, 6, 2))
    move(mei, wangs, wen)
    hers = IncomeRecord.objects.amounts().filter(household=wangs, member=entry_of(mei))
    assert {(one.start, one.end) for one in hers} == {(2025 * 12, 2025 * 12 + 12)}


def test_through_three_households_it_comes_along(mei, chens, wangs, wen, heyi):
    tell_both(chens, wangs, mei)
    lius = household(heyi, number="H3", people=1)
    told(lius, {IncomeItem.CROPS: 2_000}, first=YEAR.start, months=12, on=dt.date(2026, 6, 2))
    move(mei, wangs, wen)
    move(Member.objects.get(household=wangs, name="Mei"), lius, wen, on=dt.date(2026, 6, 12), reason="separated")
    assert (per_head(chens), per_head(wangs), per_head(lius)) == (6_000, 6_000, 13_000)


def test_a_caseworker_proposes_a_move_and_the_clerk_sees_it_side_by_side(mei, wangs, lan, wen, client_of):
    change = move(mei, wangs, lan)
    assert mei.household.members.present(DAY).count() == 2
    page = client_of(wen).get(reverse("households:changes")).content.decode()
    assert "Move to another household" in page and "H2" in page and "Married away" in page
    actions.take_change_step(change, "confirm", by=wen)
    assert wangs.members.present(DAY).count() == 3


def test_a_move_into_another_township_is_not_for_the_clerk(mei, shuikou, wen, qin):
    far = household(shuikou, number="H9")
    with pytest.raises(ActionRefused, match="outside your territory"):
        move(mei, far, wen)
    assert move(mei, far, qin).state == "confirmed"


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"on": DAY.replace(year=2030)}, "must not lie ahead"), ({"relation": "head"}, "has a head already")],
)
def test_what_cannot_be_is_refused_with_what_to_do(mei, wangs, wen, fields, words):
    with pytest.raises(ActionRefused, match=words):
        move(mei, wangs, wen, **fields)


def test_nobody_is_entered_twice_in_a_household(mei, wangs, wen):
    member(wangs, name="Mei", relation="daughter_in_law", birth_date=mei.birth_date)
    with pytest.raises(ActionRefused, match="already"):
        move(mei, wangs, wen)


def test_the_page_finds_the_other_household_by_name(mei, wangs, wen, client_of):
    url, client = reverse("households:person-move", args=[mei.pk]), client_of(wen)
    sent = {"relation": "daughter_in_law", "left_reason": "married", "on": f"{MOVED}", "reason": "Wedding"}
    nobody = client.post(url, {**sent, "to": "Nobody of this name"})
    assert nobody.status_code == 422 and "No household on file" in nobody.content.decode()
    several = client.post(url, {**sent, "to": "Sample H"})
    assert several.status_code in (302, 422)
    answer = client.post(url, {**sent, "to": wangs.number}, follow=True)
    assert "Saved." in answer.content.decode() and wangs.members.filter(name="Mei").exists()


def test_when_some_leave_they_have_a_household_with_a_provisional_number(mei, chens, wen):
    change = split(chens, {mei: "head"}, wen)
    made = Household.objects.get(pk=change.values["made"])
    assert made.has_provisional_number and made.village == chens.village and made.kind == chens.kind
    assert [one.name for one in made.members.all()] == ["Mei"] and made.members.get().relation == "head"
    assert chens.members.present(DAY).count() == 1


def test_without_a_head_or_with_everybody_a_household_is_not_split(mei, chens, wen):
    with pytest.raises(ActionRefused, match="Exactly one person is the head"):
        split(chens, {mei: "daughter"}, wen)
    with pytest.raises(ActionRefused, match="Somebody must stay"):
        split(chens, {mei: "head", chens.members.get(relation="head"): "father"}, wen)
    with pytest.raises(ActionRefused, match="at least one person"):
        split(chens, {}, wen)


def test_the_page_of_splitting_asks_of_each_person(mei, chens, wen, client_of):
    url, client = reverse("households:split", args=[chens.pk]), client_of(wen)
    assert "Mei: in the new household" in client.get(url).content.decode()
    client.post(url, {"on": f"{MOVED}", f"r{mei.pk}": "head", "reason": "They cook apart"})
    assert RegistryChange.objects.get().state == "confirmed"
