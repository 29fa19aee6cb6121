"""The whole case on paper and in Word: the same content, as much as the reader may know, and on record."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from docx import Document

from accounts.models import AccessEvent
from accounts.permissions import Permission
from cases.case import about
from cases.models import (
    Authorisation,
    Comparison,
    HelperAssignment,
    Judgement,
    Measure,
    Objection,
    Plan,
    PublicNotice,
    Review,
    Scan,
    Verification,
)
from cases.papers.case_file import contents as case_file
from cases.papers.case_file import word as case_file_word
from cases.papers.case_file.tables import CaseFileChapter, CaseFileTable
from povwatch.tests.factories import case, household, member, move, person, stand
from visits.models import Visit

DAY = dt.date(2026, 6, 1)
ID, PHONE = "420527197001011234", "13812345678"
STATEMENT = {
    "from": "2025-06-01",
    "until": "2026-05-31",
    "items": {"wages_labour": "14000.00", "cost_crops": "800.50"},
    "people": "2",
    "net": "13199.50",
    "per_capita": "6599.75",
    "claims": None,
    "out_of_pocket": "9000.00",
    "schooling_cost": None,
    "reference": "2099.75",
    "guarantees": {"housing": True, "water": False},
}


@pytest.fixture
def monitored(heyi):
    family = household(heyi, people=0, group_no=3, phone=PHONE, address="Heyi 3-17", bank_account="6222021234567890")
    born = dt.date(1970, 1, 1)
    member(family, relation="head", name="张建三", id_number=ID, birth_date=born, has_serious_illness=True)
    income = {"income_at_identification": Decimal("6599.75"), "statement_at_identification": STATEMENT}
    return case(family, identified_on=DAY, clue_on=DAY, **income)


@pytest.fixture
def full(monitored, lan, wen, zhao):
    """A case with one of every paper."""
    of_procedure(monitored, lan, wen, zhao)
    of_assistance(monitored, wen)
    move(monitored, "endorse", "noticed", "endorsed", DAY, by=zhao, reason="Checked by the township")
    stand(monitored, "active")
    return monitored


def of_procedure(of, lan, wen, zhao):
    at = {"case": of, "procedure": "identification", "by": wen}
    visit = Visit.objects.create(household=of.household, visited_by=lan, visited_on=DAY, way="in_person")
    Verification.objects.create(**at, visit=visit, first_checker=lan, second_checker=wen, signed=True)
    scan = Scan.objects.create(case=of, title="Consent", content_type="application/pdf", size=9, sha256="0", by=lan)
    head = of.household.members.first()
    Authorisation.objects.create(case=of, signed_by=head, signed_on=DAY, scope=["banks", "police"], scan=scan, by=lan)
    Comparison.objects.create(case=of, department="banks", found=True, note="A loan overdue", compared_on=DAY, by=zhao)
    votes = {"votes_for": 8, "votes_against": 1}
    Review.objects.create(**at, held_on=DAY, attendees="Nine villagers", **votes, minutes="All spoke for it")
    notice = PublicNotice.objects.create(**at, posted_on=DAY, until=DAY, place="Office board", lines={})
    settled = {"upheld": False, "answer": "It was sold", "settled_by": zhao, "settled_on": DAY}
    Objection.objects.create(notice=notice, received_on=DAY, words="They own a lorry", by=wen, **settled)


def of_assistance(of, by):
    helper = {"name": "Chen Yi", "unit": "Township office", "phone": PHONE, "since": DAY, "until": DAY}
    HelperAssignment.objects.create(household=of.household, by=by, **helper)
    plan = {"goal": "A post as road cleaner", "until": DAY, "made_on": DAY, "by": by}
    Plan.objects.update_or_create(case=of, defaults=plan)
    measure = {"group": "employment", "title": "A post", "risk": "07", "planned_on": DAY, "cost": 1200}
    Measure.objects.create(case=of, by=by, **measure)
    Judgement.objects.create(case=of, noted_on=DAY, words="Going well", by=by)


def page(client, of):
    return client.get(f"/cases/{of.pk}/file/").content.decode()


def word(client, of, why="decision"):
    answer = client.get(f"/cases/{of.pk}/file.docx", {"why": why})
    assert answer.status_code == 200
    return Document(io.BytesIO(answer.content))


def words_in(document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


TOLD = [  # one thing of every chapter
    "张建三",
    "Serious illness",
    "14,000 yuan",
    "800.50 yuan",
    "6,599.75 yuan",
    "75.0%",
    "2,099.75 yuan",
    "Not met",
    "Consent",
    "A loan overdue",
    "Nine villagers",
    "8 for, 1 against, 0 abstained",
    "All spoke for it",
    "Office board",
    "They own a lorry",
    "It was sold",
    "Checked by the township",
    "Chen Yi",
    "1,200 yuan",
    "A post as road cleaner",
    "Going well",
    "Unstable lifted household",
]


def test_the_page_and_the_word_document_tell_the_same_whole_story(full, zhao, client_of):
    shown, saved = page(client_of(zhao), full), words_in(word(client_of(zhao), full))
    for told in TOLD:
        assert told.casefold() in shown.casefold(), told
        assert told.casefold() in saved.casefold(), told
    for chapter in case_file.case_file_chapters(full, zhao):
        assert chapter.title in shown and chapter.title in saved


def test_who_took_a_copy_when_and_why_stands_on_every_page(full, zhao, client_of):
    saved = word(client_of(zhao), full, why="audit")
    foot = saved.sections[0].footer.paragraphs[0].text
    assert foot.startswith("Zhao · ") and foot.endswith("For an audit or inspection")
    assert "Zhao · " in page(client_of(zhao), full)
    assert saved.sections[0].page_width.mm == pytest.approx(210, abs=0.1)


def test_opening_and_saving_are_on_record_with_the_reason(monitored, zhao, client_of):
    page(client_of(zhao), monitored)
    word(client_of(zhao), monitored, why="family")
    told = AccessEvent.objects.filter(user=zhao, action__startswith="case_file").order_by("pk")
    assert list(told.values_list("action", "reason")) == [("case_file_opened", ""), ("case_file_exported", "family")]


@pytest.mark.parametrize("why", ["", "curiosity"])
def test_a_copy_needs_a_reason(why, monitored, zhao, client_of):
    answer = client_of(zhao).get(f"/cases/{monitored.pk}/file.docx", {"why": why})
    assert answer.status_code == 422 and "What is the copy for?" in answer.content.decode()
    assert not AccessEvent.objects.filter(action="case_file_exported").exists()


def test_secrets_are_for_those_who_may_see_them(monitored, zhao, li, client_of):
    assert not li.holds(Permission.HOUSEHOLD_SECRET)
    on_paper, in_word = page, lambda client, of: words_in(word(client, of))
    for read in (on_paper, in_word):
        full, masked = read(client_of(zhao), monitored), read(client_of(li), monitored)
        assert ID in full and PHONE in full and "Heyi 3-17" in full
        assert not any(secret in masked for secret in (ID, PHONE, "Heyi 3-17", "6222021234567890", "1 Jan 1970"))
        assert "420527********1234" in masked and "138****5678" in masked


def test_minutes_and_objections_are_for_those_who_act(full, li, su, client_of):
    assert "All spoke for it" in page(client_of(li), full)
    hidden = page(client_of(su), full)
    assert "All spoke for it" not in hidden and "They own a lorry" not in hidden and "Hidden: your role" in hidden


def test_a_case_of_which_little_is_known_has_a_file_too(heyi, lan, client_of):
    bare = case(household(heyi, people=0))
    assert "Nothing on record" in page(client_of(lan), bare)
    assert words_in(word(client_of(lan), bare))


def test_a_bigger_case_asks_the_database_no_more_questions(full, lan, wen, zhao, django_assert_max_num_queries):
    whole = about.visible_cases(zhao)
    with django_assert_max_num_queries(25) as asked:
        case_file.case_file_chapters(whole.get(), zhao)
    of_procedure(full, lan, wen, zhao)
    of_assistance(full, wen)
    with django_assert_max_num_queries(len(asked)):
        case_file.case_file_chapters(whole.get(), zhao)


def test_words_that_a_word_document_cannot_hold_do_not_break_it():
    body = case_file_word.case_file_document(
        "A\x00B", [CaseFileChapter("C\x0b", [CaseFileTable([("d\x1f", "中文")])])], "\ud800e"
    )
    assert "中文" in words_in(Document(io.BytesIO(body)))


def test_nobody_outside_the_territory_sees_a_file(monitored, mo, shuikou, client_of):
    for stranger in (mo, person("gao", "caseworker", shuikou)):
        for name in ("file", "file-word"):
            assert client_of(stranger).get(reverse(f"cases:{name}", args=[monitored.pk])).status_code == 404


def test_an_income_says_how_well_it_was_known_and_an_earlier_decision_nothing(monitored, lan, client_of):
    monitored.statement_at_identification = STATEMENT | {"income_known": "10", "income_carried": "2"}
    monitored.save()
    assert page(client_of(lan), monitored).count("10 of 12 months known, 2 carried forward") == 2  # cover and income
    monitored.statement_at_identification = STATEMENT
    monitored.save()
    assert "12 months known" not in page(client_of(lan), monitored)


def test_an_unknown_income_is_said_to_be_unknown(monitored, lan, client_of):
    unknown = {"per_capita": None, "income_known": "8", "income_carried": "0"}
    monitored.income_at_identification, monitored.statement_at_identification = None, STATEMENT | unknown
    monitored.save()
    assert page(client_of(lan), monitored).count("not known (8 of 12 months known)") == 2


# The Word document as an office prints it


def columns_of(document, head) -> list[int]:
    """The widths of the columns, in millimetres, of the table that has this head."""
    table = next(one for one in document.tables if head in [cell.text for cell in one.rows[0].cells])
    return [round(cell.width.mm) for cell in table.rows[0].cells]


def test_an_id_number_stays_on_one_line_in_word(full, zhao, client_of):
    saved = word(client_of(zhao), full)
    heads = [cell.text for cell in saved.tables[2].rows[0].cells]
    widths = columns_of(saved, "ID number")
    assert widths[heads.index("ID number")] >= len(ID) * 2.1  # the widest digit of a print font of 9 points
    assert sum(widths) <= 174 + len(widths)  # what A4 has between the margins, each rounded


@pytest.mark.parametrize(
    ("rows", "heads", "widths"),
    [
        ([("Kind", "lifted")], (), [13, 161]),  # a term, and its value has what is left
        ([("a", "b")], ("a", "b"), [87, 87]),
        ([("x" * 40, "y" * 60)], ("a", "b"), [70, 104]),  # nothing fits: in proportion
        ([("字" * 80, "420527197001011234")], ("a", "b"), [131, 43]),  # Chinese is broken, a number is not
    ],
)
def test_columns_of_word_share_the_page(rows, heads, widths):
    assert [round(width) for width in case_file_word.word_column_widths(rows, heads)] == widths


def test_no_row_is_divided_and_no_heading_stands_alone_at_the_foot_of_a_page(full, zhao, client_of):
    saved = word(client_of(zhao), full)
    assert all(row._tr.trPr.findall(f"{W}cantSplit") for table in saved.tables for row in table.rows)
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for one in saved.tables for cell in one.rows[0].cells)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_the_name_stands_on_the_cover_before_the_number(full, zhao, client_of):
    saved = word(client_of(zhao), full)
    assert saved.paragraphs[0].text == "Case file of 张建三, episode 1"
    assert saved.tables[0].rows[0].cells[1].text == full.household.number


def test_the_file_of_a_household_without_people_names_its_number(heyi):
    empty = case(household(heyi, people=0, number="SAMPLE-7"))
    assert case_file.case_file_title(empty) == "Case file of SAMPLE-7, episode 1"


def test_a_paper_is_told_by_its_title_never_by_the_type_of_its_file(full, zhao, client_of):
    for words in (page(client_of(zhao), full), words_in(word(client_of(zhao), full))):
        assert "Consent" in words and "application/pdf" not in words


def test_there_is_room_to_sign_for_the_family_the_village_the_township_and_the_county(full, zhao, client_of):
    signing = word(client_of(zhao), full).tables[-1]
    assert [row.cells[0].text for row in signing.rows[1:]] == [
        "For the family",
        full.household.village.official_name,
        full.household.village.parent.official_name,
        full.household.county.official_name,
    ]
    assert all(row.height.mm >= 10 and not row.cells[1].text for row in signing.rows[1:])
    last_heads = [cell.paragraphs[0].paragraph_format.keep_with_next for cell in signing.rows[-2].cells]
    assert all(last_heads)  # all signatures stand on one page
