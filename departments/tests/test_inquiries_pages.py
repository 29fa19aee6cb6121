"""The pages of a liaison who is asked about families: the list, one inquiry, several at once, a file."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AccessEvent
from cases.tests import way
from departments.inquiries.actions import answer_inquiry
from departments.models import Inquiry
from povwatch.tests.factories import household

from .asked import MEI, banker, consented, family
from .sent import file_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]
LIST, NOTHING, FILE = (reverse(f"departments:{name}") for name in ("inquiries", "inquiries-nothing", "inquiries-file"))


@pytest.fixture
def hu(county):
    return banker(county)


@pytest.fixture
def asked(heyi, lan, wen, hu):
    """One family of two of whom the banks are asked."""
    consented(way.verified(way.proposed(family(heyi), lan), lan, wen), lan, "banks")
    return Inquiry.objects.get()


@pytest.fixture
def second(asked, heyi, lan):
    consented(way.proposed(household(heyi, people=1), lan), lan, "banks")
    return Inquiry.objects.exclude(pk=asked.pk).get()


def state(inquiry):
    inquiry.refresh_from_db()
    return inquiry.state, inquiry.found, inquiry.note


# ------------------------------------------------------------------------------------------------------------ the pages


def test_the_list_names_the_people_in_full_and_is_logged(asked, hu, client_of):
    page = client_of(hu).get(LIST).content.decode()
    assert "Sample Mei" in page and MEI in page and "ID number not on file" in page
    assert AccessEvent.objects.filter(action="inquiries_opened", user=hu).get().details == {"rows": 1}


def test_another_departments_inquiry_is_not_there(asked, tan, qin, client_of):
    address = asked.get_absolute_url()
    assert "Sample Mei" not in client_of(tan).get(LIST).content.decode()
    assert client_of(tan).get(address).status_code == 404
    assert client_of(tan).post(address, {"found": "no"}).status_code == 404
    client_of(tan).post(NOTHING, {"chosen": asked.pk})
    assert client_of(qin).get(LIST).status_code == 403
    assert state(asked)[0] == "open"


def test_an_inquiry_is_answered_in_one_form(asked, hu, client_of):
    client, address = client_of(hu), asked.get_absolute_url()
    assert MEI in client.get(address).content.decode()
    refused = client.post(address, {"found": "yes", "note": ""})
    assert refused.status_code == 422 and "Say in one line what was found." in refused.content.decode()
    assert client.post(address, {"found": "yes", "note": "A deposit"}).url == LIST
    assert state(asked) == ("answered", True, "A deposit")


def test_a_closed_inquiry_names_nobody(asked, hu, client_of):
    answer_inquiry(asked, by=hu, found=True, note="A deposit")
    client = client_of(hu)
    for address in (asked.get_absolute_url(), reverse("departments:inquiries-closed"), LIST):
        page = client.get(address).content.decode()
        assert MEI not in page and "Sample Mei" not in page and "A deposit" not in page
    assert client.post(asked.get_absolute_url(), {"found": "no"}).status_code == 409


def test_several_are_answered_with_nothing_found(asked, second, hu, client_of):
    answer_inquiry(second, by=hu, found=True, note="A deposit")
    said = client_of(hu).post(NOTHING, {"chosen": [asked.pk, second.pk, "x", "9" * 30]}, follow=True).content.decode()
    assert "1 answered with" in said and f"Inquiry {second.pk}: This inquiry was answered" in said
    assert state(asked) == ("answered", False, "") and state(second) == ("answered", True, "A deposit")


def test_the_menu_counts_what_waits_and_what_waits_names_nobody(asked, hu, tan, client_of):
    page = client_of(hu).get(reverse("accounts:waiting")).content.decode()
    assert "Inquiries about families" in page and asked.get_absolute_url() in page
    assert MEI not in page and "Mei" not in page
    assert asked.get_absolute_url() not in client_of(tan).get(reverse("accounts:waiting")).content.decode()


# ------------------------------------------------------------------------------------------------------------- the file


def returned(client, *rows):
    said = [{"number": number, "found": found, "what": what} for number, found, what in rows]
    return client.post(FILE, {"file": file_of(said)})


def test_the_list_is_downloaded_filled_in_and_sent_back(asked, second, hu, client_of):
    client = client_of(hu)
    book = client.get(reverse("departments:inquiries-download"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert AccessEvent.objects.filter(action="inquiries_downloaded", user=hu).get().details == {"rows": 2}
    assert len(rows) == 4 and any(MEI in row for row in rows)
    heads = rows[0]
    filled = [dict(zip(heads, row, strict=True)) for row in rows[1:]]
    for row in filled:
        row["found"] = "是" if row["id number"] == MEI else "no"
        row["what"] = "A deposit" if row["id number"] == MEI else ""
    page = client.post(FILE, {"file": file_of(filled, encoding="gb18030")})
    assert page.status_code == 200
    assert state(asked) == ("answered", True, "A deposit") and state(second) == ("answered", False, "")


def test_a_total_and_a_signature_under_the_list_are_no_answers(asked, hu, client_of):
    rows = [(asked.pk, "no", ""), ("合计", "", ""), ("填表人：王某", "", "")]
    assert returned(client_of(hu), *rows).status_code == 200
    assert state(asked) == ("answered", False, "")


def test_chinese_headers_are_read(asked, hu, client_of):
    rows = [{"协查编号": asked.pk, "是否查到": "否", "情况": ""}]
    assert client_of(hu).post(FILE, {"file": file_of(rows)}).status_code == 200
    assert state(asked) == ("answered", False, "")


@pytest.mark.parametrize(
    ("found", "what", "words"),
    [
        ("yes", "", "Say in one line what was found"),
        ("no", "A deposit", "Fill in yes, or empty the line"),
        ("perhaps", "", "yes, no"),
        ("yes", "x" * 301, "300"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_taken(asked, second, hu, client_of, found, what, words):
    page = returned(client_of(hu), (asked.pk, found, what), (second.pk, "no", ""))
    assert page.status_code == 422 and words in page.content.decode()
    assert state(asked)[0] == "open" and state(second) == ("answered", False, "")


def test_a_number_of_another_department_is_unknown(asked, tan, client_of):
    page = returned(client_of(tan), (asked.pk, "no", ""), ("x1", "no", "")).content.decode()
    assert page.count("was not asked under this number") == 2 and state(asked)[0] == "open"


def test_the_rows_of_one_family_are_joined(asked, second, hu, client_of):
    rows = [(asked.pk, "no", ""), (asked.pk, "yes", "A car"), (second.pk, "no", ""), (second.pk, "", "")]
    page = returned(client_of(hu), *rows).content.decode()
    assert "Look this person up too" in page
    assert state(asked) == ("answered", True, "A car") and state(second)[0] == "open"


def test_what_is_not_filled_in_waits(asked, hu, client_of):
    assert returned(client_of(hu), (asked.pk, "", "")).status_code == 200
    assert state(asked)[0] == "open"


def test_the_same_file_twice_changes_nothing_and_another_answer_is_refused(asked, hu, client_of):
    client = client_of(hu)
    assert returned(client, (asked.pk, "yes", "A car")).status_code == 200
    assert returned(client, (asked.pk, "yes", "A car")).status_code == 200
    page = returned(client, (asked.pk, "no", ""))
    assert page.status_code == 422 and "not with this answer" in page.content.decode()
    assert state(asked) == ("answered", True, "A car")


def test_a_file_without_the_columns_is_refused_as_a_whole(asked, hu, client_of):
    page = client_of(hu).post(FILE, {"file": file_of([{"name": "Sample Mei", "birth": "1986"}])})
    assert page.status_code == 422 and "No sheet has the columns" in page.content.decode()
    page = client_of(hu).post(FILE, {"file": file_of([{"number": "", "found": ""}])})
    assert page.status_code == 422
