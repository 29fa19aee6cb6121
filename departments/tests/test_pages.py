"""The pages of a liaison: what is due, a template, sending a month, what came of it."""

import io

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core.jobs.work import work_on_job
from departments.batches.actions import latest_batch_job
from departments.models import FeedBatch, FeedRow
from povwatch.tests.factories import household, member, person

from .sent import file_of
from .test_road import LIU, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel("2026-07-03T10:00+08:00", tick=False):
        yield


@pytest.fixture
def home(heyi):
    made = household(heyi, people=1)
    member(made, name="Sample Liu", id_number=LIU)
    return made


def test_a_liaison_sees_the_own_feeds_alone(tan, client_of):
    page = client_of(tan).get(reverse("departments:feeds")).content.decode()
    assert "Medical costs paid by the family" in page and "Overdue microcredit" not in page
    assert client_of(tan).get(reverse("departments:feed", args=["microcredit"])).status_code == 404


def test_the_county_sees_all_feeds(qin, client_of):
    page = client_of(qin).get(reverse("departments:feeds")).content.decode()
    assert "Medical costs paid by the family" in page and "Overdue microcredit" in page


def test_the_template_has_every_column_and_is_read_back(tan, client_of):
    answer = client_of(tan).get(reverse("departments:feed-template", args=["medical_insurance"]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["reference*", "name", "id_number"] and "self_paid" in rows[0]


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
