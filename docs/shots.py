"""`make shots`: pictures of the pages, phone and desktop, English and Chinese, into docs/screens/.

Needs a running sample site (`make run`) and Chromium. BASE_URL says where it is (http://127.0.0.1:8000),
DEMO_PASSWORD how its demo people sign in (else the password the site keeps under POVWATCH_HOME).
`make shots ONLY=dashboard` takes the pictures of one page.
"""

import io
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Error, sync_playwright


class Shot(NamedTuple):
    """A picture's name, the page's path, who looks, and a link to follow first where the path is not known ahead."""

    name: str
    path: str
    who: str = ""
    follow: str = ""


SHOTS = [
    Shot("sign-in", "/accounts/sign-in/"),
    Shot("dashboard", "/", "qin"),
    Shot("dashboard-village", "/", "lan"),
    Shot("households", "/households/", "qin"),
    Shot("household", "/households/?sort=colour", "qin", follow="#list tbody th a"),
    Shot("alerts", "/alerts/", "zhao"),
    Shot("alert", "/alerts/", "zhao", follow="[data-pw-row] a[data-pw-open]"),
    Shot("waiting", "/accounts/waiting/", "zhao"),
    Shot("today", "/visits/", "lan"),
    Shot("cases", "/cases/", "qin"),
    Shot("case", "/cases/", "qin", follow="#list tbody th a"),
    Shot("inbox", "/cases/inbox/", "li"),
    Shot("months", "/dashboard/months/", "qin"),
    Shot("month", "/dashboard/months/", "qin", follow="#list tbody th a"),
    Shot("early", "/dashboard/early/", "li"),
    Shot("returns", "/cases/returns/", "li"),
    Shot("caseworkers", "/visits/caseworkers/", "qin"),
    Shot("rules", "/risk/rules/", "qin"),
    Shot("runs", "/risk/runs/", "qin"),
    Shot("what-if", "/risk/what-if/", "qin"),
    Shot("unknown", "/risk/unknown/", "qin"),
    Shot("parameters", "/parameters/", "qin"),
    Shot("import", "/households/imports/", "qin"),
    Shot("me", "/accounts/me/", "lan"),
    Shot("roles", "/accounts/roles/", "ding"),
    Shot("background", "/accounts/background/", "ding"),
]

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs" / "screens"
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SIZES = {"phone": (360, 780), "desktop": (1280, 800)}
LANGUAGES = {"en": "en", "zh": "zh-hans"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTLE = 900  # milliseconds a chart needs to stand still
LIMIT = 6_000_000  # bytes of all pictures together: they travel with every clone


def main() -> None:
    SCREENS.mkdir(exist_ok=True)
    only = os.environ.get("ONLY", "")
    wanted = [shot for shot in SHOTS if only in ("", shot.name)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags())
        failed = [fault for shot in wanted for fault in take(browser, shot)]
        browser.close()
    weight = sum(path.stat().st_size for path in SCREENS.glob("*.png"))
    print(f"{len(wanted)} pages in {SCREENS.relative_to(ROOT)}, {weight / 1e6:.1f} MB")
    if weight > LIMIT:
        failed.append(f"The pictures weigh more than {LIMIT / 1e6:.0f} MB together: take fewer or simpler ones.")
    sys.exit("\n".join(failed) if failed else 0)


def chromium() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or sys.exit("No Chromium on the PATH: install it (Debian: apt install chromium), then try again.")


def flags() -> list[str]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    return [*sandbox, "--disable-gpu", "--disable-background-networking"]


def password() -> str:
    home = Path(os.environ.get("POVWATCH_HOME") or ROOT / "var")
    kept = home / "secrets" / "demo_password"
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    return kept.read_text().strip() if kept.exists() else sys.exit("Set DEMO_PASSWORD to the demo people's password.")


def take(browser, shot: Shot) -> list[str]:
    """One page in every size and language; returns what went wrong."""
    try:
        state = signed_in(browser, shot.who)
    except Error as problem:
        return [f"{shot.name}: {shot.who or 'nobody'} cannot sign in at {BASE_URL}: {first_line(problem)}"]
    faults = []
    for size, (width, height) in SIZES.items():
        for short, language in LANGUAGES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, storage_state=state)
            context.add_cookies([{"name": "django_language", "value": language, "url": BASE_URL}])
            picture = f"{shot.name}-{size}-{short}.png"
            try:
                keep(open_page(context, shot).screenshot(), SCREENS / picture)
            except (Error, LookupError) as problem:
                faults.append(f"{picture}: {first_line(problem)}")
            context.close()
    return faults


def keep(picture: bytes, path: Path) -> None:
    """With 128 colours, which pages hardly exceed, a picture weighs a third."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128).save(path, optimize=True)


def first_line(problem) -> str:
    return str(problem).splitlines()[0]


_states = {"": None}


def signed_in(browser, who: str):
    """The cookies of a browser in which this demo person is signed in; each signs in once."""
    if who not in _states:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{BASE_URL}/accounts/sign-in/?next=/accounts/me/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", password())
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{BASE_URL}/accounts/me/", timeout=10_000)
        _states[who] = context.storage_state()
        context.close()
    return _states[who]


def open_page(context, shot: Shot):
    page = context.new_page()
    answer = page.goto(BASE_URL + shot.path)
    if not answer.ok:
        raise LookupError(f"{shot.path} answered {answer.status}")
    if shot.follow:
        page.goto(page.locator(shot.follow).first.evaluate("link => link.href"))
    page.wait_for_timeout(SETTLE)
    return page


if __name__ == "__main__":
    main()
