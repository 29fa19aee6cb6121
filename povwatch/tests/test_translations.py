"""The Chinese of every text: complete, compiled, with every placeholder; no text escapes translation; days and numbers
read as each language writes them. Nothing here needs gettext's programs."""

import ast
import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django import forms
from django.conf import settings
from django.utils import formats, translation
from django.utils.translation.template import templatize

from core.text import join_words
from policy import reference

ROOT = Path(settings.BASE_DIR)
OURS = (
    "core",
    "accounts",
    "policy",
    "households",
    "visits",
    "alerts",
    "departments",
    "cases",
    "work",
    "reports",
    "sample",
    "devserver",
    "povwatch",
)
CATALOGUE = ROOT / "povwatch" / "locale" / "zh_Hans" / "LC_MESSAGES"
MEND = "run `make messages`, then translate what is new in povwatch/locale/zh_Hans/LC_MESSAGES/django.po"

MODULES = [path for app in OURS for path in (ROOT / app).rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
TEMPLATES = sorted(path for ending in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{ending}"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|{\w*}")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(CATALOGUE / "django.po"))


def key(entry):
    return entry.msgctxt, entry.msgid


# Complete


def test_no_translation_is_empty_or_guessed(catalogue):
    assert [e.msgid for e in catalogue if not e.translated() or e.fuzzy] == [], MEND


def test_no_trace_of_an_earlier_text_is_left_which_gettext_could_not_read():
    assert "\n#|" not in (CATALOGUE / "django.po").read_text(), "Delete the lines that begin with #| in django.po."


def test_every_placeholder_is_kept(catalogue):
    lost = []
    for entry in catalogue:
        source, words = entry.msgid_plural or entry.msgid, "".join(entry.msgstr_plural.values()) or entry.msgstr
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(words)):
            lost.append((source, words))
    assert lost == []


CHINESE_SIGN = "[\u4e00-\u9fff（）“”《》%@]"
HALF_WIDTH = re.compile(
    rf"{CHINESE_SIGN} ?[,;:!?](?=\s|{CHINESE_SIGN}|$)|[\u4e00-\u9fff] ?\(|\) ?[\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?!\w)"
)


def test_chinese_is_written_with_full_marks(catalogue):
    """Guards against a comma, colon or bracket of half width inside Chinese."""
    written = [words for e in catalogue for words in (e.msgstr, *e.msgstr_plural.values())]
    assert [words for words in written if HALF_WIDTH.search(PLACEHOLDER.sub("@", words))] == []


SAID_BY_GETTEXT = re.compile(r"{% (comment|blocktranslate).*?{% end\1 %}", re.S)
HALF_BETWEEN = re.compile(r"[}%]}(?:</\w+>|<[^>]*>)*(?:[,:;] ?| \()(?:</\w+>|<[^>]*>)*{[{%]")
KEPT_IN_BOTH = {"{{ visit.latitude }}, {{ visit.longitude }}"}


def test_no_template_puts_a_half_width_mark_between_two_parts():
    """Guards against "：" written as ": " in Chinese: use {% colon %}, {% comma %} and |bracketed."""
    found = []
    for path in TEMPLATES:
        text = SAID_BY_GETTEXT.sub("", path.read_text())
        for kept in KEPT_IN_BOTH:
            text = text.replace(kept, "")
        text = re.sub(r'=("|\').*?\1', "", text)  # attributes
        found += [(path.name, one) for one in HALF_BETWEEN.findall(text)]
    assert [one for one in found if one[0] != "gallery.html"] == []


def test_what_is_compiled_is_what_is_written(catalogue):
    compiled = polib.mofile(str(CATALOGUE / "django.mo"))
    assert {key(e): (e.msgstr, e.msgstr_plural) for e in compiled} == {
        key(e): (e.msgstr, e.msgstr_plural) for e in catalogue
    }, MEND


def test_no_text_is_new_and_none_is_left_over(catalogue):
    marked = set().union(*map(marked_in_python, MODULES), *map(marked_in_template, TEMPLATES))
    written = {key(e) for e in catalogue}
    assert (marked - written, written - marked) == (set(), set()), MEND


CALLS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "ngettext": 0, "ngettext_lazy": 0}
CALLS_IN_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}


def marked_in_python(path):
    """(context, text) of every call of gettext in a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if node.func.id in CALLS and words:
            yield None, words[0]
        elif node.func.id in CALLS_IN_CONTEXT and words:
            yield words[0], words[1]


def test_gettext_is_called_by_the_names_under_which_texts_are_collected():
    known = set(CALLS) | CALLS_IN_CONTEXT
    renamed = [
        f"{path.relative_to(ROOT)}: {name.name} as {name.asname}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in known and (name.asname or name.name) not in known
    ]
    assert renamed == []


STRING = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
MARKED = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\({STRING}(?:\s*,\s*{STRING})?")


def marked_in_template(path):
    """(context, text) of every translate and blocktranslate of a template, as Django gives them to gettext."""
    for call, first, second in MARKED.findall(templatize(path.read_text(), origin=str(path))):
        first = ast.literal_eval(first)
        yield (first, ast.literal_eval(second)) if call in ("pgettext", "npgettext") else (None, first)


# Nothing escapes translation

HIDDEN = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}", re.S
)
GIVEN = re.compile(
    r"""{%\s*(?:include|with|table)\b[^%]*?\b(?:title|label|lead|text|note|caption|action|heading)="([^"]+)\""""
)
SPOKEN = {"aria-label", "title", "placeholder", "alt", "label", "data-label"}
NAMES = re.compile(r"&\w+;|\b(povwatch|xlsx|XLSX|CSV|ID|SHA-256)\b")  # the same in every language


class Words(HTMLParser):
    """Collects what a template itself says, in text and in attributes that are shown or read out."""

    def __init__(self):
        super().__init__()
        self.found, self.code = [], False

    def handle_starttag(self, tag, attrs):
        self.code = tag in ("script", "style", "code", "pre", "kbd")
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag):
        self.code = False

    def handle_data(self, data):
        self.found += [] if self.code else [data]


def test_no_template_says_anything_untranslated():
    said = {path.name: list(unmarked_in_template(path)) for path in TEMPLATES if path.name != "gallery.html"}
    assert {name: words for name, words in said.items() if words} == {}


def unmarked_in_template(path):
    """What a template says in letters of its own: in text, in attributes that are read out, to its parts."""
    page = Words()
    page.feed(HIDDEN.sub("", path.read_text()))
    for text in (*page.found, *GIVEN.findall(path.read_text())):
        if re.search(r"[A-Za-z]{2,}", NAMES.sub("", text)):
            yield text.strip()


SAYING = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "placeholder", "title", "lead"}
IN_ENGLISH = re.compile(r"/management/|^(sample|devserver)/|^povwatch/gallery\.py|^departments/api/views\.py")
# the command line, the gallery, and what only machines read
TELLING = {"ValidationError", "PermissionDenied", "success", "error", "warning", "info", "add_error"}


def test_no_module_says_anything_untranslated():
    said = {str(path.relative_to(ROOT)): list(unmarked(ast.parse(path.read_text()))) for path in MODULES}
    assert {name: words for name, words in said.items() if words and not IN_ENGLISH.search(name)} == {}


def unmarked(tree):
    """Literals that a person would read: labels, messages, the words of choices."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield from (literal(word.value) for word in node.keywords if word.arg in SAYING and literal(word.value))
            if name in TELLING and "log" not in ast.unparse(node.func):
                yield from (literal(arg) for arg in node.args if " " in literal(arg))
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
            values = [line.value for line in node.body if isinstance(line, ast.Assign)]
            yield from (literal(v.elts[1]) for v in values if isinstance(v, ast.Tuple) and literal(v.elts[1]))


def literal(node):
    """The text of a plain string with letters in it; nothing for everything else."""
    value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) and re.search(r"[A-Za-z]{2,}", value) else ""


def test_the_documents_of_shipped_values_read_in_both_languages():
    assert {row["document"] for _key, row in reference.default_parameters()} == reference.SHIPPED_DOCUMENTS
    with translation.override("zh-hans"):
        assert not any(
            re.search(r"[A-Za-z]{2,}", reference.document_in_words(document))
            for document in reference.SHIPPED_DOCUMENTS
        )
        assert reference.document_in_words("Notice no. 7 of the county") == "Notice no. 7 of the county"


# Words in a row, days and numbers


@pytest.mark.parametrize(("language", "text"), [("en", "house, water"), ("zh-hans", "house、water")])
def test_words_in_a_row_are_separated_as_the_language_does(language, text):
    with translation.override(language):
        assert join_words(["house", "water"]) == text


@pytest.mark.parametrize(
    ("language", "day", "month", "moment"),
    [
        ("en", "3 Oct 2026", "October 2026", "3 Oct 2026 01:30"),
        ("zh-hans", "2026年10月3日", "2026年10月", "2026年10月3日 01:30"),
    ],
)
def test_days_read_as_the_language_writes_them(language, day, month, moment):
    value = dt.datetime(2026, 10, 3, 1, 30)
    with translation.override(language):
        assert formats.date_format(value, "DATE_FORMAT") == day
        assert formats.date_format(value, "YEAR_MONTH_FORMAT") == month
        assert formats.date_format(value, "DATETIME_FORMAT") == moment


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_thousands_are_grouped_by_three_in_both_languages(language):
    with translation.override(language):
        assert formats.number_format(1234567.5, 2, force_grouping=True) == "1,234,567.50"


@pytest.mark.parametrize("typed", ["2026-10-03", "2026/10/3", "2026年10月3日"])
def test_a_day_may_be_typed_in_several_ways(typed):
    with translation.override("zh-hans"):
        assert forms.DateField().clean(typed) == dt.date(2026, 10, 3)
