"""The national monthly tables as sheets of the import: whom a row means, where work is, and what is added."""

import datetime as dt

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from households.models import UnknownPerson, WorkSpell
from households.tests.files import complaints, folder, id_number, save, workbook
from povwatch.tests.factories import area
from work.choices import HeardWay
from work.models import Heard, WorkNeed
from work.monthly_tables.provinces import place_of_work

from .account import ago, bring_up, spell, words, worker

pytestmark = pytest.mark.django_db
NUMBER = id_number("19900101")
AWAY = {
    "id_number": NUMBER, "name": "Tian", "county_of_work": "重庆市万州区", "employer": "Works 3", "industry": "Shoes",
    "started_on": "2026-03-01", "ended_on": "", "monthly_wage": "4200", "channel": "own", "subsidy": "",
    "confirmed_on": "2026-06-01",
}  # fmt: skip
PLANNED = {
    "id_number": NUMBER, "name": "Tian", "wants_work": "yes", "where": "outside", "training": "Sewing",
    "planned_month": "2026-08",
}  # fmt: skip


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def tian(county, heyi):
    return worker(heyi, id_number=NUMBER)


@pytest.fixture
def send(tmp_path, county, tian, qin):
    def sent(sheet, *rows, **more):
        return save(folder(tmp_path / sheet, **{sheet: rows}), county, qin, **more)

    return sent


def counts(batch):
    return {one["sheet"]: (one["new"], one["changed"], one["same"]) for one in batch.counts}


def test_somebody_away_is_found_by_the_id_number(send, tian):
    batch = send("away", AWAY)
    assert (batch.state, complaints(batch), counts(batch)) == ("saved", [], {"away": (1, 0, 0)})
    work = WorkSpell.objects.get()
    assert (work.member, work.place, work.county_of_work, work.employer) == (tian, "outside", "重庆市万州区", "Works 3")
    heard = Heard.objects.get()
    assert (heard.member, heard.on, heard.way, heard.answer) == (tian, dt.date(2026, 6, 1), HeardWay.FILE, "unchanged")


def test_the_same_file_again_changes_nothing(send):
    send("away", AWAY)
    assert counts(send("away", AWAY)) == {"away": (0, 0, 1)}
    assert (WorkSpell.objects.count(), Heard.objects.count()) == (1, 1)


def test_a_later_confirmation_alone_is_a_change(send, county):
    send("away", AWAY)
    bring_up(county)
    assert counts(send("away", AWAY | {"confirmed_on": "2026-06-10"})) == {"away": (0, 1, 0)}
    assert Heard.objects.count() == 2
    assert counts(send("away", AWAY | {"confirmed_on": "2026-05-10"})) == {"away": (0, 0, 1)}


@pytest.mark.parametrize(("until", "ended"), [("2026-06-14", dt.date(2026, 6, 14)), ("2026-06-16", None), ("", None)])
def test_an_end_to_come_means_that_the_work_lasts(send, until, ended):
    send("away", AWAY | {"ended_on": until})
    assert WorkSpell.objects.get().ended_on == ended


@pytest.mark.parametrize(("fields", "column", "code"), [
    ({"id_number": id_number("19900101", 3)}, "id_number", "unknown_in_county"),
    ({"name": "Rao"}, "name", "other_name"),
    ({"county_of_work": "Somewhere"}, "county_of_work", "county_of_work_unclear"),
    ({"county_of_work": ""}, "county_of_work", "work_place_needed"),
    ({"confirmed_on": "2026-02-28"}, "confirmed_on", "confirmed_before_it_began"),
    ({"ended_on": "2026-02-28"}, "ended_on", "work_ends_before"),
])  # fmt: skip
def test_what_is_wrong_is_named_with_its_cell(send, fields, column, code):
    batch = send("away", AWAY | fields)
    assert [one[2:] for one in complaints(batch)] == [(column, code)] and not WorkSpell.objects.exists()


def test_work_is_checked_and_may_not_overlap(send, tian):
    spell(tian, since=200)
    batch = send("away", AWAY | {"monthly_wage": "300"})
    assert ("started_on", "work_overlaps_on_file") in [one[2:] for one in complaints(batch)]
    tian.work_spells.all().delete()
    batch = send("away", AWAY | {"monthly_wage": "300"})
    assert ("monthly_wage", "DQ-21") in [one[2:] for one in complaints(batch, errors=False)]


def test_people_nobody_knows_wait_with_the_others(send):
    other = AWAY | {"id_number": id_number("19900101", 3), "name": "Nobody Known"}
    for _again in range(2):
        send("away", AWAY, other, good_rows=True)
    assert UnknownPerson.objects.get().name == "Nobody Known" and WorkSpell.objects.count() == 1


def test_the_own_county_says_less_than_the_village_on_file(send, tian):
    work = spell(tian, place="village", employer="Works 3")
    row = AWAY | {"started_on": f"{work.started_on}", "county_of_work": "Qingshan County", "confirmed_on": ""}
    send("away", row)
    work.refresh_from_db()
    assert (work.place, work.county_of_work) == ("village", "Qingshan County")


def test_chinese_headers_are_read(tmp_path, county, tian, qin):
    row = {"身份证号码": NUMBER, "姓名": "Tian", "务工地点": "广东省东莞市", "用人单位": "Works 3", "行业": "Shoes",
           "开始日期": "2026-03-01", "结束日期": "", "月工资": 4200, "就业渠道": "own", "月补贴": "",
           "确认日期": "2026-06-01"}  # fmt: skip
    batch = save(workbook(tmp_path / "away.xlsx", 外出务工=[row]), county, qin)
    assert (batch.state, complaints(batch), counts(batch)) == ("saved", [], {"away": (1, 0, 0)})


@pytest.mark.parametrize(("name", "place"), [
    ("奉节县", "county"), ("奉节", "county"), ("重庆市奉节县", "county"), ("重庆市万州区", "province"),
    ("重庆", "province"), ("广东省东莞市", "outside"), ("内蒙古自治区", "outside"), ("东莞市", None), ("", None),
])  # fmt: skip
def test_where_work_is_follows_from_the_name(db, name, place):
    assert place_of_work(name, area("500236", "奉节县")) == place


def test_a_plan_to_go_is_what_somebody_needs(send, tian):
    WorkNeed.objects.create(member=tian, told_on=ago(30), skill="Masonry", wants_work=False)
    assert counts(send("planned", PLANNED)) == {"planned": (1, 0, 0)}
    need = WorkNeed.objects.latest("told_on")
    assert (need.wants_work, need.where, need.training, need.skill) == (True, "outside", "Sewing", "Masonry")
    assert (need.told_on, need.planned_month) == (ago(0), dt.date(2026, 8, 1))
    assert counts(send("planned", PLANNED)) == {"planned": (0, 0, 1)} and WorkNeed.objects.count() == 2


def test_an_empty_cell_of_a_plan_says_nothing(send, tian):
    send("planned", PLANNED)
    send("planned", PLANNED | {"training": "", "where": "", "planned_month": "2026-09"})
    need = WorkNeed.objects.latest("pk")
    assert (need.training, need.where, need.planned_month) == ("Sewing", "outside", dt.date(2026, 9, 1))


def test_a_person_stands_in_a_plan_once(send):
    batch = send("planned", PLANNED, PLANNED)
    assert {one[3] for one in complaints(batch)} == {"twice"} and not WorkNeed.objects.exists()


@pytest.fixture
def taken(county, zhao, heyi, client_of, tmp_path):
    """taken("away") is the file that Zhao takes along of Heyi."""

    def take(name, **more):
        asked = {"place": heyi.code, "reason": "Monthly report", **more}
        answer = client_of(zhao).post(reverse("work:monthly-table", args=[name]), asked)
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(answer.content)
        return path if answer.status_code == 200 else answer

    return take


def test_what_goes_out_comes_in_again_without_a_change(send, taken, county, tian, qin, lan, heyi):
    send("away", AWAY | {"ended_on": "", "subsidy": "200"})
    rao = worker(heyi, "Rao", id_number=id_number("19900101", 5))
    spell(rao, place="province")
    planning = worker(heyi, "Gan", id_number=id_number("19900101", 7))
    said = {"told_on": ago(3), "wants_work": True, "where": "outside", "planned_month": "2026-08-01", "by": lan}
    WorkNeed.objects.create(member=planning, **said)
    bring_up(county)
    for name, people in (("away", 2), ("planned", 1)):
        path = taken(name)
        header = [cell.value for cell in openpyxl.load_workbook(path).active[1]]
        assert header[:2] == ["证件号码", "姓名"] and not any(one.isascii() for one in header)
        again = save(path, county, qin)
        assert (again.state, complaints(again), counts(again)) == ("saved", [], {name: (0, 0, people)})
    assert (WorkSpell.objects.count(), Heard.objects.count(), WorkNeed.objects.count()) == (2, 1, 1)


def test_a_table_that_is_taken_along_stands_in_the_log_with_its_reason(send, taken, county, tian, zhao):
    send("away", AWAY)
    bring_up(county)
    taken("away")
    logged = AccessEvent.objects.filter(action="monthly_table_taken").get()
    assert (logged.user, logged.reason, logged.households) == (zhao, "Monthly report", [tian.household_id])


def test_nobody_takes_many_id_numbers_along_alone(taken, county, heyi):
    for number in range(51):
        spell(worker(heyi, f"Sample {number}"))
    bring_up(county)
    assert "ask for it as a long table" in words(taken("away"))
    WorkSpell.objects.first().delete()
    bring_up(county)
    assert taken("away").exists()


def test_a_reason_and_a_place_of_ones_own_are_needed(taken, county, shuikou):
    assert taken("away", reason="").status_code == taken("away", place=shuikou.code).status_code == 422


def test_only_those_who_export_and_see_secrets_take_tables_along(county, lan, su, zhao, client_of):
    url = reverse("work:monthly-table", args=["away"])
    assert [client_of(one).get(url).status_code for one in (lan, su, zhao)] == [403, 403, 200]
    assert client_of(zhao).get(reverse("work:monthly-table", args=["other"])).status_code == 404
