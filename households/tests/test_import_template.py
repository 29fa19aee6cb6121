"""The template of the import: what it calls things is read again, and its examples are not."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from households.imports.clean.cells import ChoiceCell
from households.imports.sheet import IMPORT_SHEETS
from households.imports.template_file import registry_template
from households.models import Household, Member

from .files import check, complaints, id_number, save

LANGUAGES = ["en", "zh-hans"]


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


def template():
    return openpyxl.load_workbook(io.BytesIO(registry_template()))


def headed(sheet) -> dict[str, int]:
    """Return the column of each header, without its star."""
    return {cell.value.rstrip("*"): cell.column for cell in sheet[1]}


def fill(book, sheet, **cells):
    """Write a row below the example, by the names of our columns."""
    page = book[IMPORT_SHEETS[sheet].called]
    last = page.max_row + 1
    for name, value in cells.items():
        page.cell(last, [one.name for one in IMPORT_SHEETS[sheet].columns].index(name) + 1, value)


def saved_as(book, path):
    book.save(path)
    return path


def test_filled_in_it_is_imported_and_its_examples_stay_out(tmp_path, county, heyi, language):
    book = template()
    fill(book, "households", number="H1", village="Heyi Village", kind=word("households", "kind", "lifted"))
    fill(
        book, "members", household="H1", name="Sample Chen", id_number=id_number(),
        relation=word("members", "relation", "head"), labour=word("members", "labour", "ordinary"),
    )  # fmt: skip
    fill(book, "income", household="H1", year="2025", item=word("income", "item", "crops"), amount="12000")
    batch = save(saved_as(book, tmp_path / "filled.xlsx"), county)
    assert (batch.state, complaints(batch)) == ("saved", [])
    home, person = Household.objects.get(), Member.objects.get()
    assert (home.kind, person.relation, person.labour) == ("lifted", "head", "ordinary")
    left_out = [one for one in batch.remarks_in_words if one.code == "examples_left_out"]
    assert {one.params["sheet"] for one in left_out} == {sheet.called for sheet in IMPORT_SHEETS.values()}
    assert batch.to_settle == [] and all(one.params["number"] == 1 for one in left_out)


def word(sheet, column, value):
    cell = next(one.cell for one in IMPORT_SHEETS[sheet].columns if one.name == column)
    return next(one for one in cell.offered() if cell.words[one] == value)


def test_an_example_that_somebody_gives_a_number_is_a_row(tmp_path, county, heyi, language):
    """Each example is right as it stands: with its number and its village it is imported without a complaint."""
    book, of_place = template(), {"village": "Heyi Village", "township": None}
    for sheet in ("households", "members", "income", "work", "cases"):
        page = book[IMPORT_SHEETS[sheet].called]
        page.cell(2, 1, "H1")
        for name, value in of_place.items() if sheet == "households" else ():
            page.cell(2, [one.name for one in IMPORT_SHEETS[sheet].columns].index(name) + 1).value = value
    assert complaints(check(saved_as(book, tmp_path / "e.xlsx"), county)) == []


def test_a_template_that_nobody_filled_in_brings_nothing(tmp_path, county, language):
    batch = check(saved_as(template(), tmp_path / "empty.xlsx"), county)
    assert batch.failure["code"] == "no_rows"


def test_every_column_is_headed_explained_and_offers_its_words(language):
    book = template()
    for sheet in IMPORT_SHEETS.values():
        page, shown = book[sheet.called], {}
        for one in page.data_validations.dataValidation:
            shown[next(iter(one.sqref.ranges)).min_col] = one.formula1
        assert page.freeze_panes == "A2" and len(headed(page)) == len(sheet.columns)
        for place, column in enumerate(sheet.columns, 1):
            assert str(column.about) in page.cell(1, place).comment.text
            assert page.cell(1, place).value.endswith("*") == column.needed
            assert isinstance(column.cell, ChoiceCell) == (place in shown)
            if place in shown:
                assert words_of(book, shown[place]) == column.cell.offered()


def words_of(book, source) -> list[str]:
    name, cells = source.lstrip("=").replace("'", "").replace("$", "").split("!")
    return [cell.value for row in book[name][cells] for cell in row]


def test_the_chinese_template_is_chinese():
    with translation.override("zh-hans"):
        headers = [cell for sheet in template() for cell in headed(sheet) if sheet.title in CHINESE_SHEETS]
    assert headers and [header for header in headers if header.isascii()] == []


CHINESE_SHEETS = {
    "行政区划", "行政区划属性", "农户", "家庭成员", "收入", "务工", "监测对象", "外出务工", "计划外出务工",
}  # fmt: skip


def test_each_word_of_a_choice_means_one_thing():
    """A word that a page shows in either language, or that an earlier template had, never means two values."""
    for sheet in IMPORT_SHEETS.values():
        for column in sheet.columns:
            for language in LANGUAGES if isinstance(column.cell, ChoiceCell) else ():
                with translation.override(language):
                    offered = column.cell.offered()
                assert len({column.cell(one) for one in offered}) == len(offered), (sheet.name, column.name, language)


def test_staff_download_it_in_their_language(qin, lan, client_of):
    address = reverse("households:import-template")
    sent = client_of(qin).get(address, headers={"accept-language": "zh-hans"})
    assert "家庭成员" in openpyxl.load_workbook(io.BytesIO(sent.content)).sheetnames
    page = client_of(qin).get(reverse("households:imports")).content.decode()
    assert address in page
    assert client_of(lan).get(address).status_code == 403
