"""Regular expressions over text from outside: none may take more time than the text is long, or one cell of a file, one
answer of a phone keeps a worker for hours. Every pattern of the code is found and tried with hostile texts of 1 MB."""

import ast
import importlib
import re
import signal
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from re import _parser as parser

import pytest
from django.conf import settings
from django.core.validators import RegexValidator
from django.urls import get_resolver

from .test_house import OURS

ROOT = Path(settings.BASE_DIR)
MB, SHORT = 1 << 20, 1 << 16
MOST_TRIED = 3  # texts of 1 MB for each use of a pattern
METHODS = {"match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split"}
PATIENCE = 40  # times what a simple search through the same text takes
LEAST = 0.5  # seconds that any pattern may take, so that a busy machine refuses none
FOLLOWING = ("", "\0", "1")
USUAL = ("1", " ", "a", ",", ".", "-", "年", "(", "元", "\n")


def modules():
    """(module name, its tree) of every module of ours that runs in a county."""
    for app in OURS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield name, ast.parse(path.read_text())


def used_methods():
    """{name of a pattern: the methods called on it}, over all modules; also of those kept in dictionaries."""
    found = {}
    for _name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                for inner in ast.walk(node.value):
                    word = getattr(inner, "id", getattr(inner, "attr", None))
                    found.setdefault(word, set()).add(node.attr)
    return found


def patterns_in(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from patterns_in(one)


def compiled():
    """(pattern, methods) of every pattern that a module keeps under a name."""
    methods = used_methods()
    for name, tree in modules():
        if "re.compile" in ast.unparse(tree):
            for word, value in vars(importlib.import_module(name)).items():
                for pattern in patterns_in(value):
                    yield pattern, methods.get(word, {"fullmatch"}) & METHODS or {"fullmatch"}


def literal():
    """(pattern, methods) of every re.search("…") and the like."""
    for _name, tree in modules():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=method), args=[ast.Constant(text), *_]):
                    if method in METHODS:
                        yield re.compile(text), {method}


def of_addresses(patterns=None):
    """The patterns of addresses, each shape once: the words between their parts keep nobody busy."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        yield re.compile(re.sub(r"[a-z\\.-]{3,}/", "word/", one.pattern.regex.pattern)), {"search"}
        yield from of_addresses(getattr(one, "url_patterns", ()))


def of_validators():
    for app in OURS:
        if app != "devserver":
            from django.apps import apps

            for model in apps.get_app_config(app).get_models():
                for field in model._meta.local_fields:
                    for validator in field.validators:
                        if isinstance(validator, RegexValidator):
                            yield validator.regex, {"search"}


@cache
def every_pattern():
    """{pattern: how it is used}."""
    found = {}
    for pattern, methods in [*compiled(), *literal(), *of_addresses(), *of_validators()]:
        found.setdefault(pattern, set()).update(methods)
    return found


def letters_of(pattern) -> list[str]:
    """One letter for each letter and class of letters in a pattern: what its loops run over."""
    found = []

    def walk(items):
        for kind, given in items:
            kind = str(kind)
            if kind in ("LITERAL", "NOT_LITERAL"):
                found.append(chr(given) if kind == "LITERAL" else chr(given ^ 1))
            elif kind == "IN":
                found.extend(letter_of_class(pattern, given))
            elif isinstance(given, tuple | list):
                for inner in given:
                    if isinstance(inner, parser.SubPattern):
                        walk(inner)
                    elif isinstance(inner, list):
                        for branch in inner:
                            walk(branch) if isinstance(branch, parser.SubPattern) else None

    walk(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    return list(dict.fromkeys(found))


def letter_of_class(pattern, given):
    for kind, value in given:
        if str(kind) == "LITERAL":
            yield chr(value)
        elif str(kind) == "RANGE":
            yield chr(value[0])


def hostile_texts(pattern, size):
    """Texts that let a pattern go back and forth: one letter again and again, or two in turns, and then what does not
    fit."""
    letters = list(dict.fromkeys([*letters_of(pattern)[:8], *USUAL]))
    for letter in letters:
        for following in FOLLOWING:
            yield letter * size + following
    for first in letters[:6]:
        for second in letters[:6]:
            if first != second:
                yield (first + second) * (size // 2) + "\0"


class TooSlow(Exception):
    pass


@contextmanager
def limited(seconds):
    """Stop what takes longer: time of this process alone, whatever else the machine does."""

    def stop(*_given):
        raise TooSlow

    earlier = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, earlier)


def baseline() -> float:
    """How long one walk through 1 MB takes here and now."""
    text, begun = "a" * MB, time.process_time()
    re.compile("[^a]").search(text)
    return time.process_time() - begun


def use(pattern, method, text):
    if method in ("sub", "subn"):
        return getattr(pattern, method)("", text)
    found = getattr(pattern, method)(text)
    return sum(1 for _one in found) if method == "finditer" else found


def seconds_of(pattern, method, text, bound) -> float:
    """How long a pattern takes; raises TooSlow when that is longer than any text of this length needs."""
    begun = time.process_time()
    with limited(bound):
        use(pattern, method, text)
    return time.process_time() - begun


def slow_texts(pattern, methods):
    """What keeps a pattern busy: (method, beginning of the text, its end). All hostile texts are tried short, and those
    that took longest with 1 MB."""
    for method in sorted(methods):
        took, bound = [], max(LEAST, PATIENCE * baseline())
        try:
            for number, text in enumerate(hostile_texts(pattern, SHORT)):
                took.append((seconds_of(pattern, method, text, bound), number))
            worst = {number for _seconds, number in sorted(took)[-MOST_TRIED:]}
            for text in (text for number, text in enumerate(hostile_texts(pattern, MB)) if number in worst):
                seconds_of(pattern, method, text, bound)
        except TooSlow:
            yield method, text[:4], text[-2:]


def test_patterns_are_found():
    """Guards against a search that finds nothing and is content."""
    found = {pattern.pattern for pattern in every_pattern()}
    assert len(found) > 60
    from departments.feeds.cells import OLD_ID
    from households.imports.clean.cells import DAY

    assert {OLD_ID.pattern, DAY.pattern} <= found


def test_a_pattern_that_goes_back_and_forth_is_noticed():
    assert list(slow_texts(re.compile(r"\d+$"), {"search"})) and list(slow_texts(re.compile(r"(a+)+b"), {"match"}))
    assert not list(slow_texts(re.compile(r"\d"), {"findall"}))


@pytest.mark.parametrize("pattern", every_pattern(), ids=lambda pattern: pattern.pattern[:40])
def test_no_pattern_takes_longer_than_its_text(pattern):
    assert list(slow_texts(pattern, every_pattern()[pattern])) == [], "bound the loops, or split the text without re"
