"""How soon a caseworker works on a new phone, on a village's connection: 50 kbit/s and 1 s round trips.

python bench/first_use.py

Measured from an empty browser: opening the page to sign in until somebody is signed in, and the PIN of the app until
the first household stands on the list. Names, password and PIN are typed as soon as they are asked for, so the time is
that of the site and the phone alone. Served as in bench/form_page.py. Exits 1 when a target is missed."""

import os
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "docs"), str(HOUSE / "bench")]

from form_page import PHONE_APP, PIN, chromium, flags, served, slow_line  # noqa: E402

HOUSEHOLDS = 27_000  # Zigui: about 150 in a village
RECOMPUTED = (["recompute", "--county", "420527"],)  # so that it is known who is due
TARGETS = {"sign-in page": 8, "PIN to first household": 12}


def main():
    with tempfile.TemporaryDirectory(prefix="povwatch-bench-", ignore_cleanup_errors=True) as home:
        os.environ |= {"POVWATCH_HOME": home, "SAMPLE_SITE": "1", "DEMO_PASSWORD": "river-stone-42"}
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        os.chmod(home, 0o755)
        with served(home, HOUSEHOLDS, RECOMPUTED) as port, slow_line(port) as line:
            figures = measure(line)
    sys.exit(tell(figures))


def measure(line) -> list[tuple]:
    """Return (what, seconds, bytes) of each part."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags())
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.set_default_timeout(180_000)
        line.slow = True
        page = context.new_page()
        parts = [timed_part(line, *part, page) for part in PARTS]
        browser.close()
    return parts


def timed_part(line, what, do, page) -> tuple:
    line.bytes.clear()
    began = time.monotonic()
    do(line, page)
    return what, time.monotonic() - began, dict(line.bytes)


def open_sign_in(line, page):
    page.goto(f"{line.url}/accounts/sign-in/?next={PHONE_APP}", wait_until="load")
    page.locator("[name=username]").press_sequentially("lan")


def sign_in(line, page):
    page.locator("[name=password]").fill(os.environ["DEMO_PASSWORD"])
    page.locator("[name=password]").press("Enter", no_wait_after=True)
    page.locator("#pin-first-next").fill(PIN)


def choose_pin(line, page):
    page.locator("#pin-first-again").fill(PIN)
    page.locator("[data-pw-pin]:not([hidden]) [type=submit]").click(no_wait_after=True)
    page.locator("[data-pw-view=today] a[href^='#visit/']").first.wait_for()


PARTS = (("sign-in page", open_sign_in), ("signed in, PIN asked for", sign_in), ("PIN to first household", choose_pin))


def tell(parts) -> int:
    """Print the table; return 1 when a target was missed."""
    from rich.console import Console
    from rich.table import Table

    table = Table("First use", "Measured", "Target", "KB", box=None)
    for what, seconds, sizes in parts:
        target = f"at most {TARGETS[what]} s" if what in TARGETS else ""
        table.add_row(what, f"{seconds:.1f} s", target, f"{sum(sizes.values()) / 1000:.1f}")
        for path, size in sorted(sizes.items(), key=lambda one: -one[1])[:12]:
            table.add_row(f"  {path.split('?')[0]}", "", "", f"{size / 1000:.1f}")
    Console(soft_wrap=True).print(table)
    return int(any(seconds > TARGETS.get(what, 1e9) for what, seconds, _sizes in parts))


if __name__ == "__main__":
    main()
