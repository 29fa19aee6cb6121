"""A household moves to another village, is closed, or becomes part of another; what belongs to it follows or stays
readable."""

import datetime as dt

import pytest
from django.urls import reverse

from alerts.alert.actions import enter_alert
from alerts.models import Signal
from cases.models import Case, HelperAssignment
from core.dates import today, twelve_full_months
from core.models import OutboxRow
from core.workflow import ActionRefused
from households.changes import actions
from households.choices import IncomeItem
from households.models import Household, Member
from povwatch.tests import factories
from povwatch.tests.factories import DAY, household, member, stand, told

from .known import known

ON = dt.date(2026, 6, 10)


@pytest.fixture
def chens(heyi):
    """Chen, the head, and one other person."""
    return household(heyi, number="H1", people=2)


@pytest.fixture
def wangs(heyi):
    return household(heyi, number="H2", people=1)


def change(kind, home, by, **values):
    about = {"village": home.village, "household": home, "reason": "Seen in the register", "accepted": True}
    return actions.change_at_desk(kind, by=by, values=values, **about)


def merge(gone, kept, by, on=ON):
    relations = {f"{one.pk}": "other" for one in gone.members.present(today())}
    return change("merge", gone, by, to=kept.pk, to_words=kept.number, on=f"{on}", relations=relations)


def close(home, by, state, on=ON):
    return change("close", home, by, state=state, state_on=f"{on}")


def again(row):
    return type(row).objects.get(pk=row.pk)


def alert_of(home, by, words="Somebody fell ill"):
    return enter_alert(home, by=by, channel="report", level=1, words=words)


# ------------------------------------------------------------------------------------------------------------ merging


def test_a_merged_household_is_closed_and_its_people_belong_to_the_living_one(chens, wangs, wen):
    merge(chens, wangs, wen)
    gone = again(chens)
    assert (gone.state, gone.state_on, gone.merged_into) == ("merged", ON, wangs)
    assert (again(wangs).number, again(wangs).state) == ("H2", "active")
    assert wangs.members.present(today()).count() == 3 and not chens.members.present(today()).exists()


def test_past_days_stay_what_they_were(chens, wangs, wen):
    merge(chens, wangs, wen)
    before = ON - dt.timedelta(1)
    assert (chens.members.present(before).count(), wangs.members.present(before).count()) == (2, 1)


def test_all_income_comes_along_the_undivided_too_and_only_from_that_day(chens, wangs, wen):
    year = {"first": twelve_full_months(DAY).start, "months": 12, "on": dt.date(2026, 6, 2)}
    told(chens, {IncomeItem.CROPS: 6_000}, **year)
    told(wangs, {IncomeItem.CROPS: 3_000}, **year)
    merge(chens, wangs, wen)
    assert known("income", wangs)["net"] == 9_000
    assert known("income", wangs, ON)["net"] == 9_000
    assert known("income", wangs, ON - dt.timedelta(1))["net"] == 3_000


def test_who_is_in_both_is_not_entered_twice(chens, wangs, wen):
    twin = member(chens, name="Old Liu", birth_date=dt.date(1950, 1, 1))
    member(wangs, name="Old Liu", birth_date=dt.date(1950, 1, 1))
    merge(chens, wangs, wen)
    assert wangs.members.filter(name="Old Liu").count() == 1 and again(twin).left_on == ON


def test_its_page_says_into_which_it_was_merged_and_leads_there(chens, wangs, wen, client_of):
    merge(chens, wangs, wen)
    page = client_of(wen).get(chens.get_absolute_url()).content.decode()
    assert "Merged into another household" in page and wangs.get_absolute_url() in page
    assert chens.get_absolute_url() in client_of(wen).get(wangs.get_absolute_url()).content.decode()


def test_both_are_judged_again(chens, wangs, wen):
    merge(chens, wangs, wen)
    keys = set(OutboxRow.objects.filter(kind="recompute_household").values_list("key", flat=True))
    assert keys >= {f"{chens.pk}", f"{wangs.pk}"}


def test_an_open_alert_goes_on_with_the_living_household(chens, wangs, wen):
    alert = alert_of(chens, wen)
    merge(chens, wangs, wen)
    assert again(alert).household == wangs and Signal.objects.get().household == wangs


def test_of_two_open_alerts_one_goes_on_with_the_signals_of_both(chens, wangs, wen):
    theirs, ours = alert_of(chens, wen, "No water"), alert_of(wangs, wen, "Ill")
    merge(chens, wangs, wen)
    assert (again(theirs).state, again(theirs).outcome, again(ours).state) == ("closed", "duplicate", "new")
    assert again(ours).signals.count() == 2


def test_the_alert_that_somebody_works_on_is_the_one_that_goes_on(chens, wangs, wen):
    theirs, ours = alert_of(chens, wen), alert_of(wangs, wen)
    stand(theirs, "accepted")
    merge(chens, wangs, wen)
    assert (again(theirs).state, again(theirs).household) == ("accepted", wangs)
    assert (again(ours).state, again(ours).outcome) == ("closed", "duplicate")


def test_two_alerts_in_hand_are_not_thrown_together(chens, wangs, wen):
    for home in (chens, wangs):
        stand(alert_of(home, wen), "accepted")
    with pytest.raises(ActionRefused, match="answer one of them first"):
        merge(chens, wangs, wen)
    assert again(chens).state == "active"


def test_an_open_case_goes_on_as_the_next_episode_with_its_helper(chens, wangs, wen, qin):
    factories.case(wangs, cleared_on=dt.date(2025, 9, 1))
    case = factories.case(chens)
    helper = HelperAssignment.objects.create(household=chens, name="Hu", unit="Town", since=ON, by=qin)
    merge(chens, wangs, wen)
    assert (again(case).household, again(case).episode_no, again(helper).household) == (wangs, 2, wangs)


def test_a_case_that_is_over_stays_readable_where_it_was(chens, wangs, wen):
    case = factories.case(chens, cleared_on=dt.date(2025, 9, 1))
    merge(chens, wangs, wen)
    assert Case.objects.get(pk=case.pk).household == chens


def test_two_open_cases_do_not_become_one(chens, wangs, wen):
    factories.case(chens), factories.case(wangs)
    with pytest.raises(ActionRefused, match="Both households have an open case"):
        merge(chens, wangs, wen)


def test_what_was_merged_earlier_leads_to_the_living_household_too(chens, wangs, wen, heyi):
    lius = household(heyi, number="H3")
    merge(chens, wangs, wen)
    merge(wangs, lius, wen)
    assert again(chens).merged_into == lius and lius.members.present(today()).count() == 5


def test_a_caseworker_proposes_a_merger_on_its_page(chens, wangs, lan, client_of):
    url, client = reverse("households:merge", args=[chens.pk]), client_of(lan)
    sent = {f"r{one.pk}": "other" for one in chens.members.all()}
    answer = client.post(url, {**sent, "to": "H2", "on": f"{ON}", "reason": "One kitchen"}, follow=True)
    assert "Proposed:" in answer.content.decode() and again(chens).state == "active"


# ------------------------------------------------------------------------------------------------------------ closing


@pytest.mark.parametrize(("state", "reason"), [("moved", "moved"), ("mistake", "error")])
def test_who_belonged_to_a_closed_household_left_with_it(chens, wen, state, reason):
    close(chens, wen, state)
    assert (again(chens).state, again(chens).state_on) == (state, ON)
    assert set(chens.members.values_list("left_on", "left_reason")) == {(ON, reason)}


def test_while_somebody_lives_there_nobody_is_left(chens, wen):
    with pytest.raises(ActionRefused, match="belong to it still"):
        close(chens, wen, "extinct")
    chens.members.update(left_on=ON, left_reason="died")
    assert close(chens, wen, "extinct").state == "confirmed"


def test_a_household_with_an_open_alert_or_case_is_not_closed(chens, wangs, wen):
    alert_of(chens, wen)
    factories.case(wangs)
    with pytest.raises(ActionRefused, match="answer and close it first"):
        close(chens, wen, "moved")
    with pytest.raises(ActionRefused, match="end it first"):
        close(wangs, wen, "moved")


@pytest.mark.parametrize(("days", "may"), [(0, True), (1, False)])
def test_a_household_is_closed_today_at_the_latest(chens, wen, days, may):
    on = today() + dt.timedelta(days)
    if may:
        assert close(chens, wen, "moved", on=on).state == "confirmed"
    else:
        with pytest.raises(ActionRefused, match="ahead"):
            close(chens, wen, "moved", on=on)


def test_the_page_of_closing(chens, wen, client_of):
    url, client = reverse("households:close", args=[chens.pk]), client_of(wen)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"state": "moved", "state_on": f"{ON}", "reason": "Sold the house"}, follow=True)
    assert "no longer on file" in answer.content.decode()


# ---------------------------------------------------------------------------------------------------- another village


def test_a_household_moves_to_another_village_with_its_open_alert(chens, shuikou, qin):
    alert = alert_of(chens, qin)
    change("village", chens, qin, village_id=shuikou.pk)
    assert again(chens).village == shuikou and again(alert).village == shuikou
    assert again(chens).members.present(today()).count() == 2


def test_only_who_works_in_both_villages_moves_a_household(chens, shuikou, neighbour, wen, qin):
    with pytest.raises(ActionRefused, match="outside your territory"):
        change("village", chens, wen, village_id=shuikou.pk)
    far = factories.area("999002101201", "Far", factories.area("999002101", "Farther", neighbour))
    with pytest.raises(ActionRefused, match="outside the county"):
        change("village", chens, qin, village_id=far.pk)


def test_the_page_offers_the_villages_of_ones_territory(chens, shuikou, qin, client_of):
    url, client = reverse("households:move", args=[chens.pk]), client_of(qin)
    assert "Shuikou Village" in client.get(url).content.decode()
    client.post(url, {"village": shuikou.pk, "reason": "New house"})
    assert Household.objects.get(pk=chens.pk).village == shuikou


def test_the_queue_names_both_villages(chens, shuikou, qin, client_of):
    change("village", chens, qin, village_id=shuikou.pk)
    page = client_of(qin).get(reverse("households:changes") + "?state=any").content.decode()
    assert "Heyi Village (Anping Township)" in page and "Shuikou Village (Linxi Township)" in page


def test_entered_by_mistake_means_never_on_file(chens, wen):
    close(chens, wen, "mistake")
    assert not Member.objects.present(ON - dt.timedelta(1)).filter(household=chens).exists()
