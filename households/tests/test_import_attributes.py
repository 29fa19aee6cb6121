"""The sheet `attributes`: what places are, in English and in Chinese, once however often it is sent."""

import datetime as dt

import pytest

from accounts.areas.attributes import attributes_of, enter_area_attribute
from accounts.areas.changes import enter_area_change
from accounts.models import AccessEvent, AreaAttribute
from core.dates import today
from povwatch.tests import factories

from .files import check, complaints, errors_of, folder, numbers, save, workbook

LIFTED = {"area": "Heyi Village", "kind": "lifted", "year": "2017", "document": "Order 7"}
MOUNTAIN = {"area": "999001101", "kind": "mountain", "document": "List of the province"}


def sent(path, county, qin, *rows):
    path.mkdir(exist_ok=True)
    return save(folder(path, attributes=list(rows)), county, qin)


def standing(area) -> list[tuple]:
    return [(one.kind, one.year, one.valid_from, one.valid_until) for one in area.attributes.standing()]


def test_a_file_says_what_places_are(tmp_path, county, anping, heyi, qin):
    batch = sent(tmp_path, county, qin, LIFTED, MOUNTAIN, {**LIFTED, "area": "999001", "year": "2019"})
    assert (batch.state, complaints(batch), numbers(batch, "attributes")) == ("saved", [], (3, 0, 0, 0))
    assert standing(heyi) == [("lifted", 2017, dt.date(2017, 1, 1), None)]
    assert standing(anping) == [("mountain", None, None, None)] and standing(county)[0][1] == 2019
    assert [one.in_words for one in attributes_of(heyi, today())] == ["Lifted out of poverty in 2017", "Mountain area"]
    one = heyi.attributes.get()
    assert (one.by, one.document, one.county) == (qin, "Order 7", county)
    assert AccessEvent.objects.get(action="registry_saved").details == {"attributes": [3, 0]}


def test_the_headers_and_words_may_be_chinese(tmp_path, county, anping, heyi, shuikou, qin):
    heads = ("地区", "乡镇", "属性", "脱贫年份", "起始日期", "截止日期", "依据文件", "备注")
    rows = [
        ("Heyi Village", "Anping Township", "脱贫村", "2017", "2017-12-30", "", "县发〔2018〕7号", "整村推进"),
        ("999001102201", "", "移民库区", "", "2003年6月1日", "2020-12-31", "移民局名单", ""),
        ("Qingshan County", "", "革命老区", "", "", "", "省名单", ""),
    ]
    path = workbook(tmp_path / "a.xlsx", 行政区划属性=[dict(zip(heads, row, strict=True)) for row in rows])
    batch = save(path, county, qin)
    assert (batch.state, complaints(batch)) == ("saved", [])
    assert standing(heyi) == [("lifted", 2017, dt.date(2017, 12, 30), None)]
    assert standing(shuikou) == [("reservoir", None, dt.date(2003, 6, 1), dt.date(2020, 12, 31))]
    assert standing(county) == [("old_base", None, None, None)]


def test_the_same_file_twice_changes_nothing(tmp_path, county, anping, heyi, qin):
    sent(tmp_path, county, qin, LIFTED, MOUNTAIN)
    again = sent(tmp_path, county, qin, LIFTED, MOUNTAIN)
    assert numbers(again, "attributes") == (0, 0, 2, 0) and AreaAttribute.objects.count() == 2


def test_another_year_or_an_end_replaces_what_stood_and_keeps_it(tmp_path, county, heyi, qin):
    sent(tmp_path, county, qin, LIFTED)
    later = sent(tmp_path, county, qin, {**LIFTED, "year": "2018", "document": "Order 9"})
    assert numbers(later, "attributes") == (0, 1, 0, 0)
    assert standing(heyi) == [("lifted", 2018, dt.date(2018, 1, 1), None)]
    sent(tmp_path, county, qin, {**LIFTED, "year": "2018", "valid_until": "2020-12-31", "document": "Order 10"})
    assert standing(heyi) == [("lifted", 2018, dt.date(2018, 1, 1), dt.date(2020, 12, 31))]
    sent(tmp_path, county, qin, {**LIFTED, "year": "2018", "document": "Order 10"})
    assert standing(heyi)[0][3] == dt.date(2020, 12, 31), "an empty cell takes nothing away"
    assert set(heyi.attributes.exclude(withdrawn_at=None).values_list("withdrawn_why", flat=True)) == {
        "Order 9",
        "Order 10",
    }


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"area": "Nowhere"}, "area", "unknown_village"),
        ({"area": "999001101209"}, "area", "unknown_village"),
        ({"area": "999002"}, "area", "village_elsewhere"),
        ({"area": "Anping Township"}, "area", "attribute_level"),
        ({"area": ""}, "area", "missing"),
        ({"kind": "desert"}, "kind", "unknown_choice"),
        ({"year": ""}, "year", "attribute_year_missing"),
        ({"year": "1977"}, "year", "out_of_range"),
        ({"year": f"{today().year + 1}"}, "year", "future"),
        ({"kind": "mountain"}, "year", "attribute_year"),
        ({"valid_from": "2016-12-31"}, "valid_from", "attribute_early"),
        ({"valid_from": "2018-01-02", "valid_until": "2018-01-01"}, "valid_until", "attribute_days"),
        ({"document": ""}, "document", "missing"),
    ],
)
def test_what_cannot_be_is_named_with_its_cell(tmp_path, county, anping, heyi, qin, row, column, code):
    batch = sent(tmp_path, county, qin, {**LIFTED, **row})
    assert ("attributes", 2, column, code) in complaints(batch) and not AreaAttribute.objects.exists()
    assert all(problem.message.what and problem.message.remedy for problem in batch.problems.all())


@pytest.mark.parametrize(("until", "fits"), [("2018-12-31", True), ("2019-01-01", False), ("2019-01-02", False)])
def test_two_rows_may_follow_each_other_and_not_overlap(tmp_path, county, heyi, qin, until, fits):
    first = {"area": heyi.code, "kind": "reservoir", "document": "Order 7", "valid_until": until}
    batch = sent(tmp_path, county, qin, first, {**first, "valid_from": "2019-01-01", "valid_until": ""})
    told = [] if fits else [("attributes", n, "area", "attribute_overlaps") for n in (2, 3)]
    assert complaints(batch) == told and heyi.attributes.count() == (2 if fits else 0)


def test_what_stands_on_file_for_the_same_time_is_named(tmp_path, county, heyi, qin):
    until = dt.date(2018, 12, 31)
    enter_area_attribute(heyi, by=qin, kind="reservoir", document="Order 7", valid_until=until)
    row = {"area": heyi.code, "kind": "reservoir", "document": "Order 9"}
    late = sent(tmp_path, county, qin, {**row, "valid_from": "2018-12-31"})
    assert complaints(late) == [("attributes", 2, "area", "attribute_overlaps")]
    assert sent(tmp_path, county, qin, {**row, "valid_from": "2019-01-01"}).state == "saved"
    assert len(standing(heyi)) == 2


def test_an_old_code_leads_to_the_village_and_a_merged_one_is_asked_about(tmp_path, county, anping, heyi, qin):
    hekou = factories.area("999001101202", "Hekou Village", anping)
    enter_area_change(heyi, "code", by=qin, on=today(), document="Order 12", code="999001101299")
    assert sent(tmp_path, county, qin, {**LIFTED, "area": "999001101201"}).remarks[0]["code"] == "old_places"
    assert standing(heyi)
    enter_area_change(hekou, "merge", by=qin, on=today(), document="Order 13", into=heyi)
    asked = sent(tmp_path, county, qin, {**LIFTED, "area": "Hekou Village", "year": "2018"})
    assert complaints(asked) == [("attributes", 2, "area", "place_merged")]


def test_a_village_of_the_same_file_is_known_and_good_rows_are_saved_alone(tmp_path, county, anping, qin):
    areas = [{"code": "999001101207", "official_name": "Xinhe Village"}]
    rows = [{**LIFTED, "area": "Xinhe Village"}, {**LIFTED, "area": "Nowhere"}]
    batch = save(folder(tmp_path, areas=areas, attributes=rows), county, qin, good_rows=True)
    assert batch.state == "saved" and AreaAttribute.objects.get().area.name == "Xinhe Village"
    assert numbers(batch, "attributes") == (1, 0, 0, 1) and "Nowhere" in str(errors_of(batch)["attributes"])


def test_a_check_writes_nothing(tmp_path, county, heyi, qin):
    batch = check(folder(tmp_path, attributes=[LIFTED]), county, qin)
    assert numbers(batch, "attributes") == (1, 0, 0, 0) and not AreaAttribute.objects.exists()
