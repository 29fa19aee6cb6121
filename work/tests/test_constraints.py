"""What the database promises about people's work and offers; each promise is broken once."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from cases.models import Measure
from povwatch.tests.factories import case, household
from work.models import (
    AccountEntry,
    CashGrant,
    CashGrantClaim,
    Enterprise,
    Heard,
    Offer,
    PaymentList,
    Placement,
    Project,
    ProjectContract,
    ProjectPayment,
    Sale,
    SaleDelivery,
    Trade,
    Training,
    WorkNeed,
)

pytestmark = pytest.mark.django_db
MAY = dt.date(2026, 5, 1)
APRIL = MAY - dt.timedelta(1)
CALL = uuid.UUID(int=1)


class Made:
    """A household under monitoring with one member, and what can be said of their work."""

    def __init__(self, heyi):
        self.home = household(heyi, people=1)
        self.case, self.member, self.village = case(self.home), self.home.members.get(), heyi
        self.place = {"county": self.home.county, "area": heyi}

    def need(self, **said):
        return WorkNeed.objects.create(member=self.member, told_on=MAY, **said)

    def heard(self, **said):
        usual = {"on": MAY, "answer": "unchanged", "way": "phone"}
        return Heard.objects.create(member=self.member, **(usual | said))

    def entry(self, **said):
        home = {"household": self.home, "county": self.home.county, "village": self.village, "as_of": MAY}
        return AccountEntry.objects.create(member=self.member, **home, **({"state": "needs"} | said))

    def enterprise(self, **said):
        return Enterprise.objects.create(**self.place, **({"kind": "firm", "name": "Sample works"} | said))

    def twice(self):
        self.enterprise()
        self.enterprise(kind="workshop")

    def offer(self, **said):
        usual = {"kind": "post", "title": "Road cleaner", "monthly_wage": 700, "starts_on": MAY}
        return Offer.objects.create(**self.place, **(usual | said))

    def placement(self, by, **said):
        measure = Measure.objects.create(
            case=self.case, group="public_post", title="Cleaner", risk="07", planned_on=MAY, by=by
        )
        usual = {"offer": self.offer(), "member": self.member, "measure": measure, "offered_on": MAY}
        return Placement.objects.create(**(usual | said))

    def payment_list(self, by, **said):
        usual = {"offer": None if "enterprise" in said else self.offer(), "month": APRIL.replace(day=1), "by": by}
        return PaymentList.objects.create(**self.place, **(usual | {"sent_on": MAY} | said))

    def payment(self, by, *, times=1, lists=1, **said):
        """What one work brought, several times on a list or on several lists."""
        spell = self.member.work_spells.create(place="village", channel="public_post", started_on=APRIL)
        usual = {"member": self.member, "spell": spell, "month": APRIL.replace(day=1), "item": "wages_village"}
        for made in [self.payment_list(by) for _list in range(lists)]:
            for _time in range(times):
                made.payments.create(**(usual | {"yuan": 300} | said))

    def grant(self, **said):
        usual = {"name": "Travel", "paper": "Paper 1", "valid_from": MAY, "condition": "outside", "least_months": 3}
        return CashGrant.objects.create(county=self.home.county, **(usual | said))

    def claim(self, **said):
        usual = {"household": self.home, "member": self.member, "year": 2026, "applied_on": MAY}
        return CashGrantClaim.objects.create(**({"cash_grant": said.get("cash_grant") or self.grant()} | usual | said))

    def claims(self, number, **said):
        grant = self.grant()
        return [self.claim(cash_grant=grant, **said) for _one in range(number)]

    def sale(self, **said):
        usual = {"sold_on": MAY, "goods": "Oranges", "item": "forest_fruit", "yuan": 500, "channel": "live"}
        return Sale.objects.create(**self.place, **(usual | said))

    def delivery(self, sale=None, **said):
        return SaleDelivery.objects.create(sale=sale or self.sale(), household=self.home, **({"yuan": 100} | said))

    def deliveries(self):
        sale = self.sale()
        return [self.delivery(sale) for _one in range(2)]

    def project(self, **said):
        usual = {"name": "Orchard", "kind": "cooperative", "starts_on": MAY}
        return Project.objects.create(**self.place, **(usual | said))

    def contract(self, project=None, **said):
        usual = {"household": self.home, "since": MAY, "puts_in": "money", "yuan": 1000, "promised": 80}
        return ProjectContract.objects.create(project=project or self.project(), **(usual | said))

    def contracts(self):
        project = self.project()
        return [self.contract(project) for _one in range(2)]

    def payments(self, number, yuan):
        contract = self.contract()
        paid = {"contract": contract, "paid_on": MAY, "yuan": yuan}
        return [ProjectPayment.objects.create(**paid) for _one in range(number)]


BROKEN = {
    "wanted_place_known": lambda it, by: it.need(where="moon"),
    "heard_answer_known": lambda it, by: it.heard(answer="perhaps"),
    "a_call_is_heard_once": lambda it, by: [it.heard(call=CALL) for _time in range(2)],
    "heard_way_known": lambda it, by: it.heard(way="pigeon"),
    "a_course_ends_after_it_starts": lambda it, by: Training.objects.create(
        member=it.member, course="Sewing", started_on=MAY, ended_on=APRIL
    ),
    "work_state_known": lambda it, by: it.entry(state="busy"),
    "entry_place_known": lambda it, by: it.entry(where="moon"),
    "enterprise_kind_known": lambda it, by: it.enterprise(kind="bank"),
    "one_enterprise_a_name": lambda it, by: it.twice(),
    "offer_kind_known": lambda it, by: it.offer(kind="gift"),
    "offer_place_known": lambda it, by: it.offer(where="moon"),
    "offer_for_whom_known": lambda it, by: it.offer(for_whom="friends"),
    "offer_labour_known": lambda it, by: it.offer(least_labour="none"),
    "an_offer_ends_after_it_starts": lambda it, by: it.offer(ends_on=APRIL),
    "ages_of_an_offer_in_order": lambda it, by: it.offer(age_from=40, age_to=39),
    "an_offer_is_for_grown_people": lambda it, by: it.offer(age_from=15),
    "an_offer_has_a_place": lambda it, by: it.offer(places=0),
    "work_is_paid_and_a_course_is_not": lambda it, by: it.offer(kind="course"),
    "given_back_after_it_was_lent": lambda it, by: it.placement(
        by, equipment="Sewing machine", lent_on=MAY, returned_on=APRIL
    ),
    "what_is_lent_has_a_name": lambda it, by: it.placement(by, lent_on=MAY),
    "a_list_is_of_an_enterprise_or_an_offer": lambda it, by: it.payment_list(by, offer=None),
    "month_of_a_list_is_its_first_day": lambda it, by: it.payment_list(by, month=APRIL),
    "a_list_is_withdrawn_with_a_reason": lambda it, by: it.payment_list(by, withdrawn_on=MAY, withdrawn_by=by),
    "a_list_names_work_once": lambda it, by: it.payment(by, times=2),
    "one_payment_holds": lambda it, by: it.payment(by, lists=2, holds=True),
    "payment_item_known": lambda it, by: it.payment(by, item="luck"),
    "a_payment_is_not_below_zero": lambda it, by: it.payment(by, yuan=-1),
    "month_of_a_payment_is_its_first_day": lambda it, by: it.payment(by, month=APRIL),
    "who_was_not_paid_has_no_day": lambda it, by: it.payment(by, yuan=0, paid_on=MAY),
    "one_cash_grant_a_name_and_day": lambda it, by: (it.grant(), it.grant()),
    "cash_grant_for_whom_known": lambda it, by: it.grant(for_whom="friends"),
    "cash_grant_condition_known": lambda it, by: it.grant(condition="luck", least_months=None),
    "a_cash_grant_ends_after_it_begins": lambda it, by: it.grant(valid_until=APRIL),
    "months_are_asked_of_work_alone": lambda it, by: it.grant(least_months=13),
    "a_cash_grant_is_not_below_zero": lambda it, by: it.grant(yuan=-1),
    "one_claim_of_a_person_and_year": lambda it, by: it.claims(2),
    "one_claim_of_a_home_and_year": lambda it, by: it.claims(2, member=None),
    "what_is_paid_has_day_and_yuan": lambda it, by: it.claim(yuan=600),
    "paid_after_it_was_applied_for": lambda it, by: it.claim(state="paid", paid_on=APRIL, yuan=600),
    "sale_channel_known": lambda it, by: it.sale(channel="pigeon"),
    "sold_item_is_of_business": lambda it, by: it.sale(item="pension"),
    "what_is_sold_brings_yuan": lambda it, by: it.sale(yuan=0),
    "a_quantity_has_its_unit": lambda it, by: it.sale(quantity=5),
    "a_sale_is_withdrawn_with_reason": lambda it, by: it.sale(withdrawal_reason="Entered twice"),
    "a_household_delivers_once_a_sale": lambda it, by: it.deliveries(),
    "a_delivery_brings_yuan": lambda it, by: it.delivery(yuan=0),
    "delivered_is_not_below_zero": lambda it, by: it.delivery(quantity=-1),
    "one_project_a_name": lambda it, by: (it.project(), it.project(kind="other")),
    "project_kind_known": lambda it, by: it.project(kind="luck"),
    "a_project_ends_after_it_starts": lambda it, by: it.project(ends_on=APRIL),
    "a_project_fails_after_it_starts": lambda it, by: it.project(failed_on=APRIL, failure_reason="Frost"),
    "a_failure_has_its_reason": lambda it, by: it.project(failed_on=MAY),
    "one_contract_at_a_time": lambda it, by: it.contracts(),
    "put_in_known": lambda it, by: it.contract(puts_in="luck"),
    "a_contract_ends_after_it_starts": lambda it, by: it.contract(until=APRIL),
    "promised_is_not_below_zero": lambda it, by: it.contract(promised=-1),
    "land_in_mu_and_the_rest_in_yuan": lambda it, by: it.contract(puts_in="land"),
    "one_payment_of_a_contract_a_day": lambda it, by: it.payments(2, 10),
    "a_payment_brings_yuan": lambda it, by: it.payments(1, 0),
}


@pytest.fixture
def made(heyi):
    return Made(heyi)


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, made, qin):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        BROKEN[promise](made, qin)


def test_what_keeps_the_promises_is_taken(made, qin):
    made.need(where="county")
    made.payment(qin, lists=2, paid_on=MAY)
    made.payment_list(qin, withdrawn_on=MAY, withdrawn_by=qin, withdrawn_why="Of another office")
    made.heard()
    made.entry()
    made.enterprise()
    made.offer(kind="course", monthly_wage=None, age_from=16, age_to=16, ends_on=MAY)
    free = made.grant(name="Heating", condition="household", least_months=None, valid_until=MAY, yuan=0)
    made.claim(cash_grant=free, member=None)
    made.claim(cash_grant=free, member=None, year=2025)
    made.sale(quantity=5, unit="kg", yuan="0.01")
    made.project(ends_on=MAY, failed_on=MAY, failure_reason="Frost")
    made.contract(made.project(name="Tea"), puts_in="land", yuan=None, land_mu=2, promised=0, until=MAY)
    assert made.placement(qin, equipment="Sewing machine", lent_on=MAY, returned_on=MAY).pk


def test_every_promise_is_broken_once():
    """Those of trades in their own story: test_trade_constraints."""
    models = [one for one in apps.get_app_config("work").get_models() if not hasattr(one, "pgh_id") and one != Trade]
    assert {promise.name for one in models for promise in one._meta.constraints} == set(BROKEN)
