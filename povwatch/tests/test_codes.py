"""No page shows a code: what is stored as `report_correct` or `wages_labour` is read in words, in either language."""

import gc
import re

import pytest
from django.utils import translation

from accounts.audit.details import DETAIL_VALUES, access_details_in_words, code_in_words, filter_labels
from accounts.events import ACCESS_ACTIONS
from accounts.models import LogNoticeKind
from accounts.waiting.declare import WAITING_KINDS
from cases.at_once.declare import SEVERAL
from cases.at_once.kinds import AT_ONCE_KINDS
from cases.models.returns import ReturnVerdict
from core.jobs.kinds import JOB_KINDS
from core.listing.declare import LISTING_NAMES
from core.outbox.kinds import OUTBOX_KINDS
from core.workflow import StepTaker
from departments.feeds import FEEDS
from departments.feeds.cells import WordsCell
from households import import_messages
from households.ending.kinds import ENDINGS
from households.imports.column_words import column_in_words
from households.imports.sheet import IMPORT_SHEETS
from policy.keys import PARAMETER_KEYS
from povwatch.tests.reading import SpokenWords
from povwatch.tests.test_house import ASKED, URLS, address, things  # noqa: F401
from reports.models import ExportKind

LANGUAGES = ["en", "zh-hans"]
CODE = re.compile(r"\b[a-z]+[0-9]*(?:_[a-z0-9]+)+\b", re.ASCII)
OF_OPERATORS = {
    "load_reference",
    "create_person",
    "verify_log",
}  # commands that a page names, for whoever runs the site


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


def codes_in(text) -> set[str]:
    return set(CODE.findall(text)) - OF_OPERATORS


KINDS = {*JOB_KINDS, *OUTBOX_KINDS, *WAITING_KINDS, *ENDINGS, *ExportKind.values, *LogNoticeKind.values}
CODED = {  # name of a detail of the access log: the codes that it may hold
    "kind": KINDS,
    "key": set(PARAMETER_KEYS),
    "list": {*LISTING_NAMES, "earlies", *(SEVERAL + code for code in AT_ONCE_KINDS)},
    "page": set(URLS),
    "settled": set(import_messages.TO_SETTLE),
    "decision": set(ReturnVerdict.values),
    "feed": set(FEEDS),
    "method": {"GET", "HEAD", "POST"},
    "period": {"2026-h1", "2026-q2", "2026-to-09"},
}


@pytest.mark.parametrize("detail", sorted(CODED))
def test_every_code_of_the_access_log_is_read_in_words(detail, language):
    raw = {code for code in CODED[detail] if code_in_words(detail, code) == code}
    assert CODED[detail] and raw == set()


def test_every_other_code_that_the_log_knows_has_a_label(language):
    known = [(name, code, str(label)) for name, labels in DETAIL_VALUES.items() for code, label in labels.items()]
    assert [one for one in known if not one[2] or codes_in(one[2])] == []


def test_the_filters_of_a_file_are_called_as_on_the_page(language):
    listed, joined = ({"filters": filters} for filters in (["household", "since"], "household, since"))
    assert access_details_in_words(listed) == access_details_in_words(joined)
    assert [name for name, label in filter_labels().items() if codes_in(str(label))] == []


def test_every_step_of_every_workflow_has_its_words(language):
    takers = [one for one in gc.get_objects() if type(one) is StepTaker]
    steps = {f"{one.noun}_{step.name}" for one in takers for step in one.workflow.steps}
    assert "alert_dispatch" in steps and steps - set(ACCESS_ACTIONS) == set(), "say it in accounts/events.py"
    assert [action for action, words in ACCESS_ACTIONS.items() if codes_in(str(words))] == []


def test_the_columns_of_a_file_are_called_as_in_the_template(language):
    """Also where a file has our own names as its headers, and where a field changes that no column brings."""
    for sheet in IMPORT_SHEETS.values():
        for column in sheet.columns:
            assert codes_in(column_in_words(column.name)) == codes_in(sheet.heading_of(column.name)) == set()
            assert codes_in(str(column.about)) == set()
        for field in sheet.model._meta.concrete_fields if sheet.model else ():
            assert codes_in(sheet.heading_of(field.column.removesuffix("_id"))) == set(), (sheet.name, field.name)


def test_a_problem_of_an_import_offers_words_and_no_codes(language):
    columns = [one for sheet in IMPORT_SHEETS.values() for one in sheet.columns]
    columns += [one for feed in FEEDS.values() for one in feed.all_columns]
    offered = [word for one in columns if hasattr(one.cell, "offered") for word in one.cell.offered()]
    assert offered and [word for word in offered if codes_in(word)] == []
    english = [word for word in offered if language != "en" and word.isascii() and not word.isdigit() and len(word) > 1]
    assert english == []
    said = [str(text) for words in import_messages.PROBLEM_WORDS.values() for text in words]
    assert [text for text in said if codes_in(re.sub(r"%\(\w+\)s", "", text))] == []


def test_a_word_of_a_feed_is_shown_in_words(language):
    for feed in FEEDS.values():
        for column in feed.all_columns:
            if isinstance(column.cell, WordsCell):
                values = set(column.cell.words.values())
                assert {value for value in values if codes_in(str(column.cell.spoken(value)))} == set()


@pytest.mark.parametrize("who", ["qin", "su", "mo"])
def test_no_page_shows_a_code(who, things, request, client_of):  # noqa: F811
    """In Chinese alone: a code would read the same in English."""
    client, found = client_of(request.getfixturevalue(who)), {}
    for name in URLS:
        if name == "accounts:sign-out" or name.startswith("feed-api:"):
            continue
        answer = client.get(address(name, things), ASKED.get(name), headers={"accept-language": "zh-hans"})
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
            spoken = SpokenWords()
            spoken.feed(answer.content.decode())
            found[name] = sorted(codes_in(" ".join(spoken.found)))
    assert {name: codes for name, codes in found.items() if codes} == {}
