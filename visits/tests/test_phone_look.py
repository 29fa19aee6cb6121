"""The phone app for its users: accessible in both languages, by keyboard, with a thumb, on a slow connection."""

import gzip
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import translation

from povwatch.tests.factories import household
from visits.models import Visit
from visits.phone import pwa
from visits.phone.pwa_words import CALLS_WORDS, PHONE_APP_WORDS

from .conftest import PIN, Phone
from .test_phone_outbox import finish_offline

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
MODULES = Path(settings.BASE_DIR) / "static" / "js" / "phone"


def faults(page):
    found = Axe().run(page, options=WCAG).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


TOO_SMALL = """() => [...document.querySelectorAll("main a, main button, main input, main select, main summary, nav a")]
  .filter(one => one.checkVisibility())
  .filter(one => { const box = (one.closest(".form-check") ?? one).getBoundingClientRect();
                   return box.height < 44 && !one.closest(".pw-summary, p:not(.pw-actions), dd, span"); })
  .map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(
    page, page_of, phone_of, lan, heyi, language, live_server
):
    """Guards against views that a screen reader, a large thumb or a narrow screen cannot use."""
    homes = [household(heyi, phone="13912345678", group_no=3, address="Behind the walnut tree") for _ in range(2)]
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page_of(lan, "/visits/phone/", width=360, height=740)
    page.locator("#pin-first-next").wait_for()
    seen = {"pin": faults(page)}
    phone = phone_of(lan)
    assert page.locator("html").get_attribute("lang") == language
    finish_offline(phone, homes[0])
    for view in ("today", "households", "outbox", "account", "pin"):
        phone.go(f"#{view}")
        phone.wait_for(view)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # what lies under the bar is scrolled to
        seen[view] = faults(page) + page.evaluate(TOO_SMALL)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    phone.begin(homes[1])
    page.locator("[name=phone]").fill("1")
    page.locator("[data-pw-visit] [type=submit]").click()
    page.locator("[data-pw-summary]").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    page.evaluate("scrollTo(0, 0)")
    seen["visit"] = faults(page) + page.evaluate(TOO_SMALL)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert {view: wrong for view, wrong in seen.items() if wrong} == {}


def tab_to(page, selector):
    for _ in range(120):
        if page.evaluate("selector => Boolean(document.activeElement?.matches(selector))", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_visit_is_logged_by_keyboard_alone(page_of, lan, heyi):
    """Guards against a control that only a finger or a mouse can work."""
    household(heyi)
    page = page_of(lan, "/visits/phone/", width=360, height=740)
    page.locator("#pin-first-next").wait_for()
    for field in ("#pin-first-next", "#pin-first-again"):
        tab_to(page, field)
        page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    page.locator("[data-pw-view=today] .pw-card").wait_for()
    page.wait_for_load_state("networkidle")  # the list is drawn again when the households have come
    tab_to(page, ".pw-card a.btn")
    page.keyboard.press("Enter")
    page.locator("[data-pw-visit]").wait_for()
    page.wait_for_function("document.activeElement.tagName === 'H1'")
    tab_to(page, ".pw-skip")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    tab_to(page, "[name=way]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=people_met]")
    page.keyboard.type("The grandmother")
    tab_to(page, "[name=shocks]")
    page.keyboard.press("Space")
    tab_to(page, "[data-pw-visit] [type=submit]")
    page.keyboard.press("Enter")
    Phone(page).received.wait_for()
    visit = Visit.objects.get()
    assert (visit.people_met, visit.way, len(visit.shocks)) == ("The grandmother", "phone", 1)


def test_a_visit_where_nothing_changed_needs_three_taps(phone_of, lan, heyi):
    """Guards against questions that everybody has to answer every time."""
    household(heyi)
    phone = phone_of(lan)
    phone.page.locator("[data-pw-view=today] .pw-card a.btn").first.click()
    phone.page.locator(".pw-person").first.click()
    phone.page.get_by_role("button", name="Finish the visit").click()
    phone.received.wait_for()


def test_scripts_say_only_what_is_written_and_all_of_it():
    """Guards against a message that is empty on the phone, and against texts nobody translates."""
    words = PHONE_APP_WORDS | CALLS_WORDS
    source = "\n".join(path.read_text() for path in MODULES.glob("*.js"))
    said = set(re.findall(r'say\(\s*"([a-z_]+)"', source)) | set(re.findall(r'"([a-z]+_[a-z_]+)"', source))
    families = [name for name in words if re.match(r"(state|help|pin|heading|call)_", name)]
    assert {name for name in re.findall(r'say\(\s*"([a-z_]+)"', source) if name not in words} == set()
    short = {"failed", "safe", "begun", "saved", "finished", "discard", "photo", "receipt", "note", "correct"}
    assert {name for name in words if name not in said | set(families) | short} == set()


def test_the_form_and_all_it_needs_are_small():
    """Guards against a form that takes a minute at 50 kbit/s: 92 KB compressed, Bootstrap included."""
    names = [f"{pwa.MODULES_FOLDER}/{name}.js" for name in (pwa.START_MODULE, *pwa.FIRST_MODULES, *pwa.LATER_MODULES)]
    names += [*pwa.STYLE_FILES, *pwa.PICTURE_FILES]
    sizes = {name: len(gzip.compress(pwa.static_file_bytes(name))) for name in names}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            page = len(gzip.compress(pwa.render_app_page(language)))
            form = len(gzip.compress(pwa.render_form(language)))
        assert sum(sizes.values()) + page + form <= 92_000, (sizes, page, form)


def test_the_calls_come_after_it_and_are_small():
    """Guards against calls that a visit waits for: no module but theirs imports them at once."""
    names = [f"{pwa.MODULES_FOLDER}/{name}.js" for name in pwa.CALLS_MODULES]
    parts = [*map(pwa.static_file_bytes, names), *map(pwa.render_calls, ("en", "zh-hans"))]
    assert sum(len(gzip.compress(part)) for part in parts) <= 7_000
    others = [path for path in MODULES.glob("*.js") if path.stem not in pwa.CALLS_MODULES]
    assert [path.name for path in others if re.search(r'from "\./calls', path.read_text())] == []


def test_what_the_pin_waits_for_is_smaller():
    """Guards against a first sign-in of more than 8 seconds at 50 kbit/s: the form of a visit comes after the PIN."""
    names = [f"{pwa.MODULES_FOLDER}/{name}.js" for name in (pwa.START_MODULE, *pwa.FIRST_MODULES)]
    sizes = [len(gzip.compress(pwa.static_file_bytes(name))) for name in (*names, *pwa.STYLE_FILES, *pwa.PICTURE_FILES)]
    assert sum(sizes) + len(gzip.compress(pwa.render_app_page("zh-hans"))) <= 46_000, sizes


def test_every_module_is_listed():
    """Guards against a module that is missing on the phone when there is no network."""
    listed = {pwa.START_MODULE, *pwa.FIRST_MODULES, *pwa.LATER_MODULES, *pwa.CALLS_MODULES, "service_worker"}
    assert listed == {path.stem for path in MODULES.glob("*.js")}
    at_once = {pwa.START_MODULE, *pwa.FIRST_MODULES}
    for name in at_once:
        imported = set(re.findall(r'from "\./(\w+)\.js"', (MODULES / f"{name}.js").read_text()))
        assert imported <= at_once, f"{name} needs {imported - at_once} at once"


def test_modules_stay_small():
    """Guards against the one file that does everything."""
    assert [path.name for path in MODULES.glob("*.js") if len(path.read_text().splitlines()) > 200] == []
