"""Files that still call a village as it was: by its old code or name, or by one that was merged into another."""

import pytest

from accounts.areas.changes import enter_area_change
from accounts.areas.divisions import save_county
from accounts.models import Area
from core.dates import today
from households.models import Household
from povwatch.tests import factories

from .files import HEAD, HOME, check, complaints, folder, id_number, save, workbook
from .files import national as export
from .national_rows import person

NEW_CODE = "999001101299"


@pytest.fixture
def hekou(anping):
    return factories.area("999001101202", "Hekou Village", anping)


@pytest.fixture
def change(qin):
    def enter(area, kind, **values):
        enter_area_change(area, kind, by=qin, on=today(), document="Order 12", **values)
        area.refresh_from_db()

    return enter


def old_places(batch) -> list[dict]:
    return [remark["params"] for remark in batch.remarks if remark["code"] == "old_places"]


def where(batch) -> tuple:
    """Return the village of the one household, and what the report says of old codes and names."""
    assert (batch.state, complaints(batch)) == ("saved", [])
    return Household.objects.get().village, *old_places(batch)


def own(path, village, **cells):
    return folder(path, households=[{**HOME, "village": village, **cells}], members=[HEAD])


@pytest.mark.parametrize("text", ["999001101201", "Heyi Village"])
def test_an_old_code_or_name_leads_to_the_village_that_stands(tmp_path, county, heyi, change, text):
    change(heyi, "code", code=NEW_CODE)
    change(heyi, "name", name="Xinhe Village", official_name="Xinhe Village")
    found = where(save(own(tmp_path, text), county))
    assert found == (heyi, {"rows": 1, "places": f"{text} → Xinhe Village ({NEW_CODE}): 1"})


@pytest.mark.parametrize("text", [NEW_CODE, "Xinhe Village"])
def test_of_todays_code_and_name_nothing_is_said(tmp_path, county, heyi, change, text):
    change(heyi, "code", code=NEW_CODE)
    change(heyi, "name", name="Xinhe Village", official_name="Xinhe Village")
    assert where(save(own(tmp_path, text), county)) == (heyi,)


@pytest.mark.parametrize("text", ["999001101201", "Heyi Village"])
def test_a_merged_village_leads_to_the_one_that_goes_on(tmp_path, county, heyi, hekou, shuikou, change, text):
    change(heyi, "merge", into=hekou)
    change(hekou, "merge", into=shuikou)
    found = where(save(own(tmp_path, text, township="Anping Township"), county))
    assert found == (shuikou, {"rows": 1, "places": f"{text} → Shuikou Village (999001102201): 1"})


def test_a_later_file_does_not_move_households_back_to_a_merged_village(tmp_path, county, heyi, hekou, change):
    save(own(tmp_path / "first", "Heyi Village"), county)
    change(heyi, "merge", into=hekou)
    assert where(save(own(tmp_path / "later", "999001101201"), county))[0] == hekou


def test_a_village_that_took_the_name_of_the_one_merged_into_it_is_no_old_name(tmp_path, county, heyi, hekou, change):
    change(heyi, "merge", into=hekou)
    change(hekou, "name", name="Heyi Village", official_name="Heyi Village")
    assert where(save(own(tmp_path, "Heyi Village"), county)) == (hekou,)


def test_a_name_that_moved_to_another_village_is_asked_about(tmp_path, county, heyi, hekou, shuikou, change):
    change(heyi, "name", name="Xinhe Village", official_name="Xinhe Village")
    change(shuikou, "name", name="Heyi Village", official_name="Heyi Village")
    told = own(tmp_path / "a", "Heyi Village")
    assert complaints(check(told, county)) == [("households", 2, "village", "ambiguous_village")]
    assert where(save(own(tmp_path / "b", "Heyi Village", township="Anping Township"), county))[0] == heyi


def test_an_old_code_that_another_village_has_now_is_that_village(tmp_path, county, heyi, hekou, change):
    change(heyi, "code", code=NEW_CODE)
    change(hekou, "code", code="999001101201")
    assert where(save(own(tmp_path, "999001101201"), county)) == (hekou,)


def test_an_unknown_code_is_still_an_error(tmp_path, county, heyi, change):
    change(heyi, "code", code=NEW_CODE)
    assert complaints(check(own(tmp_path, "999001101203"), county)) == [("households", 2, "village", "unknown_village")]


def test_a_workbook_says_how_many_rows_of_which_village(tmp_path, county, heyi, hekou, change):
    change(heyi, "code", code=NEW_CODE)
    homes = [
        {**HOME, "number": f"H{n}", "village": village}
        for n, village in enumerate(["999001101201", "999001101201", NEW_CODE, "Hekou Village"])
    ]
    people = [{**HEAD, "household": home["number"]} for home in homes]
    batch = save(workbook(tmp_path / "r.xlsx", households=homes, members=people), county)
    assert old_places(batch) == [{"rows": 2, "places": f"999001101201 → Heyi Village ({NEW_CODE}): 2"}]
    assert "999001101201 → Heyi Village" in batch.remarks_in_words[0].what


def test_each_row_of_the_national_layout_counts(tmp_path, county, heyi, hekou, change):
    change(heyi, "merge", into=hekou)
    spouse = {"姓名": "Sample Li", "证件号码": id_number("19720505", 2), "与户主关系": "配偶"}
    rows = [person(村代码="999001101201"), person(村代码="999001101201", **spouse)]
    found = where(save(export(tmp_path / "n.xlsx", rows), county))
    assert found == (hekou, {"rows": 2, "places": "999001101201 → Hekou Village (999001101202): 2"})


def test_an_old_township_beside_an_old_code_is_no_contradiction(tmp_path, county, heyi, shuikou, change):
    change(heyi, "merge", into=shuikou)
    for township in ("Anping Township", "Linxi Township"):
        found = where(save(export(tmp_path / "n.xlsx", [person(村代码="999001101201", 乡镇=township)]), county))
        assert found[0] == shuikou


def test_an_old_code_beside_the_name_of_another_village_is_a_contradiction(tmp_path, county, heyi, hekou, change):
    change(heyi, "code", code=NEW_CODE)
    wrong = person(村代码="999001101201", 村="Hekou Village")
    assert [code for *_place, code in complaints(check(export(tmp_path / "n.xlsx", [wrong]), county))] == [
        "columns_differ"
    ]


def test_the_sheet_of_areas_brings_no_village_back(tmp_path, county, heyi, hekou, shuikou, change):
    change(heyi, "code", code=NEW_CODE)
    change(hekou, "merge", into=heyi)
    change(shuikou, "name", name="Xinhe Village", official_name="Xinhe Village")
    areas = [
        {"code": "999001101201", "official_name": "Heyi Village"},
        {"code": "999001101202", "official_name": "Hekou Village"},
        {"code": "999001102201", "official_name": "Shuikou Village"},
        {"code": "99900110120101", "official_name": "Heyi Group 1"},
    ]
    batch = save(folder(tmp_path, areas=areas), county)
    assert (batch.state, complaints(batch)) == ("saved", [])
    assert Area.objects.villages().count() == 3 and Area.objects.get(pk=shuikou.pk).name == "Xinhe Village"
    assert Area.objects.get(code="99900110120101").parent == heyi and old_places(batch)[0]["rows"] == 3


def test_loading_the_divisions_again_brings_no_village_back(county, anping, heyi, change):
    change(heyi, "code", code=NEW_CODE)
    row = {
        "township_code": anping.code,
        "township": anping.name,
        "village_code": "999001101201",
        "village": "Heyi Village",
    }
    save_county(county.code, county.name, county.name, [row])
    assert [area.code for area in Area.objects.villages()] == [NEW_CODE]
