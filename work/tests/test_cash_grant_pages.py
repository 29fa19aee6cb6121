"""The pages of cash grants: the list with its counts, the clerk's list, a claim, the portrait, and what waits."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.waiting.declare import WAITING_KINDS
from households.models import Household
from households.moves.belongings import let_rows_follow, tell_of_new_entry
from povwatch.tests.factories import DAY, household, member
from work.cash_grants import actions
from work.cash_grants.counts import grant_counts, may_have_at_home
from work.models import CashGrant, CashGrantClaim

from .test_cash_grants import a_grant, away, june, tian, travel, works

__all__ = ["away", "june", "tian", "travel"]  # every story here is told on that day, of these people
pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(f"work:{name}", args=args, query=query))


def send(client, address, *args, **data):
    return client.post(reverse(f"work:{address}", args=args), data, follow=True)


@pytest.fixture
def heating(county, qin):
    return a_grant(county, qin, name="Heating", condition="household", least_months=None)


def names(answer):
    return [row.name if hasattr(row, "name") else row.number for row in answer.context["page"]]


def test_the_list_counts_what_one_sees_and_the_counts_open_lists_as_long(
    travel, heating, away, shuikou, wen, zhao, qin, client_of
):
    far = member(household(shuikou, people=0), name="Far")
    works(far, dt.date(2025, 1, 1))
    actions.take_claim_step(actions.apply_for(travel, far, by=qin, year=2026), "pay", by=qin)
    rows = {row["grant"].name: row for row in page(client_of(qin), "cash-grants").context["rows"]}
    counted = {name: tuple(row[key] for key in ("may_have", "applied", "paid", "yuan")) for name, row in rows.items()}
    assert counted == {"Travel allowance": (1, 0, 1, 600), "Heating": (2, 0, 0, None)}
    own = {row["grant"].name: row for row in page(client_of(wen), "cash-grants").context["rows"]}
    assert (own["Travel allowance"]["paid"], own["Heating"]["may_have"]) == (0, 1)
    shown = page(client_of(qin), "cash-grant", travel.pk, 2026, state="paid")
    assert names(shown) == ["Far"] and shown.context["page"].paginator.count == 1


def test_the_list_asks_three_statements_for_any_number_of_grants(travel, heating, away, wen, django_assert_num_queries):
    wen.areas_where("household.view")
    with django_assert_num_queries(3):
        grant_counts(CashGrant.objects.visible_to(wen), wen, 2026, DAY)


def test_the_clerk_ticks_who_applied_and_the_township_who_was_paid(travel, away, wen, zhao, client_of):
    clerk = client_of(wen)
    before = page(clerk, "cash-grant", travel.pk, 2026)
    assert names(before) == ["Tian"] and b"They applied today" in before.content
    assert b"They were paid on this day" not in before.content
    assert b"1 recorded." in send(clerk, "cash-grant", travel.pk, 2026, step="apply", chosen=away.pk).content
    paid = send(client_of(zhao), "cash-grant", travel.pk, 2026, step="pay", chosen=away.pk, on="2026-06-15")
    assert b"1 recorded." in paid.content
    assert CashGrantClaim.objects.get().state == "paid"


def test_nothing_ticked_and_what_fails_are_told(travel, tian, wen, client_of):
    clerk = client_of(wen)
    assert b"Nothing was recorded" in send(clerk, "cash-grant", travel.pk, 2026, step="apply").content
    told = send(clerk, "cash-grant", travel.pk, 2026, step="apply", chosen=tian.pk).content
    assert b"By what is on file the conditions" in told and not CashGrantClaim.objects.exists()


def test_others_villages_cannot_be_ticked(travel, away, shuikou, wen, client_of):
    far = member(household(shuikou, people=0), name="Far")
    works(far, dt.date(2025, 1, 1))
    assert b"Nothing was recorded" in send(
        client_of(wen), "cash-grant", travel.pk, 2026, step="apply", chosen=far.pk
    ).content  # fmt: skip


def test_the_clerks_list_is_filtered_searched_and_taken_along(heating, tian, heyi, zhao, client_of):
    other = household(heyi)
    actions.apply_for(heating, other, by=zhao, year=2026)
    client = client_of(zhao)
    assert names(page(client, "cash-grant", heating.pk, 2026, state="may_have")) == [tian.household.number]
    assert names(page(client, "cash-grant", heating.pk, 2026, village=heyi.code, state="applied")) == [other.number]
    found = send(client, "cash-grant-search", heating.pk, 2026, text=other.number)
    assert names(found) == [other.number]
    file = page(client, "cash-grant", heating.pk, 2026, file="csv").content.decode()
    assert other.number in file and "May have it, not applied" in file


def test_a_year_without_the_grant_is_not_found(travel, wen, client_of):
    assert page(client_of(wen), "cash-grant", travel.pk, 2025).status_code == 404
    assert page(client_of(wen), "cash-grants", year="2031").status_code == 404


def test_qin_enters_and_closes_a_grant_and_zhao_may_not(county, qin, zhao, client_of):
    said = {"name": "Start-up award", "paper": "Paper 3", "valid_from": "2026-02-01", "for_whom": "account",
            "condition": "away", "least_months": "13"}  # fmt: skip
    wrong = send(client_of(qin), "cash-grant-new", **said)
    assert wrong.status_code == 422 and b"Start-up award" in wrong.content
    assert send(client_of(qin), "cash-grant-new", **said | {"least_months": "6"}).status_code == 200
    grant = CashGrant.objects.get()
    assert send(client_of(qin), "cash-grant-close", grant.pk, valid_until="2026-06-30").status_code == 200
    grant.refresh_from_db()
    assert grant.valid_until == dt.date(2026, 6, 30)
    assert send(client_of(zhao), "cash-grant-new", **said).status_code == 403
    assert send(client_of(zhao), "cash-grant-close", grant.pk, valid_until="2026-06-30").status_code == 403


def test_a_claim_is_refused_on_its_page_with_the_reason(travel, away, wen, zhao, su, client_of):
    claim = actions.apply_for(travel, away, by=wen, year=2026)
    assert send(client_of(wen), "claim-step", claim.pk, "refuse", on="2026-06-15", reason="x").status_code == 422
    told = send(client_of(zhao), "claim-step", claim.pk, "refuse", on="2026-06-15", reason="The ticket is missing")
    assert b"The ticket is missing" in told.content
    assert b"The ticket is missing" not in page(client_of(su), "claim", claim.pk).content


def test_the_portrait_tells_what_may_be_had_what_waits_and_what_was_paid(travel, heating, away, wen, zhao, client_of):
    home = away.household
    assert {(one["grant"], one["name"]) for one in may_have_at_home(home, DAY)} == {(travel, "Tian"), (heating, "")}
    actions.apply_for(travel, away, by=wen, year=2026, on=DAY - dt.timedelta(12))
    shown = client_of(wen).get(home.get_absolute_url()).content.decode()
    assert "not paid for 12 days" in shown and "Heating" in shown and "A cash grant is no income" in shown
    actions.take_claim_step(CashGrantClaim.objects.get(), "pay", by=zhao)
    assert "600" in client_of(wen).get(home.get_absolute_url()).content.decode()


def test_a_household_without_grants_has_no_panel(heyi, wen, client_of):
    assert b"A cash grant is no income" not in client_of(wen).get(household(heyi).get_absolute_url()).content


@pytest.mark.parametrize(("days", "waits"), [(59, False), (60, True), (61, True)])
def test_what_is_not_paid_after_sixty_days_waits_for_the_township(county, travel, away, wen, zhao, days, waits):
    actions.apply_for(travel, away, by=wen, year=2026, on=DAY - dt.timedelta(days))
    kind = WAITING_KINDS["claims-unpaid"]
    assert kind.rows_for(zhao, county, DAY).exists() is waits
    assert not kind.rows_for(wen, county, DAY).exists()


def test_claims_go_along_with_people_and_households_but_for_what_was_claimed_there(travel, heating, away, heyi, wen):
    claim = actions.apply_for(travel, away, by=wen, year=2026)
    own = actions.apply_for(heating, away.household, by=wen, year=2026)
    new = household(heyi, people=0)
    tell_of_new_entry(away, member(new, name="Tian"), is_move=True)
    claim.refresh_from_db()
    assert (claim.household, claim.member.household) == (new, new)
    let_rows_follow(Household.objects.get(pk=own.household_id), new, wen)
    own.refresh_from_db()
    assert own.household == new
    other = household(heyi)
    theirs = actions.apply_for(heating, other, by=wen, year=2026)
    let_rows_follow(other, new, wen)
    theirs.refresh_from_db()
    assert theirs.household == other
