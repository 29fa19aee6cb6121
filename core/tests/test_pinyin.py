"""Initials in pinyin, as people type them to find a name."""

import pytest

from core.pinyin import SURNAMES, initial_of, initials_of_reading, is_read_as, name_initials


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("张建三", "zjs"),
        ("单小花", "sxh"),
        ("仇和", "qh"),
        ("曾国", "zg"),
        ("解放", "xf"),
        ("查明", "zm"),
        ("覃单", "qd"),  # 单 is a surname in front only
        ("尉迟恭", "ycg"),
        ("长孙无忌", "zswj"),
        ("阿依古丽·买买提", "aygl" + "mmt"),
        ("Sample 4205", "s4"),
        ("Wang Unknown", "wu"),
        (" 张　建三\u200b", "zjs"),
        ("𠮷某", "m"),
        ("·", ""),
        ("", ""),
    ],
)
def test_a_name_has_the_initials_that_people_type(name, initials):
    assert name_initials(name) == initials


def test_the_surnames_named_are_those_read_otherwise():
    """Guards against a list that repeats what is read rightly anyway."""
    same = [name for name, initials in SURNAMES.items() if "".join(map(initial_of, name)) == initials]
    assert same == []


@pytest.mark.parametrize(
    ("typed", "initials"),
    [
        ("wangdaqiang", "wdq"),
        ("xian", "x"),
        ("xian", "xa"),
        ("lvxiaoming", "lxm"),
        ("shanxiaohua", "sxh"),
        ("ayiguli", "aygl"),
    ],
)
def test_pinyin_leads_to_the_initials_it_may_have(typed, initials):
    assert initials in initials_of_reading(typed)


@pytest.mark.parametrize("typed", ["wdq", "wangdaq", "sample", "", "zzz"])
def test_what_is_no_pinyin_leads_nowhere(typed):
    assert initials_of_reading(typed) == set()


@pytest.mark.parametrize(
    ("name", "typed", "fits"),
    [
        ("王大强", "wangdaqiang", True),
        ("王大强", "wangda", True),
        ("魏东强", "wangdaqiang", False),
        ("王大", "wangdaqiang", False),
        ("单小花", "shanxiaohua", True),  # read so as a surname
        ("单小花", "danxiaohua", True),  # and typed so by whoever does not know it
        ("吕小明", "lvxiaoming", True),
        ("西安", "xian", True),
        ("阿依古丽·买买提", "ayigulimaimaiti", True),
        ("Sample Wang", "wang", False),
    ],
)
def test_a_name_is_read_as_what_was_typed(name, typed, fits):
    assert is_read_as(name, typed) == fits
