"""The cover says in sentences, in both languages, what the sheets say in figures."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import translation

from cases.choices import CaseType
from povwatch.tests import factories
from reports.counting import rows
from reports.exports.about import export_sentences
from reports.month import actions as month_actions
from reports.month import cover

from . import busy

pytestmark = pytest.mark.usefixtures("today")  # 15 June 2026


@pytest.fixture
def small(county, heyi, shuikou, alert, qin):
    """Two cleared of three people each, one not yet, of two; one measure; one alert answered of two."""
    for on in (busy.june(3), dt.date(2026, 2, 2)):
        factories.case(factories.household(heyi, people=3), cleared_on=on)
    case = factories.case(factories.household(shuikou), identified_on=busy.june(4), risks=["03"])
    busy.measure(case, "health", qin, delivered_on=busy.june(5), cost=1500)
    busy.visit(case.household, busy.june(6))
    busy.works(case.household, place="outside")
    stranger = factories.household(heyi, people=1)
    stranger.members.update(labour="")
    busy.works(stranger)
    sent = ("open", 1), ("dispatch", 1), ("accept", 2)
    alert(shuikou, *sent, ("verify", 3), ("answer", 4), outcome="identify")
    alert(shuikou, *sent, due_on=busy.june(6))


def english(county, month=busy.JUNE):
    report = month_actions.ensure_open_report(county, month)
    rows.count_report_rows(report)
    return cover.generated_covers(report)["cover_en"]


SAID = (
    "On 15 Jun 2026 Qingshan County had 3 households with 8 people under monitoring",
    "risk of 2 households was cleared, that of 1 household not yet.",
    "The share cleared was 66.7% by households and 75.0% by people.",
    "because the households cleared were larger than the others",
    "Not yet cleared, by type: Unstable lifted household 1, Marginal household 0",
    "The most frequent main risks were Illness 2, Disability 1.",
    "1 household newly came under monitoring; marked again: 0; rolled back: 0.",
    "Risk was cleared for 1 household: by assistance 1, naturally 0.",
    "not yet cleared changed by 0.",
    "2 received, 1 answered, 100.0% of these in time; leading to identification: 1. Open at the end: 2, overdue among",
    "Measures delivered: 1 for 1 household, costing 1,500 yuan",
    "Visits: 1, 100.0% of them in person",
    "Without a helper: 1 household not yet cleared.",
    "of 12 people recorded as able to work in lifted and monitored households 1 worked. Altogether 2 people worked",
)


def test_it_says_what_the_sheets_say(small, county):
    text = english(county)
    assert [words for words in SAID if words not in text] == []


def test_it_compares_with_last_month_when_that_is_frozen(small, county, time_machine):
    assert "The month before is not frozen" in english(county)
    time_machine.move_to("2026-06-30T12:00+08:00", tick=False)
    month_actions.close_report_month(county, dt.date(2026, 5, 1))
    text = english(county)
    assert "At the end of May 2026 it was 2 households (change +1); the share cleared went from 50.0% to 66.7%" in text
    assert "The number of people also changes when members join or leave" in text


def test_it_is_written_in_both_languages(small, county):
    told = cover.generated_covers(month_actions.draft_report(county, busy.JUNE))
    assert told.keys() == {"cover_en", "cover_zh"}
    for name, code, other in (("cover_en", "en", "zh-hans"), ("cover_zh", "zh-hans", "en")):
        assert label_in(code) in told[name] and label_in(other) not in told[name]


def label_in(language) -> str:
    with translation.override(language):
        return str(CaseType.UNSTABLE.label)


def test_a_part_of_the_county_is_told_of_itself(small, county, heyi, shuikou, time_machine):
    """Also when somebody wrote the cover of the county."""
    time_machine.move_to("2026-06-30T12:00+08:00", tick=False)
    month_actions.close_report_month(county, dt.date(2026, 5, 1))
    report = month_actions.draft_report(county, busy.JUNE)
    report.cover_en = "A quiet month."
    assert cover.cover_paragraphs(report, [county]) == ["A quiet month."]
    told = " ".join(cover.cover_paragraphs(report, [heyi]))
    assert "Heyi Village had 2 households with 6 people" in told and "Qingshan" not in told
    assert "At the end of May 2026 it was 2 households (change 0)" in told
    assert " ".join(export_sentences(SimpleNamespace(report=report, areas=[heyi]))) == told  # in an export too
    with translation.override("zh-hans"):
        assert label_in("zh-hans") in " ".join(cover.cover_paragraphs(report, [shuikou]))


def test_what_somebody_wrote_stays(small, county):
    report = month_actions.draft_report(county, busy.JUNE)
    report.cover_en = "A quiet month."
    report.save()
    assert cover.generated_covers(report).keys() == {"cover_zh"}
    frozen = month_actions.take_report_step(report, "freeze", by=None)
    assert frozen.cover_en == "A quiet month." and "8" in frozen.cover_zh


def test_a_county_without_anybody_has_a_cover(county):
    text = english(county)
    assert "0 households with 0 people" in text and "None" not in text and "nan" not in text


def test_it_costs_a_handful_of_queries(small, county, django_assert_max_num_queries):
    report = month_actions.draft_report(county, busy.JUNE)
    with django_assert_max_num_queries(4):
        cover.generated_covers(report)


def test_no_measure_word_stands_twice(small, county):
    """Guards against: 28,689人人."""
    report = month_actions.ensure_open_report(county, busy.JUNE)
    rows.count_report_rows(report)
    told = cover.generated_covers(report)["cover_zh"]
    assert not [word for word in ("人人", "户户", "次次", "项项", "条条", "元元") if word in told]
