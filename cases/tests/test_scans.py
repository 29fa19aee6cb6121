"""Signed papers: what is accepted, what is kept, who may open it, and what is refused with which words."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import AccessEvent
from cases.papers import scans
from core.crypto.files import delete_stored_file
from povwatch.tests.factories import case, household, person
from visits import photos
from visits.tests.test_photos import camera_exif, with_exif

PAPER = b"%PDF-1.4\nsigned by the family\n%%EOF\n"


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def monitored(heyi):
    return case(household(heyi))


def upload(body=PAPER, name="paper.pdf"):
    return SimpleUploadedFile(name, body)


def picture(kind="JPEG", **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 90), "white").save(out, kind, **more)
    return out.getvalue()


def test_a_paper_is_kept_sealed_and_can_be_read_again(monitored, lan, tmp_path):
    scan = scans.keep_scan(monitored, by=lan, title=" Consent ", upload=upload())
    assert (scan.title, scan.content_type, scan.size) == ("Consent", "application/pdf", len(PAPER))
    assert b"signed" not in (tmp_path / scan.stored_name).read_bytes()
    assert scans.read_scan(scan) == PAPER
    assert AccessEvent.objects.get(action="scan_kept").area == monitored.household.village


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_is_told_by_what_is_in_it_not_by_its_name(kind, content_type, monitored, lan):
    body = picture(kind)
    scan = scans.keep_scan(monitored, by=lan, title="Minutes", upload=upload(body, "minutes.pdf"))
    assert scan.content_type == content_type
    assert scans.read_scan(scan) == body


def test_a_photo_of_a_paper_does_not_say_where_it_was_taken(monitored, lan):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (30.0, 58.0, 12.0)  # GPS latitude
    exif[0x010F] = "camera"
    scan = scans.keep_scan(monitored, by=lan, title="Consent", upload=upload(picture(exif=exif)))
    assert not Image.open(io.BytesIO(scans.read_scan(scan))).getexif()


def test_a_description_that_is_cut_is_removed_as_well(monitored, lan):
    """Guards against a place that stays in the file because nobody could read it."""
    body = with_exif(camera_exif()[:40])
    scan = scans.keep_scan(monitored, by=lan, title="Consent", upload=upload(body))
    assert b"Exif" in body and b"Exif" not in scans.read_scan(scan)


def test_a_page_of_too_many_pixels_is_not_called_damaged(monitored, lan, monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS_SHRUNK", 1_000)
    with pytest.raises(ValidationError, match="Choose a smaller picture size"):
        scans.keep_scan(monitored, by=lan, title="Consent", upload=upload(picture()))


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Choose the file"),
        (upload(b""), "Choose the file"),
        (upload(b"MZ a program", "paper.pdf"), "not a PDF, JPEG or PNG"),
        (upload(picture()[:80], "paper.jpg"), "not a PDF, JPEG or PNG"),
        (upload(b"%PDF-" + b"0" * scans.MOST_SCAN_BYTES), "larger than 10 MB"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(file, said, monitored, lan, tmp_path):
    with pytest.raises(ValidationError, match=said):
        scans.keep_scan(monitored, by=lan, title="Consent", upload=file)
    assert not monitored.scans.exists() and not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ["  ", "x" * 81])
def test_a_paper_has_a_title(title, monitored, lan):
    with pytest.raises(ValidationError, match="what the paper is"):
        scans.keep_scan(monitored, by=lan, title=title, upload=upload())


def test_only_who_works_on_the_case_files_papers(monitored, su, shuikou):
    for stranger in (su, person("gao", "caseworker", shuikou)):
        with pytest.raises(PermissionDenied):
            scans.keep_scan(monitored, by=stranger, title="Consent", upload=upload())


# ------------------------------------------------------------------------------------------------------------ the pages


def filed(client, of, **said):
    return client.post(f"/cases/{of.pk}/scans/", {"title": "Minutes", "upload": upload(), **said}, follow=True)


def test_a_paper_is_filed_on_the_page_of_the_case_and_listed_there(monitored, wen, client_of):
    page = filed(client_of(wen), monitored)
    assert page.status_code == 200
    assert f"/cases/scans/{monitored.scans.get().pk}/" in page.content.decode()


def test_a_file_that_is_refused_leaves_the_title_on_the_page(monitored, wen, client_of):
    page = filed(client_of(wen), monitored, title="Minutes of June", upload=upload(b"MZ a program"))
    assert page.status_code == 422
    assert "Minutes of June" in page.content.decode() and "not a PDF, JPEG or PNG" in page.content.decode()
    assert not monitored.scans.exists()


def test_a_pdf_is_handed_over_and_a_picture_shown_each_time_on_record(monitored, wen, li, client_of):
    shown = {}
    for name, body in (("pdf", PAPER), ("png", picture("PNG"))):
        scan = scans.keep_scan(monitored, by=wen, title=name, upload=upload(body))
        answer = client_of(li).get(f"/cases/scans/{scan.pk}/")
        shown[name] = answer["Content-Disposition"].partition(";")[0], answer["Content-Type"]
        assert answer.content == body and answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"], "a shared computer keeps no copy"
    assert shown == {"pdf": ("attachment", "application/pdf"), "png": ("inline", "image/png")}
    assert AccessEvent.objects.filter(action="scan_opened", user=li).count() == 2


def test_who_only_reads_does_not_open_signed_papers(monitored, lan, su, client_of):
    """A consent form may show an ID number."""
    scan = scans.keep_scan(monitored, by=lan, title="Signed form", upload=upload())
    assert client_of(su).get(f"/cases/scans/{scan.pk}/").status_code == 403
    assert client_of(lan).get(f"/cases/scans/{scan.pk}/").status_code == 200


def test_a_file_that_is_gone_is_told(monitored, wen, client_of):
    scan = scans.keep_scan(monitored, by=wen, title="Minutes", upload=upload())
    delete_stored_file(scan.stored_name)
    answer = client_of(wen).get(f"/cases/scans/{scan.pk}/")
    assert answer.status_code == 404
    assert "missing on the server" in answer.content.decode()


def test_nobody_outside_the_territory_opens_a_paper(monitored, wen, mo, shuikou, client_of):
    scan = scans.keep_scan(monitored, by=wen, title="Minutes", upload=upload())
    for stranger in (mo, person("gao", "caseworker", shuikou)):
        assert client_of(stranger).get(f"/cases/scans/{scan.pk}/").status_code == 404
        assert client_of(stranger).post(f"/cases/{monitored.pk}/scans/", {}).status_code == 404
