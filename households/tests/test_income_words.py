"""An income in a sentence: what it is, or by how much the family spent more than it earned."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from core.text import written_number
from households.income.words import income_words, yuan_words
from povwatch.tests.factories import household, told

YEAR = {"first": dt.date(2025, 10, 1), "months": 12, "on": dt.date(2026, 11, 1)}
EXCEED = "less than nothing (costs exceed income by {} yuan a head)"
CHINESE_EXCEED = "负值（支出超出收入，人均超出{}元）"
WORDS = [  # yuan, of one person in English and Chinese
    ("8800", "8,800 yuan", "8,800元"),
    ("0.01", "0.01 yuan", "0.01元"),
    ("0", "0 yuan", "0元"),
    ("-0.00", "0 yuan", "0元"),
    ("-0.004", "0 yuan", "0元"),
    *((f"-{yuan}", EXCEED.format(said), CHINESE_EXCEED.format(said)) for yuan, said in
      [("0.01", "0.01"), ("1200", "1,200"), ("1200.5", "1,200.50")]),
]  # fmt: skip


@pytest.mark.parametrize(("yuan", "english"), [one[:2] for one in WORDS])
def test_income_per_person_in_english(yuan, english):
    assert income_words(Decimal(yuan)) == income_words(yuan) == english
    assert yuan_words(yuan) == english.replace(" a head", "")


@pytest.mark.parametrize(("yuan", "chinese"), [(yuan, chinese) for yuan, _english, chinese in WORDS])
def test_income_per_person_in_chinese(yuan, chinese):
    with translation.override("zh-hans"):
        assert income_words(yuan) == chinese
        assert yuan_words(yuan) == chinese.replace("，人均超出", "，超出")


@pytest.mark.parametrize(("number", "words"), [("-0.4", "0"), ("-0.5", "-1"), ("0", "0"), ("0.5", "1")])
def test_a_number_never_reads_minus_nothing(number, words):
    assert written_number(Decimal(number)) == words


@pytest.fixture
def in_november():
    with time_machine.travel(dt.datetime(2026, 11, 29, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("cost", "panel", "command"),
    [
        (12_012, "less than nothing (costs exceed income by 5.50 yuan a head)", "costs exceed income by 5.50 a head"),
        (12_001, "0 yuan", "2 people, 0.00 a head"),
        (11_990, "5.50 yuan", "2 people, 5.50 a head"),
    ],
)
def test_portrait_and_command_say_that_costs_exceed_income(heyi, qin, client_of, in_november, cost, panel, command):
    """Two people earned 12,001 on their pigs in a year; feed took 12,012, or 12,001, or 11,990."""
    family = household(heyi, people=2)
    told(family, {"livestock": 12_001, "cost_livestock": cost}, **{**YEAR, "first": dt.date(2025, 11, 1)})
    page = client_of(qin).get(family.get_absolute_url()).content.decode()
    assert panel in " ".join(page.split()) and ("times the line" in page) == (cost == 11_990)
    call_command("explain", family.number, stdout=(out := StringIO()))
    assert command in out.getvalue()
