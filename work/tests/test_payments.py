"""A payment list by hand and by file: who is unpaid, what is refused, who sees it, and whose list is late."""

import datetime as dt
import io

import pytest
import time_machine
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from accounts.models import AccessEvent
from core.workflow import ActionRefused
from departments.batches.reader import column_of
from households.models import WorkSpell
from policy import parameters
from povwatch.tests.factories import person
from work.models import Enterprise, Offer, Payment, PaymentList
from work.payments.actions import send_list, withdraw_list
from work.payments.conditions import owes_list, pay_condition
from work.payments.sheet import SHEET

from .offered import enterprise, offer, placement, worker
from .paid import paid_list

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2026, month, 1) for month in (9, 10, 11))
ID_OF_TIAN, ID_OF_RAO = "999900199001010014", "999900199101010011"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-20T09:00+08:00", tick=False):
        yield


@pytest.fixture
def workshop(heyi):
    return enterprise(heyi)


def at_work(who, of, *, since=dt.date(2026, 1, 1), until=None, wage=800, employer=None):
    """Work in the workshop, as an import brings it."""
    return WorkSpell.objects.create(
        member=who, started_on=since, ended_on=until, place="village", channel="workshop", monthly_wage=wage,
        employer=employer or of.name,
    )  # fmt: skip


@pytest.fixture
def tian(heyi, workshop):
    return at_work(worker(heyi, "Tian Long", id_number=ID_OF_TIAN), workshop)


@pytest.fixture
def rao(heyi, workshop):
    return at_work(worker(heyi, "Rao Hong", id_number=ID_OF_RAO), workshop)


def payments(made) -> dict:
    return {one.member.name: (one.yuan, one.is_missing) for one in made.payments.select_related("member")}


# ------------------------------------------------------------------------------------------------------ who is unpaid


def test_who_is_missing_counts_as_unpaid_once_that_was_agreed(workshop, tian, rao, lan):
    with pytest.raises(ActionRefused, match="1 person with a place here is missing in the list"):
        paid_list(workshop, lan, OCTOBER, {tian: 800}, agreed=False)
    assert not PaymentList.objects.exists()
    made = paid_list(workshop, lan, OCTOBER, {tian: 800})
    assert payments(made) == {"Tian Long": (800, False), "Rao Hong": (0, True)}
    assert AccessEvent.objects.get(action="payment_list_sent").details["rows"] == 2


@pytest.mark.parametrize(
    ("since", "until", "is_unpaid"),
    [
        ((2026, 9, 30), None, True), ((2026, 10, 1), None, True), ((2026, 10, 2), None, False),
        ((2026, 1, 1), (2026, 10, 30), False), ((2026, 1, 1), (2026, 10, 31), True),
        ((2026, 1, 1), (2026, 11, 1), True),
    ],
)  # fmt: skip
def test_only_whoever_worked_the_whole_month_is_unpaid_when_missing(heyi, workshop, tian, lan, since, until, is_unpaid):
    at_work(worker(heyi, "Rao Hong"), workshop, since=dt.date(*since), until=until and dt.date(*until))
    made = paid_list(workshop, lan, OCTOBER, {tian: 800})
    assert ("Rao Hong" in payments(made)) is is_unpaid


def test_a_correction_asks_for_everybody_on_the_earlier_list(heyi, workshop, tian, lan):
    """Rao worked three weeks and was paid; a correction that leaves him out says that he was not."""
    rao = at_work(worker(heyi, "Rao Hong"), workshop, since=dt.date(2026, 10, 10))
    paid_list(workshop, lan, OCTOBER, {tian: 800, rao: 500})
    with pytest.raises(ActionRefused, match="1 person"):
        paid_list(workshop, lan, OCTOBER, {tian: 700}, sent_on=dt.date(2026, 11, 6), agreed=False)
    made = paid_list(workshop, lan, OCTOBER, {tian: 700}, sent_on=dt.date(2026, 11, 6))
    assert payments(made) == {"Tian Long": (700, False), "Rao Hong": (0, True)}
    assert {one.yuan for one in Payment.objects.holding()} == {700, 0}


def test_a_clerk_tells_of_the_people_of_the_own_territory_alone(county, heyi, shuikou, lan, qin):
    """The firm of the county employs in two villages: whoever keeps one says nothing of the other."""
    firm = enterprise(county)
    here, there = at_work(worker(heyi), firm), at_work(worker(shuikou), firm)
    with pytest.raises(PermissionDenied):
        paid_list(firm, lan, OCTOBER, {here: 800})
    made = paid_list(firm, qin, OCTOBER, {here: 800, there: 0})
    assert made.payments.count() == 2


def test_of_two_enterprises_of_one_name_each_has_the_people_of_its_place(heyi, shuikou, workshop, tian, lan):
    enterprise(shuikou)
    far = at_work(worker(shuikou, "Rao Hong"), workshop)
    made = paid_list(workshop, lan, OCTOBER, {tian: 800})
    assert far.pk not in made.payments.values_list("spell", flat=True)


# ----------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(("day", "is_sent"), [(30, False), (31, True)])
def test_a_list_is_sent_when_the_month_is_over(workshop, tian, lan, day, is_sent):
    act = {"month": OCTOBER, "sent_on": dt.date(2026, 10, day), "paid": {tian.pk: (800, None)}, "agreed": True}
    if is_sent:
        assert send_list(workshop, by=lan, **act).payments.exists()
    else:
        with pytest.raises(ActionRefused, match="whole month"):
            send_list(workshop, by=lan, **act)


@pytest.mark.parametrize(
    ("yuan", "day", "words"),
    [(800, dt.date(2026, 9, 30), "Wages of a month"), (800, dt.date(2026, 11, 21), "Wages of a month"),
     (0, dt.date(2026, 11, 3), "no day of payment")],
)  # fmt: skip
def test_a_day_on_which_nothing_can_have_been_paid_is_refused(workshop, tian, lan, yuan, day, words):
    with pytest.raises(ActionRefused, match=words):
        send_list(workshop, by=lan, month=OCTOBER, sent_on=dt.date(2026, 11, 5), paid={tian.pk: (yuan, day)})


def test_an_empty_list_and_a_second_withdrawal_are_refused(workshop, tian, lan):
    with pytest.raises(ActionRefused, match="Nobody is on this list"):
        paid_list(workshop, lan, OCTOBER, {})
    made = paid_list(workshop, lan, OCTOBER, {tian: 800})
    withdraw_list(made, by=lan, why="Of another month")
    with pytest.raises(ActionRefused, match="withdrawn already"):
        withdraw_list(made, by=lan, why="Again")
    assert not Payment.objects.holding().exists()


# -------------------------------------------------------------------------------------------------- late and too little


@pytest.fixture
def p(county):
    return parameters.parameters_on(dt.date(2026, 11, 20), county)


@pytest.mark.parametrize(("today", "owes"), [((2026, 11, 14), False), ((2026, 11, 15), False), ((2026, 11, 16), True)])
def test_whoever_sent_a_list_before_owes_the_next_after_fifteen_days(county, workshop, tian, lan, today, owes):
    paid_list(workshop, lan, SEPTEMBER, {tian: 800}, sent_on=dt.date(2026, 9, 30))
    p = parameters.parameters_on(dt.date(*today), county)
    assert Enterprise.objects.filter(owes_list(p, Enterprise)).exists() is owes


def test_whoever_never_sent_one_or_has_nobody_at_work_owes_none(county, workshop, tian, lan, p):
    assert not Enterprise.objects.filter(owes_list(p, Enterprise)).exists()
    paid_list(workshop, lan, SEPTEMBER, {tian: 800})
    assert Enterprise.objects.filter(owes_list(p, Enterprise)).exists()
    WorkSpell.objects.filter(pk=tian.pk).update(ended_on=dt.date(2026, 9, 30))
    assert not Enterprise.objects.filter(owes_list(p, Enterprise)).exists()


def test_an_offer_without_an_enterprise_sends_its_own_lists(heyi, lan, p):
    post, who = offer(heyi), worker(heyi)
    spell = at_work(who, post, employer="Village")
    held = placement(post, who, lan)
    type(held.measure).objects.filter(pk=held.measure.pk).update(spell=spell)
    made = paid_list(post, lan, SEPTEMBER, {spell: 800})
    assert made.of == post and Offer.objects.filter(owes_list(p, Offer)).get() == post


@pytest.mark.parametrize(("yuan", "is_less"), [("799.99", True), ("800", False), ("801", False)])
def test_less_than_promised_is_found(workshop, tian, lan, p, yuan, is_less):
    paid_list(workshop, lan, OCTOBER, {tian: yuan})
    assert Payment.objects.filter(pay_condition("less", p)).exists() is is_less


@pytest.mark.parametrize(("day", "is_late"), [(14, False), (15, False), (16, True)])
def test_pay_that_came_more_than_fifteen_days_after_the_month_is_late(workshop, tian, lan, p, day, is_late):
    paid = {tian.pk: (800, dt.date(2026, 11, day))}
    send_list(workshop, by=lan, month=OCTOBER, sent_on=dt.date(2026, 11, 16), paid=paid)
    assert Payment.objects.filter(pay_condition("late", p)).exists() is is_late


def test_without_the_parameter_nothing_is_late(county, workshop, tian, lan):
    paid_list(workshop, lan, SEPTEMBER, {tian: 800})
    early = parameters.parameters_on(dt.date(2019, 6, 1), county)
    assert not Enterprise.objects.filter(owes_list(early, Enterprise)).exists()
    assert not Payment.objects.filter(pay_condition("late", early)).exists()


# ----------------------------------------------------------------------------------------------------------- the pages


def page_of(of):
    return reverse("work:enterprise-payments", args=[of.pk])


def test_a_list_is_entered_by_hand_and_asks_before_somebody_counts_as_unpaid(workshop, tian, rao, lan, client_of):
    client, url = client_of(lan), f"{page_of(workshop)}?month=2026-10"
    told = client.get(url).content.decode()
    assert "800" in told and tian.member.household.number in told and "Tian Long" not in told
    said = {"sent_on": "2026-11-05", f"yuan-{tian.pk}": "750", f"paid-{tian.pk}": "2026-11-04"}
    asked = client.post(url, said)
    assert asked.status_code == 422 and "they will count as unpaid" in asked.content.decode()
    assert 'name="agreed"' in asked.content.decode() and 'value="750"' in asked.content.decode()
    done = client.post(url, said | {"agreed": "on"}, follow=True).content.decode()
    assert "less than promised" in done and "missing in the list" in done
    listed = client.get(reverse("work:payments"), {"pay": "unpaid"}).content.decode()
    assert rao.member.household.number in listed and tian.member.household.number not in listed
    assert "missing in the list" in client.get(workshop.get_absolute_url()).content.decode()


def test_the_next_look_at_the_month_is_filled_with_what_was_told(workshop, tian, lan, client_of):
    paid_list(workshop, lan, OCTOBER, {tian: 750})
    told = client_of(lan).get(f"{page_of(workshop)}?month=2026-10").content.decode()
    assert 'value="750.00"' in told and "What you save corrects it" in told


def test_a_list_is_withdrawn_on_its_page(workshop, tian, lan, client_of):
    made, client = paid_list(workshop, lan, OCTOBER, {tian: 750}), client_of(lan)
    url = reverse("work:payment-list-withdraw", args=[made.pk])
    assert client.post(url, {"why": ""}).status_code == 422
    told = client.post(url, {"why": "Of another month"}, follow=True).content.decode()
    assert "Of another month" in told and url not in told


def test_whose_list_is_late_is_said_on_the_page(workshop, tian, lan, client_of):
    paid_list(workshop, lan, SEPTEMBER, {tian: 800})
    assert "No list was sent for October 2026 yet" in client_of(lan).get(workshop.get_absolute_url()).content.decode()


def test_another_county_sees_nothing_and_a_reader_enters_nothing(workshop, tian, lan, mo, su, client_of):
    made = paid_list(workshop, lan, OCTOBER, {tian: 750})
    assert client_of(mo).get(made.get_absolute_url()).status_code == 404
    assert client_of(mo).get(page_of(workshop)).status_code in (403, 404)
    assert client_of(su).get(page_of(workshop)).status_code == 403


def test_a_caseworker_of_another_village_sees_no_payment_of_this_one(shuikou, workshop, tian, lan, client_of):
    paid_list(workshop, lan, OCTOBER, {tian: 750})
    assert tian.member.household.number in client_of(lan).get(reverse("work:payments")).content.decode()
    gao = client_of(person("gao", "caseworker", shuikou))
    assert tian.member.household.number not in gao.get(reverse("work:payments")).content.decode()


# ------------------------------------------------------------------------------------------------------------ the file


def workbook(*rows, header=("身份证号", "姓名", "实发工资", "发放日期")):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for place, row in enumerate((header, *rows)):
            page.write_row(place, 0, row)
    return SimpleUploadedFile("list.xlsx", file.getvalue())


def send(client, of, file):
    return client.post(f"{page_of(of)}?month=2026-10", {"read": "Read", "file": file})


def test_a_file_fills_the_page_in_and_keeps_nothing(workshop, tian, rao, lan, client_of):
    file = workbook((ID_OF_TIAN, "Tian Long", 760, "2026-11-04"), ("", "Rao Hong", 0, ""), ("合计", "", 760, ""))
    answer = send(client_of(lan), workshop, file)
    told = answer.content.decode()
    assert answer.status_code == 200 and 'value="760' in told and 'value="2026-11-04"' in told and 'value="0' in told
    assert "2 amounts were read" in told and not PaymentList.objects.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((ID_OF_TIAN, "Somebody", 760, ""), "on file with another name"),
        (("", "Somebody", 760, ""), "has a place here in this month"),
        (("", "Rao Hong", 760, ""), "Several people who work here are called so"),
        ((ID_OF_TIAN, "", -5, ""), "Paid (yuan)"),
        ((ID_OF_TIAN, "", "", ""), "Paid (yuan)"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken(heyi, workshop, tian, rao, lan, client_of, row, words):
    at_work(worker(heyi, "Rao Hong"), workshop)
    answer = send(client_of(lan), workshop, workbook((ID_OF_RAO, "Rao Hong", 600, ""), row))
    told = answer.content.decode()
    assert answer.status_code == 422 and words in told and "Nothing was taken" in told and 'value="600' not in told


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_header_that_the_messages_ask_for_is_read(language):
    with translation.override(language):
        headers = {one.keeps: str(one.label) for one in SHEET.all_columns}
    assert {keeps: column_of(SHEET, header) for keeps, header in headers.items()} == {keeps: keeps for keeps in headers}


def test_who_stands_in_the_file_twice_is_named(workshop, tian, lan, client_of):
    rows = ((ID_OF_TIAN, "", 300, ""), (ID_OF_TIAN, "", 400, ""))
    assert "stands in the file twice" in send(client_of(lan), workshop, workbook(*rows)).content.decode()


def test_a_file_without_amounts_is_no_list(workshop, tian, lan, client_of):
    answer = send(client_of(lan), workshop, workbook((ID_OF_TIAN, "Tian Long"), header=("身份证号", "姓名")))
    assert answer.status_code == 422 and "No sheet says who was paid what" in answer.content.decode()
