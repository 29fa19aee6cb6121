"""Initials in pinyin, as people type them to find a name."""

import pytest

from core.pinyin import SURNAMES, initial_of, name_initials


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
