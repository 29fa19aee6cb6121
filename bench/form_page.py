"""How small the visit form is and how soon it can be typed into, on a village's connection: 50 kbit/s and 1 s round
trips.

python bench/form_page.py

Serves a small sample county from a temporary home as `make run` does (gunicorn, compressed files), behind a proxy that
delays every answer by a round trip and lets 6,250 bytes a second through. Needs Chromium. Exits 1 when a target is
missed. The PIN is typed as soon as it is asked for, so the time is that of the site and the phone alone."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "docs")]
PIN, ROUND_TRIP, BYTES_A_SECOND = "246813", 1.0, 6250
PHONE_APP, SHARED = "/visits/phone/", "bootstrap"
TARGETS = {"KB besides Bootstrap": 60, "first view": 8, "later views": 8, "no network": 1}
SETUP = (
    ["migrate", "--verbosity", "0"],
    ["load_reference"],
    ["sample_county", "--county", "zigui", "--households", "{households}", "--seed", "1"],
    ["demo_people"],
    ["collectstatic", "--noinput", "--verbosity", "0"],
)


def main():
    with tempfile.TemporaryDirectory(prefix="povwatch-bench-", ignore_cleanup_errors=True) as home:
        os.environ |= {"POVWATCH_HOME": home, "SAMPLE_SITE": "1", "DEMO_PASSWORD": "river-stone-42"}
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        os.chmod(home, 0o755)
        with served(home) as port, slow_line(port) as line:
            figures = measure(line)
    sys.exit(tell(figures))


@contextmanager
def served(home, households=300, also=()):
    """Yield the port of a site with a small sample, until the end of the block."""
    from devserver import embedded, processes

    database = embedded.database_url(Path(home))  # keeps the services running until this program ends
    for command in (*SETUP, *also):
        command = [word.format(households=households) for word in command]
        subprocess.run([sys.executable, "manage.py", *command], cwd=HOUSE, check=True, stdout=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    web = subprocess.Popen(processes.service_commands(port)["web"], cwd=HOUSE)
    try:
        from devserver.start import wait_for_url

        wait_for_url(f"http://127.0.0.1:{port}/accounts/sign-in/")
        yield port
    finally:
        web.terminate()
        web.wait(20)
        del database


def slow_line(port):
    from visits.tests.proxy import FaultyProxy, Passage

    class SlowLine(FaultyProxy):
        slow, free, bytes = False, 0.0, Counter()
        turn = threading.Lock()

        def turn_for(self, size):
            """Wait until these bytes are through; all connections share the bandwidth."""
            with self.turn:
                self.free = max(self.free, time.monotonic()) + size / BYTES_A_SECOND
                due = self.free
            time.sleep(max(0, due - time.monotonic()))

    class SlowPassage(Passage):
        def handle(self):
            self.wait(ROUND_TRIP)  # setting up the connection
            while request := self.read():
                self.wait(ROUND_TRIP)
                if self.server.down:
                    return
                self.deliver(request.split(b" ", 2)[1].decode(), self.server.forward(request))

        def wait(self, seconds):
            if self.server.slow:
                time.sleep(seconds)

        def deliver(self, path, answer):
            answer = answer.replace(b"\r\nConnection: close\r\n", b"\r\n", 1)  # keep the browser's connection open
            self.server.bytes[path] += len(answer)
            for start in range(0, len(answer), 1460):
                part = answer[start : start + 1460]
                if self.server.slow:
                    self.server.turn_for(len(part))
                self.wfile.write(part)

    return SlowLine(("127.0.0.1", port), passage=SlowPassage)


def measure(line) -> dict:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags())
        cold, context = (browser.new_context(viewport={"width": 360, "height": 740}) for _ in range(2))
        for one in (cold, context):
            one.set_default_timeout(120_000)
        household = sign_in(context, line)
        figures = {"bytes": cold_bytes(cold, context, line, household)}
        line.slow = True
        figures["first view"] = timed_page(context, f"{line.url}/visits/new/{household}/")
        address = f"{line.url}{PHONE_APP}#visit/{household}"
        figures["app's first opening"] = timed(context, address, new=True)
        line.slow = False
        page = context.pages[-1]
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.locator("[data-pw-fill=saved]", has_text=":").wait_for()
        page.close()
        line.slow = True
        figures["later views"] = timed(context, address)
        context.pages[-1].close()
        line.down = True
        figures["no network"] = timed(context, address)
        browser.close()
    return figures


def cold_bytes(cold, context, line, household) -> dict:
    """Return the bytes transferred for the form's page when nothing is cached."""
    cold.add_cookies(context.cookies())
    line.bytes = Counter()
    page = cold.new_page()
    page.goto(f"{line.url}/visits/new/{household}/", wait_until="networkidle")
    page.close()
    return dict(line.bytes)


def timed_page(context, address) -> float:
    """Return the seconds from opening the page to the first letter typed into it."""
    page = context.new_page()
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    page.locator("[name=people_met]").press_sequentially("G")
    taken = time.monotonic() - began
    page.close()
    return taken


def chromium():
    import shots

    return shots.chromium()


def flags():
    import shots

    return shots.flags()


def sign_in(context, line) -> int:
    """Sign the caseworker in (which loads the styles that all pages share); return a household to visit."""
    page = context.new_page()
    page.goto(f"{line.url}/accounts/sign-in/?next=/accounts/me/")
    page.fill("[name=username]", "lan")
    page.fill("[name=password]", os.environ["DEMO_PASSWORD"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/accounts/me/")
    households = context.request.get(f"{line.url}{PHONE_APP}bundle/").json()["households"]
    page.close()
    return households[0]["id"]


def timed(context, address, new=False) -> float:
    """Return the seconds from opening the address to the first letter typed into the form."""
    page = context.new_page()
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    for name in ("first-next", "first-again") if new else ("enter",):
        page.locator(f"#pin-{name}").fill(PIN)
    page.locator("[data-pw-pin]:not([hidden]) [type=submit]").click()
    field = page.locator("[data-pw-visit] [name=people_met]")
    field.press_sequentially("G")
    return time.monotonic() - began


def tell(figures) -> int:
    """Print the table; return 1 when a target was missed."""
    from rich.console import Console
    from rich.table import Table

    table = Table("The visit form", "Measured", "Target", box=None)
    own = {path: size for path, size in figures["bytes"].items() if SHARED not in path}
    measured = {"KB besides Bootstrap": sum(own.values()) / 1000}
    measured |= {name: figures[name] for name in ("first view", "app's first opening", "later views", "no network")}
    for name, value in measured.items():
        target = f"at most {TARGETS[name]}" if name in TARGETS else "with PIN and households"
        table.add_row(name, f"{value:.1f}" if "KB" in name else f"{value:.2f} s", target)
    table.add_section()
    for path, size in sorted(own.items(), key=lambda one: -one[1])[:40]:
        table.add_row(f"  {path.split('?')[0]}", f"{size:,} bytes")
    Console(soft_wrap=True).print(table)
    return int(any(measured[name] > target for name, target in TARGETS.items()))


if __name__ == "__main__":
    main()
