"""Rules for every template: nothing inline, every component documented and shown, vendor files as listed."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.views.defaults import permission_denied

from alerts.levels import Level
from povwatch.gallery import gallery_page

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
COMPONENTS = sorted((settings.BASE_DIR / "templates" / "components").glob("*.html"))
VENDOR = settings.BASE_DIR / "static" / "vendor"

INLINE = re.compile(
    r"""<[^>]*\s(style|on[a-z]+|hx-on[:a-z-]*)\s*=|<style|<script(?![^>]*\ssrc=)|href=["']javascript:""", re.I
)
VARIABLE = re.compile(r"{[{%].*?[}%]}|{#.*?#}", re.S)
COMMENT = re.compile(r"{% comment %}(.*?){% endcomment %}", re.S)


def test_no_template_holds_inline_script_or_style():
    """The security policy of the site refuses them."""
    assert [path.name for path in TEMPLATES if INLINE.search(VARIABLE.sub("", path.read_text()))] == []


def test_every_template_compiles():
    for path in TEMPLATES:
        get_template(str(path.relative_to(settings.BASE_DIR / "templates")))


def test_every_component_tells_its_arguments_and_limits():
    openings = {path.name: COMMENT.match(path.read_text()) for path in COMPONENTS}
    silent = [
        name for name, told in openings.items() if not told or not {"Arguments:", "Limits:"} <= set(told[1].split())
    ]
    assert silent == []


def test_every_component_is_in_the_gallery():
    shown = (settings.BASE_DIR / "templates" / "gallery.html").read_text()
    assert [path.name for path in COMPONENTS if path.name not in shown] == []


def test_the_gallery_renders_for_a_visitor(rf):
    request = rf.get("/gallery/")
    page = gallery_page(request).content.decode()
    assert "89.5%" in page and "110101********1237" in page and "1101011990" not in page


@pytest.mark.parametrize("name", ["500.html", "403_csrf.html"])
def test_error_pages_need_no_context(name):
    assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize("path", sorted(VENDOR.glob("*/*.min.*")), ids=lambda path: path.name)
def test_vendor_files_are_those_of_the_list(path):
    text = path.read_bytes()
    assert hashlib.sha256(text).hexdigest() in (VENDOR / "README.md").read_text()
    assert b"sourceMappingURL" not in text
    assert (path.parent / "LICENSE").exists()


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'id="([a-z-]+)"', (settings.BASE_DIR / "static" / "icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'icon\.html" with name="([a-z-]+)"', path.read_text())}
    assert named <= drawn


def test_every_data_attribute_has_a_module():
    """A data-pw-* attribute without a module does nothing."""
    modules = "".join(path.read_text() for path in Path(settings.BASE_DIR / "static" / "js").rglob("*.js"))
    hooks = {hook for path in TEMPLATES for hook in re.findall(r"data-(pw-[a-z-]+)", path.read_text())}
    camel = {hook: re.sub(r"-([a-z])", lambda found: found[1].upper(), hook) for hook in hooks}
    assert {hook for hook in hooks if hook not in modules and camel[hook] not in modules} == set()


def test_a_page_that_does_not_exist_says_what_to_do(client_of, lan):
    page = client_of(lan).get("/nothing/")
    assert page.status_code == 404
    assert "outside the territory" in page.content.decode()


def test_a_page_one_may_not_open_says_why_and_what_to_do(rf):
    page = permission_denied(rf.get("/nothing/"), PermissionDenied("Only the county may."))
    assert "Only the county may." in page.content.decode()
    assert "ask your administrator" in page.content.decode()


def test_five_wrong_passwords_lock_the_name_and_say_how_to_go_on(client, lan):
    for _ in range(5):
        page = client.post(reverse("accounts:sign-in"), {"username": "lan", "password": "wrong"})
    assert page.status_code == 429
    assert "Wait 15 minutes" in page.content.decode()


# Tags and filters


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ 1234567|number }}", "1,234,567"),
        ("{{ none|number }}", "–"),
        ("{{ 0|money }}", "0"),
        ("{{ amount|money }}", "12,345.50"),
        ("{{ none|money }}", "–"),
        ("{{ share|percent }}", "89.5%"),
        ("{{ none|percent }}", "–"),
        ("{{ name|mask:'name' }}", "S***e"),
        ("{{ none|mask:'phone' }}", "–"),
        ("{{ red|level_code }}", "red"),
        ("{{ 'green'|level_label }}", "Green"),
        ("{{ none|level_code }}", "unknown"),
    ],
)
def test_filters_show_what_a_clerk_reads(text, shown):
    values = {"none": None, "amount": Decimal("12345.5"), "share": Decimal("0.8951"), "name": "Stone", "red": Level.RED}
    assert Template("{% load levels pw %}" + text).render(Context(values)) == shown
