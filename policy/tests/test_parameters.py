"""Parameters: dated, added and never edited; what a clerk sees of them; deciding on the next value."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from accounts.models import AccessEvent
from core.database_roles import as_owner
from policy import actions, parameters
from policy.keys import PARAMETER_KEYS
from policy.models import Parameter
from povwatch.tests.factories import rewrite_grants

TODAY = dt.date(2026, 6, 15)
NOTICE = "Sample notice no. 7"
LIFE = "/parameters/history/?key=line"


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False):
        yield


def enact(county, by, value=9_000, key="line", valid_from=TODAY, document=NOTICE):
    return actions.enact_parameter(key=key, area=county, value=value, valid_from=valid_from, document=document, by=by)


# -------------------------------------------------------------------------------------------------- what is in force


@pytest.mark.parametrize(
    ("day", "line"),
    [("2019-12-31", None), ("2020-01-01", 5000), ("2022-12-31", 6800), ("2023-01-01", 7600), ("2026-06-15", 8800)],
)
def test_the_line_of_a_day_is_the_one_enacted_last_before_it(county, day, line):
    p = parameters.parameters_on(dt.date.fromisoformat(day), county)
    assert p.values.get("line") == line


def test_of_two_papers_with_the_same_start_the_later_holds(county, qin):
    enact(county, qin, value=9_000), enact(county, qin, value=9_100, document="Correction")
    p = parameters.parameters_on(TODAY, county)
    assert p.line == 9_100 and p.sources["line"]["document"] == "Correction"


def test_a_value_of_one_county_is_not_that_of_its_neighbour(county, neighbour, qin):
    enact(county, qin)
    assert parameters.parameters_on(TODAY, neighbour).line == 8_800


def test_without_a_value_the_key_says_so(county):
    p = parameters.parameters_on(dt.date(2019, 1, 1), county)
    assert not p.in_force("line")
    with pytest.raises(parameters.NotInForce, match="Monitoring line"):
        _ = p.line


def test_one_key_over_time_with_gaps(county):
    days = [dt.date(2019, 6, 1), dt.date(2020, 6, 1), dt.date(2024, 6, 1)]
    assert parameters.parameter_over_time("line", days, county) == [None, 5000, 8300]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("line", "8800", "8,800 yuan"),
        ("fall_red", "0.50", "50 %"),
        ("near_line", "1.10", "1.1 times"),
        ("idle_red", "90", "90 days"),
        ("amber_switch", "0", "off"),
    ],
)
def test_a_value_is_said_as_a_clerk_says_it(key, value, words):
    assert PARAMETER_KEYS[key].words(value) == words


# ------------------------------------------------------------------------------------------------------------ enacting


def test_enacting_adds_a_row_and_a_line_in_the_log(county, qin):
    before = Parameter.objects.count()
    row = enact(county, qin, value="9000")
    assert Parameter.objects.count() == before + 1
    assert (row.value, row.enacted_by) == ("9000", qin)
    event = AccessEvent.objects.get(action="parameter_enacted")
    assert event.area == county and event.details == {"key": "line", "value": "9000", "valid_from": "2026-06-15"}


def test_enacting_for_another_county_is_refused(neighbour, qin):
    with pytest.raises(PermissionDenied, match="outside the territory"):
        enact(neighbour, qin)


@pytest.mark.parametrize("who", ["zhao", "su", "lan", "ding"])
def test_others_may_not_enact(county, request, who):
    with pytest.raises(PermissionDenied):
        enact(county, request.getfixturevalue(who))


@pytest.mark.parametrize("value", ["", "much", "-1", "0", "1000000", "NaN", "Infinity"])
def test_a_value_that_makes_no_sense_is_refused(county, qin, value):
    with pytest.raises(ValidationError, match="must be a number from 1 to 100000"):
        enact(county, qin, value=value)


def test_days_are_whole(county, qin):
    with pytest.raises(ValidationError, match="whole number"):
        enact(county, qin, key="idle_red", value="1.5")


def test_an_unknown_key_is_refused(county, qin):
    with pytest.raises(ValidationError, match="Unknown parameter"):
        enact(county, qin, key="lien")


def test_the_same_decision_sent_twice_is_one(county, qin):
    enact(county, qin)
    with pytest.raises(ValidationError, match="already enacted"):
        enact(county, qin)


def test_the_same_value_by_a_better_document_is_a_decision_of_its_own(county, qin):
    enact(county, qin, value=8_800, document="The province's notice at last")
    assert parameters.parameters_on(TODAY, county).sources["line"]["document"] == "The province's notice at last"


def test_a_refusal_leaves_no_line_in_the_log(county, qin):
    with pytest.raises(ValidationError):
        enact(county, qin, value="much")
    assert not AccessEvent.objects.filter(action="parameter_enacted").exists()


# -------------------------------------------------------------------------------------------- what the database keeps


def test_a_row_is_never_edited_nor_deleted(county):
    row = Parameter.objects.filter(area=county).first()
    with as_owner(), pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        Parameter.objects.filter(pk=row.pk).update(value="1")
    with as_owner(), pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        row.delete()


def test_a_row_cites_a_document(county):
    with pytest.raises(IntegrityError, match="parameter_cites_a_document"):
        Parameter.objects.create(key="line", area=county, value="1", valid_from=TODAY, document="")


# ----------------------------------------------------------------------------------------------------------- the pages


def page_of(client, url="/parameters/", **query):
    return client.get(url, query).content.decode()


@pytest.mark.parametrize("who", ["qin", "li", "zhao", "su", "ding"])
def test_who_steers_sees_the_parameters(client_of, request, who):
    page = page_of(client_of(request.getfixturevalue(who)))
    assert "Parameters of Qingshan County" in page and "8,800 yuan" in page


def test_a_caseworker_does_not(lan, client_of):
    assert client_of(lan).get("/parameters/").status_code == 403


def test_the_parameters_of_another_county_are_not_found(qin, neighbour, client_of):
    for url in ("/parameters/", "/parameters/history/", "/parameters/enact/"):
        assert client_of(qin).get(url, {"county": neighbour.code, "key": "line"}).status_code == 404


def test_an_unknown_parameter_is_not_found(qin, client_of):
    for url in ("/parameters/history/", "/parameters/enact/"):
        assert client_of(qin).get(url, {"key": "lien"}).status_code == 404
        assert client_of(qin).get(url).url == "/parameters/"


def test_a_person_of_two_counties_chooses(qin, neighbour, client_of):
    qin.grants.create(origin="sample", role="county_staff", area=neighbour, valid_from=dt.date(2020, 1, 1))
    assert "Parameters of Baiyun County" in page_of(client_of(qin), county=neighbour.code)


def test_the_history_of_a_parameter_shows_every_value_with_its_time(county, qin, client_of):
    enact(county, qin, value=9_000, valid_from=dt.date(2027, 1, 1))
    life = client_of(qin).get(LIFE).context["life"]
    told = [(span["row"].value, span["state"], span["until"]) for span in life["spans"]]
    assert told[:3] == [
        ("9000", "to_come", None),
        ("8800", "in_force", dt.date(2026, 12, 31)),
        ("8300", "past", dt.date(2024, 12, 31)),
    ]
    assert life["now"].value == "8800" and [row.value for row in life["coming"]] == ["9000"]


def test_a_value_replaced_on_its_first_day_says_so(county, qin, client_of):
    enact(county, qin, value=9_000), enact(county, qin, value=9_100)
    life = client_of(qin).get(LIFE).context["life"]
    assert [span["state"] for span in life["spans"]][:3] == ["in_force", "replaced", "past"]


def test_a_parameter_without_a_value_says_that_rules_are_silent(client_of, qin, county):
    with time_machine.travel(dt.datetime(2019, 6, 1, tzinfo=dt.UTC), tick=False):
        rewrite_grants(qin.grants, valid_from=dt.date(2019, 1, 1))
        page = page_of(client_of(qin))
    assert "not in force" in page and "No monitoring line is in force in Qingshan County" in page


def test_the_list_asks_the_database_the_same_however_long_the_history(
    qin, county, client_of, django_assert_num_queries
):
    client = client_of(qin)
    client.get("/parameters/")
    for many in (1, 20):
        for number in range(many):
            enact(county, qin, value=9_000 + many + number, valid_from=TODAY + dt.timedelta(days=number))
        with django_assert_num_queries(7):
            client.get("/parameters/")


# ------------------------------------------------------------------------------------------------- deciding on a page

ENACT = "/parameters/enact/?key=line"
DECISION = {"value": "9000", "valid_from": "2027-01-01", "document": NOTICE}


def test_only_who_may_enact_finds_the_way_to_it(qin, su, client_of):
    assert ENACT in page_of(client_of(qin), LIFE)
    assert "/parameters/enact/" not in page_of(client_of(su), LIFE)
    assert client_of(su).get(ENACT).status_code == 403


def test_a_value_tried_before_is_filled_in(qin, client_of):
    assert 'value="9100"' in page_of(client_of(qin), "/parameters/enact/", key="line", value="9100")


def test_first_old_and_new_stand_side_by_side(qin, client_of):
    before = Parameter.objects.count()
    page = client_of(qin).post(ENACT, DECISION).content.decode()
    assert "8,800 yuan" in page and "9,000 yuan" in page and NOTICE in page
    assert Parameter.objects.count() == before


def test_then_it_is_enacted(qin, county, client_of):
    answer = client_of(qin).post(ENACT, {**DECISION, "confirmed": "1"}, follow=True)
    assert "Enacted." in answer.content.decode()
    assert parameters.parameters_on(dt.date(2027, 1, 1), county).line == Decimal(9_000)
    assert parameters.parameters_on(TODAY, county).line == 8_800


def test_or_one_goes_back_and_finds_what_one_typed(qin, client_of):
    page = client_of(qin).post(ENACT, {**DECISION, "back": "1"}).content.decode()
    assert NOTICE in page and 'value="9000"' in page and "2027-01-01" in page


def test_a_mistake_keeps_what_was_typed(qin, client_of):
    answer = client_of(qin).post(ENACT, {**DECISION, "value": "much", "document": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "must be a number" in page and 'value="much"' in page and "2027-01-01" in page


@pytest.mark.parametrize("day", ["1926-01-01", "2036-01-01", "soon"])
def test_a_day_mistyped_is_refused(qin, client_of, day):
    assert client_of(qin).post(ENACT, {**DECISION, "valid_from": day}).status_code == 422


def test_a_day_in_the_past_warns_of_what_it_changes(qin, client_of):
    page = client_of(qin).post(ENACT, {**DECISION, "valid_from": "2026-06-05"}).content.decode()
    assert "begins 10 days back" in page and "Flags keep the value they were judged by" in page


def test_a_value_that_will_be_replaced_warns_until_when_it_holds(qin, county, client_of):
    enact(county, qin, value=9_500, valid_from=dt.date(2028, 1, 1))
    page = client_of(qin).post(ENACT, DECISION).content.decode()
    assert "only until" in page and "9,500 yuan" in page


def test_the_same_decision_sent_twice_is_told_on_the_page(qin, client_of):
    client = client_of(qin)
    client.post(ENACT, {**DECISION, "confirmed": "1"})
    answer = client.post(ENACT, {**DECISION, "confirmed": "1"})
    assert answer.status_code == 422 and "already enacted" in answer.content.decode()


def test_a_switch_is_on_or_off(qin, county, client_of):
    switch = "/parameters/enact/?key=amber_switch"
    decision = {**DECISION, "value": "0", "valid_from": "2026-06-15", "confirmed": "1"}
    assert client_of(qin).post(switch, decision).status_code == 302
    assert parameters.parameters_on(TODAY, county).amber_switch == 0
