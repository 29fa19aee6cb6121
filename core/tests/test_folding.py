"""Texts that look the same are the same, in Python and in the database."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import FOLDED_FROM, FOLDED_TO, folded_sql, folded_text, visible_text
from core.sql import fetch_rows

SAME = [
    ("王芳", "王 芳", "王　芳", " 王芳 ", "王\u200b芳", "\ufeff王芳", "王芳\u200e", "王\u00ad芳"),
    tuple(f"阿不都{dot}热合曼" for dot in "·•・･.．‧∙⋅●"),
    ("H12", "h12", "Ｈ１２", "ｈ 12", "H\u206012"),
    ("吕國華", "呂国华", "吕国华"),
    ("户编号", "戶編号".replace("編", "编"), "户\n编号", "户编号\u3000"),
    ("龙", "⿓".replace("⿓", "龍"), "龙\ufe00"),
]  # fmt: skip


@pytest.mark.parametrize("written", SAME)
def test_what_looks_the_same_is_the_same(written):
    assert len({folded_text(one) for one in written}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("王芳", "王方"), ("阿不都·热合曼", "阿不都热合曼"), ("H12", "H1 3"), ("1", "l")]
)
def test_what_differs_stays_apart(one, other):
    assert folded_text(one) != folded_text(other)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" 王\u200b芳\ufeff", "王芳"),
        ("４２０５２７", "420527"),
        ("王 芳", "王 芳"),
        ("阿•布", "阿•布"),
        ("A\x00B", "A\x00B"),
        ("", ""),
    ],
)
def test_what_nobody_sees_is_not_kept(text, kept):
    assert visible_text(text) == kept


def test_each_character_is_folded_once():
    assert len(FOLDED_FROM) == len(FOLDED_TO) == len(set(FOLDED_FROM)) and not set(FOLDED_FROM) & set(FOLDED_TO)


def folded_by_database(texts):
    rows = fetch_rows(
        f"SELECT {folded_sql('one')} FROM unnest(%s::text[]) WITH ORDINALITY t (one, n) ORDER BY n", [texts]
    )
    return [one for (one,) in rows]


@pytest.mark.django_db
def test_the_database_folds_as_python_does():
    """Every character that Unicode names, and some side by side."""
    known = (chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    texts = [one for one in known if unicodedata.category(one) not in ("Cn", "Co")]
    texts += [one for written in SAME for one in written]
    wrong = [
        (f"{ord(one[0]):x}", ours, theirs)
        for one, ours, theirs in zip(texts, map(folded_text, texts), folded_by_database(texts), strict=True)
        if ours != theirs
    ]
    assert wrong == [] and len(texts) > 100_000


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded_text(folded_text(text)) == folded_text(text)
