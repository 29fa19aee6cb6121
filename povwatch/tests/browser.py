"""Tests that open pages in Chromium: those that use pytest-playwright's fixtures. Without Chromium they are left out,
and the report says so."""

import os
import shutil
import threading
import time

import pytest
from django.conf import settings
from playwright.sync_api import expect

# The headless shell opens a window in a third of the time; the whole browser works as well.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
PATIENCE = 120_000  # milliseconds: only a test that fails waits so long, however busy the machine
DESK, POCKET = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop running in the thread of the tests


def pytest_collection_modifyitems(config, items):
    found = [item for item in items if "browser" in item.fixturenames]
    for item in found:
        item.add_marker("browser")
    if found and not CHROMIUM:
        config.hook.pytest_deselected(items=found)
        items[:] = [item for item in items if item not in found]


def pytest_report_header(config):
    return f"browser: {CHROMIUM or 'no Chromium found, so the tests that open pages are left out'}"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter, config):
    if not CHROMIUM:
        terminalreporter.write_line("The tests that open pages did not run: no Chromium on the PATH.", yellow=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses its sandbox to root
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": sandbox}


@pytest.fixture(autouse=True)
def all_answered(request):
    """Wait for the last requests of closed windows before the tables are emptied: a TRUNCATE beside them would be a
    deadlock."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # emptied after this fixture, which ends after the windows
    yield
    end = time.monotonic() + 10
    while time.monotonic() < end and any("process_request_thread" in one.name for one in threading.enumerate()):
        time.sleep(0.01)


@pytest.fixture
def site(live_server):
    """The address under which the browser finds the site."""
    return live_server.url


@pytest.fixture(autouse=True)
def patient(request):
    """A busy machine fails no test: what is waited for comes, or something is wrong."""
    if "context" in request.fixturenames:
        request.getfixturevalue("context").set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def page_of(page, site, client_of):
    """page_of(lan, "/dashboard/", width=360) is a window in which Lan is signed in; its `complaints` are what the
    browser's console and scripts said."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))

    def opened(user, path, *, width=1280, height=800):
        session = client_of(user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{site}{path}")
        return page

    return opened


@pytest.fixture
def window_of(browser, client_of, live_server):
    """window_of(zhao, "/alerts/") is a window of that person alone, as on a machine of their own."""
    opened = []

    def made(user, path, viewport=DESK, language="en"):
        context = browser.new_context(viewport=viewport, base_url=live_server.url)
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        context.set_default_timeout(PATIENCE)
        session = client_of(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        return page

    yield made
    for context in opened:
        context.close()


def see_charts(page):
    """Scroll past every chart of a page, as a reader does, until all are drawn; then back to the top."""
    for chart in page.locator("[data-pw-chart]").all():
        chart.scroll_into_view_if_needed()
        chart.locator("canvas").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
