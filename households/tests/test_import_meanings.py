"""Words and columns that the national layout does not know: Qin says once what they mean, for her county alone."""

import pytest
from django.urls import reverse

from accounts.models import AccessEvent
from cases.models import Case
from households.imports.meanings import Unknown, county_meanings, remember_meaning, unknown_in
from households.imports.national.columns import CELL_OF_FIELD, FIELDS
from households.models import Household, ImportMeaning, IncomeStatement, Member
from povwatch.tests import factories

from .files import check, complaints, save
from .files import national as export
from .national_rows import RELATION, person

RISK = "致贫/返贫风险"
SCHOOL = {"户类型": "脱贫不稳定户", "识别监测时间": "2023-05-10", f"{RISK}1": "因病、缺技术", f"{RISK}2": "缺资金"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path, worker_at_hand):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def mo(neighbour):
    return factories.person("mo", "county_staff", neighbour)


@pytest.fixture
def say(client_of, qin):
    """say(batch, field, seen, meaning) answers as Qin, or `by` somebody else."""

    def said(batch, field, seen, meaning, by=qin):
        said = {"field": field, "seen": seen, "meaning": meaning}
        return client_of(by).post(reverse("households:import-meaning", args=[batch.pk]), said, follow=True)

    return said


def test_a_word_is_explained_once_and_read_from_then_on(tmp_path, county, heyi, say, client_of, qin):
    path = export(tmp_path / "n.xlsx", [person(**SCHOOL)])
    batch = check(path, county)
    assert [row[2:] for row in complaints(batch)] == [
        ("致贫/返贫风险1", "unknown_choice"),
        ("致贫/返贫风险2", "unknown_choice"),
    ]
    assert unknown_in(batch) == [Unknown(RISK, "缺技术"), Unknown(RISK, "缺资金")]
    page = client_of(qin).get(batch.get_absolute_url()).content.decode()
    assert f"In {RISK}, “缺技术” means" in page and "<option>因产业失败</option>" in page
    say(batch, RISK, "缺技术", "因产业失败")
    assert unknown_in(batch) == [Unknown(RISK, "缺资金")]
    say(batch, RISK, "缺资金", "其他")
    assert save(path, county).state == "saved" and Case.objects.get().risks == ["01", "06", "99"]


def test_a_meaning_holds_for_every_numbered_risk_and_however_it_is_written(tmp_path, county, heyi, qin):
    remember_meaning(county=county, by=qin, field=RISK, seen="缺技术", meaning="因产业失败")
    cells = {**SCHOOL, f"{RISK}1": "因病", f"{RISK}2": "", f"{RISK}4": "缺 技術"}
    assert check(export(tmp_path / "m.xlsx", [person(**cells)]), county).errors == 1  # a space parts two words
    save(export(tmp_path / "n.xlsx", [person(**{**cells, f"{RISK}4": "缺\u200b技术"})]), county)
    assert Case.objects.get().risks == ["01", "06"]


def test_a_column_is_explained_once_and_read_from_then_on(tmp_path, county, heyi, say, client_of, qin):
    path = export(tmp_path / "n.xlsx", [person(打工挣的钱="12000", 政治面貌="群众")])
    batch = check(path, county)
    assert unknown_in(batch) == [Unknown("", "打工挣的钱"), Unknown("", "政治面貌")]
    assert "The column “打工挣的钱” is" in client_of(qin).get(batch.get_absolute_url()).content.decode()
    say(batch, "", "打工挣的钱", "工资性收入")
    saved = save(path, county)
    assert IncomeStatement.objects.get().lines == [{"item": "wages_labour", "amount": "12000.00"}]
    assert Member.objects.get().extra == {"政治面貌": "群众"}
    assert {"code": "meanings_used", "params": {"columns": "打工挣的钱 = 工资性收入"}} in saved.remarks


def test_an_explained_column_has_its_unit_and_contradicts_as_any_other(tmp_path, county, heyi, qin):
    remember_meaning(county=county, by=qin, field="", seen="打工挣的钱", meaning="工资性收入")
    path = export(tmp_path / "n.xlsx", [person(**{"打工挣的钱（万元）": "1.2", "工资性收入": "12001"})])
    assert complaints(check(path, county)) == [("Sheet1", 4, "工资性收入", "columns_differ")]


def test_a_needed_column_under_another_name(tmp_path, county, heyi, say):
    cells = {name: cell for name, cell in person(户类型="一般农户", 民族="汉族").items() if name != RELATION}
    path = export(tmp_path / "n.xlsx", [{**cells, "同户主啥关系": "户主"}])
    batch = check(path, county)
    assert (batch.state, unknown_in(batch)) == ("failed", [Unknown("", "同户主啥关系")])
    say(batch, "", "同户主啥关系", RELATION)
    assert save(path, county).state == "saved" and Member.objects.get().relation == "head"


def test_another_county_is_not_affected(tmp_path, county, heyi, neighbour, qin):
    remember_meaning(county=neighbour, by=qin, field=RISK, seen="缺技术", meaning="因产业失败")
    remember_meaning(county=neighbour, by=qin, field="", seen="打工挣的钱", meaning="工资性收入")
    batch = check(export(tmp_path / "n.xlsx", [person(**SCHOOL, 打工挣的钱="1")]), county)
    assert Unknown(RISK, "缺技术") in unknown_in(batch) and batch.unknown_headers == ["打工挣的钱"]


def test_what_is_said_again_replaces_what_was_said(county, qin):
    for meaning in ("因产业失败", "其他"):
        remember_meaning(county=county, by=qin, field=RISK, seen="缺技术", meaning=meaning)
    assert county_meanings(county).words == {RISK: {"缺技术": "其他"}}


@pytest.mark.parametrize(("letters", "offered"), [(30, 1), (31, 0)])
def test_a_sentence_is_no_word(letters, offered, tmp_path, county, heyi):
    batch = check(export(tmp_path / "n.xlsx", [person(性别="x" * letters)]), county)
    assert batch.errors == 1 and len(unknown_in(batch)) == offered


def test_a_known_word_keeps_its_meaning(tmp_path, county, heyi, qin):
    remember_meaning(county=county, by=qin, field=RISK, seen="因病", meaning="因残")
    save(export(tmp_path / "n.xlsx", [person(**{**SCHOOL, f"{RISK}1": "因病", f"{RISK}2": ""})]), county)
    assert Case.objects.get().risks == ["01"]


@pytest.mark.parametrize(
    ("field", "meaning"), [(RISK, "no such risk"), (RISK, ""), ("", "no such column"), ("?", "因病")]
)
def test_only_known_meanings_are_taken(field, meaning, tmp_path, county, heyi, say):
    batch = check(export(tmp_path / "n.xlsx", [person(**SCHOOL)]), county)
    page = say(batch, field, "缺技术", meaning).content.decode()
    assert "choose one of the known meanings" in page and not ImportMeaning.objects.exists()


def test_meanings_are_listed_and_removed_with_lines_in_the_log(tmp_path, county, heyi, say, client_of, qin):
    batch = check(export(tmp_path / "n.xlsx", [person(**SCHOOL)]), county)
    say(batch, RISK, "缺技术", "因产业失败")
    page = client_of(qin).get(reverse("households:import-meanings")).content.decode()
    assert "缺技术" in page and "因产业失败" in page and "Remove “缺技术”" in page
    client_of(qin).post(reverse("households:import-meaning-forget", args=[ImportMeaning.objects.get().pk]))
    assert not ImportMeaning.objects.exists() and unknown_in(batch)[0] == Unknown(RISK, "缺技术")
    told = AccessEvent.objects.filter(action__startswith="import_meaning").order_by("pk")
    assert [(one.action, one.user, one.area) for one in told] == [
        ("import_meaning_said", qin, county),
        ("import_meaning_forgotten", qin, county),
    ]


def test_the_county_next_door_sees_and_removes_nothing_of_it(tmp_path, county, heyi, say, client_of, qin, mo):
    batch = check(export(tmp_path / "n.xlsx", [person(**SCHOOL)]), county)
    said = remember_meaning(county=county, by=qin, field=RISK, seen="缺技术", meaning="其他")
    assert say(batch, RISK, "缺资金", "其他", by=mo).status_code == 404
    assert "缺技术" not in client_of(mo).get(reverse("households:import-meanings")).content.decode()
    assert client_of(mo).post(reverse("households:import-meaning-forget", args=[said.pk])).status_code == 404
    assert ImportMeaning.objects.count() == 1


def test_who_may_not_import_may_not_explain(tmp_path, county, heyi, say, client_of, wen):
    batch = check(export(tmp_path / "n.xlsx", [person(**SCHOOL)]), county)
    assert say(batch, RISK, "缺技术", "其他", by=wen).status_code == 403
    assert client_of(wen).get(reverse("households:import-meanings")).status_code == 403


def test_a_file_without_anything_unknown_asks_nothing(tmp_path, county, heyi, client_of, qin):
    batch = check(export(tmp_path / "n.xlsx", [person()]), county)
    assert (
        unknown_in(batch) == []
        and "Not known here" not in client_of(qin).get(batch.get_absolute_url()).content.decode()
    )
    save(export(tmp_path / "m.xlsx", [person()]), county)
    assert Household.objects.exists()


def test_every_field_offers_its_meanings():
    for field, cell in CELL_OF_FIELD.items():
        choices = Unknown(field, "?").choices
        assert choices and all(word in cell.words for word in choices), field
        assert len(choices) == len({str(cell.words[word]) for word in cell.words}), field
    assert Unknown("", "?").choices == FIELDS and "工资性收入" in FIELDS and "人均纯收入" in FIELDS
