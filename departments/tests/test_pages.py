"""The pages of a liaison: what is due, a template, sending a month, what came of it."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from core.jobs.work import work_on_job
from departments.batches.actions import latest_batch_job
from departments.batches.files import batch_parts
from departments.batches.months import expect_feeds
from departments.feeds import FEEDS
from departments.models import FeedBatch, FeedMonth, FeedRow
from departments.pages.template_file import feed_template
from households.ending.run import end_due_data
from povwatch.tests.factories import person

from .sent import LIU, file_of, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


def rows_of(workbook) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()


def test_a_liaison_sees_the_own_feeds_alone(tan, client_of):
    page = client_of(tan).get(reverse("departments:feeds")).content.decode()
    assert "Medical costs paid by the family" in page and "Overdue microcredit" not in page
    assert client_of(tan).get(reverse("departments:feed", args=["microcredit"])).status_code == 404


def test_the_county_sees_all_feeds(qin, client_of):
    page = client_of(qin).get(reverse("departments:feeds")).content.decode()
    assert "Medical costs paid by the family" in page and "Overdue microcredit" in page


def test_the_template_has_every_column_and_is_read_back(tan, client_of):
    answer = client_of(tan).get(reverse("departments:feed-template", args=["medical_insurance"]))
    rows = rows_of(answer.content)
    assert rows[0][:3] == ["reference*", "name", "id number"] and "self paid" in rows[0]


def test_a_liaison_sends_a_month_and_publishes_it(home, tan, county, client_of):
    client = client_of(tan)
    address = reverse("departments:feed", args=["medical_insurance"])
    sent = client.post(address, {"file": file_of([row()]), "month": "2026-06", "county": county.pk})
    batch = FeedBatch.objects.get()
    assert sent.url == batch.get_absolute_url()
    work_on_job(latest_batch_job(batch).pk)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "Publish 1 rows" in page and "What publishing would do" in page
    client.post(reverse("departments:batch-publish", args=[batch.pk]))
    batch.refresh_from_db()
    work_on_job(latest_batch_job(batch).pk)
    assert FeedRow.objects.get().member.household == home


def test_another_departments_batch_is_not_there(home, tan, county, client_of):
    client = client_of(tan)
    client.post(
        reverse("departments:feed", args=["medical_insurance"]),
        {"file": file_of([row()]), "month": "2026-06", "county": county.pk},
    )
    batch = FeedBatch.objects.get()
    other = person("hu", "department_liaison", county, department="banks")
    assert client_of(other).get(batch.get_absolute_url()).status_code == 404
    assert client_of(other).post(reverse("departments:batch-publish", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_filled_in_is_read_and_its_example_is_not(home, tan, county, client_of, language):
    address = reverse("departments:feed-template", args=["medical_insurance"])
    sent = client_of(tan).get(address, headers={"accept-language": language}).content
    rows = rows_of(sent)
    heads = [head.rstrip("*") for head in rows[0]]
    said = dict.fromkeys(heads, "") | dict(zip(heads, ["A1", "Sample Liu", LIU], strict=False))
    filled = [dict(zip(heads, rows[1], strict=True)), said | {heads[8]: "6200"}]
    batch = send(filled, "medical_insurance", tan, county)
    assert batch.counts["rows"] == 1 and FeedRow.objects.get().amount == 6200


def test_totals_and_signatures_under_the_table_are_no_rows(home, tan, county, client_of):
    below = [{"reference": "合计", "self_paid": "6200"}, {"reference": "填表人：王某", "name": "审核人：李某"}]
    batch = send([row(), *below, {"name": "小计", "self_paid": "6200"}], "medical_insurance", tan, county)
    assert (batch.state, batch.counts["rows"], FeedRow.objects.count()) == ("published", 1, 1)
    told = {one.code: one.params["rows"] for one in batch.remarks_in_words}
    assert told == {"totals_left_out": "3, 5", "signatures_left_out": "4"}
    assert "total rows, left out" in client_of(tan).get(batch.get_absolute_url()).content.decode()


def test_whoever_has_an_id_number_is_a_row_of_a_department_whatever_the_name_says(home, tan, county):
    batch = send([row(name="合计")], "medical_insurance", tan, county)
    assert batch.counts["rows"] == 1 and batch.remarks == []


def test_the_template_offers_words_and_notes_on_every_column(tan, client_of):
    with translation.override("zh-hans"):
        page = openpyxl.load_workbook(io.BytesIO(feed_template(FEEDS["support"]))).worksheets[0]
        columns = FEEDS["support"].all_columns
        assert all(str(one.label) in page.cell(1, place).comment.text for place, one in enumerate(columns, 1))
        kinds = next(one for one in columns if one.keeps == "word").cell.offered()
    assert kinds[:2] == ["低保新增", "低保停发"] and len(page.data_validations.dataValidation) == 2
    assert page.freeze_panes == "A2" and page.cell(2, 1).value == "示例"


def test_the_rows_to_correct_come_back_corrected(home, tan, county, client_of):
    batch = send([row(), row("A2", self_paid="much")], "medical_insurance", tan, county, good_rows=True)
    file = client_of(tan).get(reverse("departments:batch-errors", args=[batch.pk]))
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert rows[0][-2:] == ["errors", "row in the file"] and rows[1][-1] == "3" and len(rows) == 2
    assert "Not a number" in rows[1][-2]
    corrected = [dict(zip(rows[0], rows[1], strict=True)) | {"self_paid": "7000"}]
    again = send(corrected, "medical_insurance", tan, county)
    assert again.state == "published" and FeedRow.objects.get(reference="A2").amount == 7000


def test_the_first_rows_are_shown_as_they_were_read_without_names(home, tan, county, client_of):
    batch = send([row()], "medical_insurance", tan, county, publish=False)
    page = client_of(tan).get(batch.get_absolute_url()).content.decode()
    assert "A1" in page and "6200.00" in page and "in the registry" in page
    assert "Sample Liu" not in page and LIU not in page


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_of_any_kind_is_read(home, tan, county, mark, encoding):
    file = file_of([row(姓名="样本小明", name="")], encoding=encoding, mark=mark)
    assert send(file, "medical_insurance", tan, county).counts["matched"] == 1


def test_a_liaison_starts_at_the_own_data(tan, client_of):
    assert client_of(tan).get("/").url == reverse("departments:feeds")


@pytest.mark.parametrize(("day", "late"), [("2026-07-05", False), ("2026-07-06", True)])
def test_a_feed_that_did_not_come_stands_on_the_start_pages(home, tan, qin, county, client_of, day, late):
    with time_machine.travel(f"{day}T10:00+08:00", tick=False):
        expect_feeds(county)
        assert ("Silent data feeds" in client_of(qin).get(reverse("reports:dashboard")).content.decode()) == late
        assert ("Has not come" in client_of(tan).get(reverse("departments:feeds")).content.decode()) == late
        assert FeedMonth.objects.get(feed="medical_insurance").due_on == dt.date(2026, 7, 5)


@pytest.mark.parametrize(("rows", "thin"), [(2, False), (1, True)])
def test_a_feed_with_a_tenth_of_its_usual_rows_is_told(home, tan, qin, county, client_of, rows, thin):
    send([row(f"M{n}") for n in range(10)], "medical_insurance", tan, county, month=dt.date(2026, 5, 1))
    send([row(f"J{n}") for n in range(rows)], "medical_insurance", tan, county)
    assert ("Far fewer rows" in client_of(qin).get(reverse("departments:feeds")).content.decode()) == thin


@pytest.mark.parametrize(("days", "kept"), [(30, True), (31, False)])
def test_a_file_that_nobody_published_is_deleted_after_a_month(home, tan, county, days, kept):
    batch = send([row(), row("A2", self_paid="much")], "medical_insurance", tan, county, publish=False)
    with time_machine.travel(dt.datetime(2026, 7, 3, 1, tzinfo=dt.UTC) + dt.timedelta(days), tick=False):
        assert end_due_data(county) == ({} if kept else {"department_files": 1})
    batch.refresh_from_db()
    assert batch.problems.exists() == kept and bool(batch_parts(batch)) == kept
    assert batch.state == ("checked" if kept else "discarded")
