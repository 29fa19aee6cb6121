"""The stylesheets and modules, as one: nothing is left that no page uses, and nothing is used that is not there. What a
single module does wrong, `make lint` finds."""

import importlib.util
import re
from pathlib import Path

import pytest
import tinycss2
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static/css").glob("*.css"))
MODULES = sorted((ROOT / "static/js").rglob("*.js"))
BOOTSTRAP = (ROOT / "static/vendor/bootstrap/bootstrap.used.css").read_text()
EXPORT = re.compile(r"^export (?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE)
# What the oldest browsers served (docs/visits.md) lack, and for which there is an older way.
TOO_NEW_SCRIPT = re.compile(
    r"structuredClone|\.findLast|\.toSorted|\.toReversed|Object\.(?:hasOwn|groupBy)|CompressionStream|showPopover"
    r"|startViewTransition|AbortSignal\.any|Promise\.withResolvers"
)
TOO_NEW_STYLE = re.compile(r"\((?:width|height)\s*[<>]|color-mix\(|@container|@scope")
FORMS = {"asteriskField"}  # classes that crispy-forms writes, beside Bootstrap's


def read_all(paths) -> str:
    return "\n".join(path.read_text() for path in paths)


@pytest.fixture(scope="module")
def said():
    """Everything that can name a class: templates, modules, and the code of forms and pages."""
    code = (path for app in ROOT.iterdir() if (app / "__init__.py").exists() for path in app.rglob("*.py"))
    pages = [path for path in code if not {"tests", "migrations"} & set(path.parts)]
    return read_all([*(ROOT / "templates").rglob("*.*"), *MODULES, *pages])


def style_parts(nodes):
    """(what is chosen, its declarations) of every rule, those within @media and other rules as well."""
    for node in nodes:
        if node.type not in ("qualified-rule", "at-rule") or node.content is None:
            continue
        inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        chosen = tinycss2.serialize(node.prelude) if node.type == "qualified-rule" else ""
        yield chosen, [one for one in inner if one.type in ("declaration", "error")]
        yield from style_parts(inner)


def parts_of_file(path) -> list:
    nodes = tinycss2.parse_stylesheet(path.read_text(), skip_comments=True, skip_whitespace=True)
    wrong = [node.message for node in nodes if node.type == "error"]
    assert wrong == [], path.name
    return list(style_parts(nodes))


def is_said(name, said) -> bool:
    """Whether a class is named: whole, or as `pw-level-` before what a page fills in."""
    start = name.rpartition("-")[0]
    return bool(re.search(rf"(?<![\w-])(?:{re.escape(name)}(?![\w-])|{re.escape(start)}-\{{)", said))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_class_that_has_a_style_is_on_some_page(path, said):
    chosen = " ".join(chosen for chosen, _declarations in parts_of_file(path))
    names = set(re.findall(r"\.([a-zA-Z][\w-]*)", chosen)) - FORMS
    assert [name for name in sorted(names) if f".{name}" not in BOOTSTRAP and not is_said(name, said)] == []


def test_every_variable_is_declared_and_used():
    styles = read_all(STYLES)
    declared = set(re.findall(r"(--[\w-]+)\s*:", styles))
    used = set(re.findall(r"var\((--[\w-]+)", styles)) | set(re.findall(r'"(--[\w-]+)"', read_all(MODULES)))
    assert [name for name in sorted(used - declared) if f"{name}:" not in BOOTSTRAP] == []
    assert [name for name in sorted(declared - used) if f"var({name}" not in BOOTSTRAP] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_export_is_imported_by_another_module(path):
    importers = read_all(one for one in MODULES if f'/{path.name}"' in one.read_text())
    words = set(re.findall(r"\w+", re.sub(r"//.*", "", importers)))
    assert set(EXPORT.findall(path.read_text())) - words == set()


@pytest.mark.parametrize("path", [*MODULES, *STYLES], ids=lambda path: path.name)
def test_nothing_is_newer_than_the_oldest_browsers_served(path):
    """Guards against a button that does nothing, and pages of a phone that look as on a desk: `(width < 48rem)` is
    known since Chrome 104 and iOS 16.4 only."""
    newer = TOO_NEW_STYLE if path.suffix == ".css" else TOO_NEW_SCRIPT
    assert newer.findall(path.read_text()) == []


def test_chromium_knows_every_declaration(page):
    declared = [
        (path.name, one.name, tinycss2.serialize(one.value).strip())
        if one.type == "declaration"
        else (path.name, one.message, "")
        for path in STYLES
        for _chosen, declarations in parts_of_file(path)
        for one in declarations
    ]
    known = page.evaluate("all => all.map(([, name, value]) => CSS.supports(name, value))", declared)
    strange = [one for one, is_known in zip(declared, known, strict=True) if not is_known]
    assert strange == []


def test_what_is_kept_of_bootstrap_is_what_is_used():
    """A class that a template begins to use may lie in what was left out."""
    spec = importlib.util.spec_from_file_location("trim_bootstrap", ROOT / "docs/trim_bootstrap.py")
    trim = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(trim)
    assert trim.used_styles() == BOOTSTRAP, "run `make styles`"
