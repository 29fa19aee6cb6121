"""Who may have a file, and for how long: bound to the person, the territory and the role."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessEvent, Grant
from core.crypto.files import is_stored
from povwatch.tests import factories
from povwatch.tests.factories import rewrite_grants
from reports.exports import actions as export_actions
from reports.exports import contents
from reports.exports.contents import ExportContents
from reports.exports.expiry import delete_expired_exports
from reports.models import Export
from reports.sheets import REPORT_SHEETS

from .exporting import IN_MAY, family, made, waiting, worked_on

pytestmark = pytest.mark.usefixtures("few_countings", "in_june")


def form_at(report):
    return reverse("reports:export-new", args=[report.county.code, f"{report.month:%Y-%m}", report.version])


@pytest.fixture
def post(client_of, report, django_capture_on_commit_callbacks):
    """post(user, **fields) sends the form, and the worker makes the file."""

    def posted(user, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return client_of(user).post(form_at(report), {"kind": "workbook", **fields})

    return posted


def test_qin_asks_looks_and_fetches(post, fetch, client_of, qin, report):
    answer = post(qin, lists="masked", reason="Meeting")
    export = Export.objects.get()
    assert (answer.url, export.state, export.user) == (export.get_absolute_url(), "done", qin)
    page = client_of(qin).get(answer.url).content.decode()
    assert reverse("reports:export-file", args=[export.pk]) in page and export.sha256 in page
    file = fetch(qin, export)
    assert (
        b"".join(file.streaming_content)[:2] == b"PK"
        and "report-999001-2026-05-v1-workbook-masked.xlsx" in file.headers["Content-Disposition"]
    )
    export.refresh_from_db()
    assert export.taken_at and default_storage.open(export.stored_name).read(2) != b"PK"  # sealed at rest


def test_a_file_is_found_again_in_the_menu(client_of, qin, lan):
    """Lan logs visits and exports nothing."""
    url = f'href="{reverse("reports:exports")}"'
    assert [url in client_of(one).get(reverse("accounts:me")).content.decode() for one in (qin, lan)] == [True, False]


def test_asking_and_fetching_stand_in_the_log(post, fetch, qin):
    post(qin, lists="full", reason="Meeting")
    export = Export.objects.get()
    fetch(qin, export)
    taken, asked = AccessEvent.objects.filter(action__startswith="report_export")[:2]
    assert (asked.action, taken.action) == ("report_export_asked", "report_export_taken")
    assert asked.reason == taken.reason == "Meeting" and asked.subject_id == str(export.pk)
    assert asked.details["rows"] == taken.details["rows"] == export.rows > 0
    assert (asked.details["scope"], asked.details["in_full"]) == (["999001"], True)


def test_nobody_fetches_the_file_of_another(fetch, client_of, qin, county, report):
    export, other = made(report, qin), factories.person("bo", "county_staff", county)
    assert fetch(other, export).status_code == 404
    for name in ("export", "export-progress"):
        assert client_of(other).get(reverse(f"reports:{name}", args=[export.pk])).status_code == 404
    for name in ("export-cancel", "export-again"):
        assert client_of(other).post(reverse(f"reports:{name}", args=[export.pk])).status_code == 404
    assert str(export.pk) not in client_of(other).get(reverse("reports:exports")).content.decode()


def test_nor_ones_own_after_losing_the_territory(fetch, zhao, anping, shuikou, report):
    export = made(report, zhao, anping)
    assert fetch(zhao, export).status_code == 200
    rewrite_grants(Grant.objects.filter(user=zhao), area=shuikou.parent)
    answer = fetch(zhao, export)
    assert answer.status_code == 403 and "outside the territory" in answer.content.decode()


def test_nor_after_losing_the_role(fetch, zhao, report):
    export = made(report, zhao, zhao.grants.get().area)
    rewrite_grants(Grant.objects.filter(user=zhao), role="caseworker")
    answer = fetch(zhao, export)
    assert answer.status_code == 403 and "does not include" in answer.content.decode()


def test_nor_full_names_after_losing_that_right(fetch, zhao, anping, report):
    export = made(report, zhao, anping, with_details=True, in_full=True)
    rewrite_grants(Grant.objects.filter(user=zhao), role="township_leader")
    assert fetch(zhao, export).status_code == 403
    assert fetch(zhao, made(report, type(zhao).objects.get(pk=zhao.pk), anping, with_details=True)).status_code == 200


def test_the_role_is_asked_again_when_it_is_made(zhao, anping, report):
    export = export_actions.request_export(report=report, by=zhao, kind="workbook", areas=[anping], language="en")
    rewrite_grants(Grant.objects.filter(user=zhao), valid_until=dt.date(2026, 5, 31))
    worked_on(export)
    assert (export.state, export.failure) == ("failed", "rights") and not is_stored(export.stored_name)


def test_only_what_may_be_had_is_offered(client_of, zhao, li, report):
    """Zhao sees names in full, Li does not."""
    offered = {}
    for one in (zhao, li):
        fields = client_of(one).get(form_at(report)).context["form"].fields
        button = "kind=national" in client_of(one).get(report.get_absolute_url()).content.decode()
        offered[one] = [len(fields["lists"].choices), "national" in dict(fields["kind"].choices), button]
    assert offered == {zhao: [3, True, True], li: [2, False, False]}


@pytest.mark.parametrize("wanted", [{"with_details": True, "in_full": True}, {"kind": "national"}])
def test_a_leader_gets_no_names_in_full(wanted, li, report):
    with pytest.raises(PermissionDenied):
        made(report, li, **wanted)


def test_a_township_exports_its_own_part_only(client_of, post, zhao, county, report):
    assert post(zhao, area=county.code).status_code == 422
    assert post(zhao).status_code == 302 and Export.objects.get().scope == ["999001101"]
    assert county.name not in client_of(zhao).get(form_at(report)).context["form"].fields["area"].choices


def test_a_reason_is_asked_for_more_than_fifty_people(post, monkeypatch, qin):
    assert contents.MANY_PEOPLE == 50
    monkeypatch.setattr(contents, "MANY_PEOPLE", 0)
    answer = post(qin, lists="masked", kind="csv", sheet="T5")
    form = answer.context["form"]
    assert answer.status_code == 422 and "Say what it is for" in str(form.errors["reason"])
    assert form["sheet"].value() == "T5" and not Export.objects.exists()
    assert post(qin, lists="masked", kind="csv", sheet="T5", reason="Visit plan").status_code == 302
    assert post(qin).status_code == 302  # figures alone need none


def test_a_reason_is_asked_for_when_the_draft_grew_meanwhile(client_of, monkeypatch, qin, report, anping):
    export = waiting(report, qin, with_details=True, areas=[anping])
    monkeypatch.setattr(contents, "MANY_PEOPLE", 0)
    worked_on(export)
    assert (export.state, export.failure) == ("failed", "reason") and not is_stored(export.stored_name)
    page = client_of(qin).get(export.get_absolute_url()).content.decode()
    form = f"{form_at(report)}?kind=workbook&sheet=&lists=masked&area={anping.code}"
    assert "the file would now hold more than 50 people" in page and form in page and "Try again" not in page
    filled = client_of(qin).get(form).context["form"]
    assert (filled["lists"].value(), filled["area"].value()) == ("masked", anping.code)


def test_a_file_expires_and_is_deleted(fetch, client_of, qin, report, in_june):
    export = made(report, qin)
    in_june.shift(dt.timedelta(days=7, seconds=1))
    assert fetch(qin, export).status_code == 410 and is_stored(export.stored_name)
    assert delete_expired_exports() == 1 and not is_stored(export.stored_name)
    export.refresh_from_db()
    assert export.state == "expired" and fetch(qin, export).status_code == 410
    page = client_of(qin).get(reverse("reports:exports")).content.decode()
    assert "Expired" in page and reverse("reports:export-again", args=[export.pk]) in page
    export_actions.remake_export(export=export)
    worked_on(export)
    assert fetch(qin, export).status_code == 200


def test_within_the_week_it_stays(fetch, qin, report, in_june):
    export = made(report, qin)
    in_june.shift(dt.timedelta(days=6, hours=23))
    assert delete_expired_exports() == 0 and fetch(qin, export).status_code == 200


def test_the_files_of_a_month_are_told_apart_by_their_names(qin, report, anping):
    told = [
        {},
        {"areas": [anping]},
        {"areas": [anping], "with_details": True},
        {"with_details": True, "in_full": True},
        {"kind": "national"},
        {"kind": "csv", "sheet": "T5", "with_details": True},
        {"kind": "csv", "sheet": "T2", "with_details": True},
    ]
    assert [waiting(report, qin, **asked).file_name.removeprefix("report-999001-2026-05-v1-") for asked in told] == [
        "workbook.xlsx",
        "999001101-workbook.xlsx",
        "999001101-workbook-masked.xlsx",
        "workbook-full.xlsx",
        "national-full.xlsx",
        "T5-masked.csv",
        "T2.csv",  # which has no list
    ]


BROKEN = {
    "exports_finished_expire": {"expires_at": None},
    "ready_exports_are_whole": {"sha256": ""},
    "in_full_means_lists": {"in_full": True},
    "exports_have_a_place": {"scope": []},
    "exports_are_of_a_month_or_a_list": {"page": "/households/"},
    "taken_after_finished": {"taken_at": "2020-01-01T00:00+08:00"},
    "export_kind_known": {"kind": "pdf"},
    "export_state_known": {"state": "lost"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_database_promises(name, qin, report):
    export = made(report, qin)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**BROKEN[name])


def test_the_buttons_lead_to_the_form_filled_in(client_of, qin, report):
    page = client_of(qin).get(form_at(report), {"kind": "csv", "sheet": "T2", "area": "999001101"})
    form = page.context["form"]
    assert [form[name].value() for name in ("kind", "sheet", "area")] == ["csv", "T2", "999001101"]
    assert len(form.fields["sheet"].choices) == 1 + len(REPORT_SHEETS)


def test_a_list_asks_the_database_no_more_for_more_rows(report, heyi, qin, django_assert_max_num_queries):
    export = made(report, qin, with_details=True)
    for sequence in range(11, 31, 2):
        home = family(heyi, sequence, **IN_MAY)
        report.rows.create(code="month.identified", village=heyi, household=home, people=2, on="2026-05-04")
    contents = ExportContents(export)
    with django_assert_max_num_queries(4):  # one for the names of places then
        rows = [
            [column.value(row) for column in contents.columns(REPORT_SHEETS["T5"])]
            for row in contents.report_rows(REPORT_SHEETS["T5"])
        ]
    assert len(rows) == 11
