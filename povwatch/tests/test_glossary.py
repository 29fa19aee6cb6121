"""docs/glossary.md names each thing once, as the pages do in both languages, with names that exist in the code."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from accounts.people.workflow import LINK_WORKFLOW, PROPOSAL_WORKFLOW
from accounts.roles import ROLES
from alerts.alert.workflow import ALERT_WORKFLOW
from cases.case.workflow import CASE_WORKFLOW, MEASURE_WORKFLOW
from core.jobs.kinds import JOB_KINDS
from policy.keys import PARAMETER_KEYS

from .test_house import OURS, URLS

ROOT = Path(settings.BASE_DIR)
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| English")
]
CODES = sorted({code for row in ROWS for code in re.findall(r"(?:step )?`[^`]+`", row[2])})
TABLES = (ALERT_WORKFLOW, CASE_WORKFLOW, MEASURE_WORKFLOW, LINK_WORKFLOW, PROPOSAL_WORKFLOW)
STEPS = {step.name for table in TABLES for step in table.steps}


def models():
    """Return every model of ours that is not the history of another."""
    ours = [apps.get_app_config(app) for app in OURS if apps.is_installed(app)]
    return [one for app in ours for one in app.get_models() if not hasattr(one, "pgh_tracked_model")]


@cache
def sources() -> str:
    paths = [path for app in OURS for path in (ROOT / app).rglob("*.py")]
    return "\n".join(path.read_text() for path in paths if not {"tests", "migrations"} & set(path.parts))


def classes():
    """Return {name: class} of our models, roles and choices, the inner ones under Outer.Inner."""
    found = {one.__name__: one for one in [*models(), *ROLES.values()]}
    for module in {__import__(name, fromlist=["_"]) for name in modules()}:
        found |= {name: one for name, one in vars(module).items() if isinstance(one, type)}
    inner = {f"{one.__name__}.{name}": kind for one in models() for name, kind in vars(one).items() if is_choices(kind)}
    return found | inner


def modules():
    return [
        "households.choices",
        "households.models",
        "cases.choices",
        "alerts.levels",
        "alerts.models",
        "reports.models",
        "visits.models",
        "work.choices",
    ]


def is_choices(one) -> bool:
    return isinstance(one, type) and hasattr(one, "choices") and hasattr(one, "labels")


CLASSES = classes()


def words(text, language="en"):
    with translation.override(language):
        return str(text)


def is_said(word, cell, separator) -> bool:
    """Return whether a word stands in a cell of terms, whatever its capitals and remarks in brackets."""
    return word.lower() in {term.strip().lower() for term in re.split(separator, cell)}


def test_every_term_stands_once():
    terms = Counter(row[0].lower() for row in ROWS)
    assert [term for term, times in terms.items() if times > 1] == []
    assert all(len(row) == 4 and all(row) for row in ROWS)


@pytest.mark.parametrize("code", CODES)
def test_every_code_exists(code):
    assert exists(code), f"docs/glossary.md names {code}, which is not in the code"


def exists(code) -> bool:
    """Return whether the code has what a cell names: a step, an address, a place, a class, a member or another name."""
    name = code.removeprefix("step ").strip("`")
    if code.startswith("step "):
        return name in STEPS
    if re.fullmatch(r"[a-z]+:[a-z-]+", name):
        return name in URLS
    if "/" in name:
        return is_place(*name.split(": "))
    if "." in name:
        owner, _, member = name.rpartition(".")
        return owner in CLASSES and has_member(CLASSES[owner], member)
    return name in CLASSES or name in PARAMETER_KEYS or name in JOB_KINDS or is_defined(name, sources())


def is_place(path, name=None) -> bool:
    return (ROOT / path).exists() and (name is None or is_defined(name, (ROOT / path).read_text()))


def has_member(owner, member) -> bool:
    names = {field.name for field in owner._meta.get_fields()} if hasattr(owner, "_meta") else set()
    names |= {one.get_accessor_name() for one in getattr(getattr(owner, "_meta", None), "related_objects", ())}
    return member in names or hasattr(owner, member)


def is_defined(name, source) -> bool:
    return bool(re.search(rf"^\s*(?:def|class) {name}\b|^\s*{name}\b[^=\n(]* = ", source, re.M))


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_model_has_its_line_in_its_own_words(model):
    rows = [row for row in ROWS if re.match(rf"`{model.__name__}`", row[2])]
    assert len(rows) == 1, f"give {model.__name__} one line in docs/glossary.md"
    english, chinese = words(model._meta.verbose_name), words(model._meta.verbose_name, "zh-hans")
    assert is_said(english, rows[0][0], ", ") and is_said(chinese, rows[0][1], "、"), (english, chinese, rows[0])


def named_choices():
    """(choice, row) of every choice and role that a line is about."""
    for row in ROWS:
        owner, _, member = row[2].split("`")[1].rpartition(".")
        if is_choices(CLASSES.get(owner)):
            yield pytest.param(CLASSES[owner][member].label, row, id=f"{owner}.{member}")
        elif CLASSES.get(row[2].strip("`")) in ROLES.values():
            yield pytest.param(CLASSES[row[2].strip("`")].label, row, id=row[2])


@pytest.mark.parametrize(("label", "row"), list(named_choices()))
def test_every_choice_reads_as_on_the_pages(label, row):
    english, chinese = words(label), words(label, "zh-hans")
    assert is_said(english, row[0], ", ") and is_said(chinese, row[1], "、"), (english, chinese, row)
