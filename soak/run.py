"""`make soak MINUTES=20`: a site of its own is worked on and broken for so long, then left alone; in the end nothing
that it said it kept is lost or doubled, and nothing waits for a press. Exits 1 otherwise.

SEED chooses which faults come when, and what people do."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import django

from devserver import embedded

HOUSE = Path(__file__).resolve().parent.parent
HOUSEHOLDS = 300
LOAD_ENDS_WITHIN = 120  # seconds in which phones send what has no receipt yet


def main():
    minutes, seed = float(os.environ.get("MINUTES") or 20), os.environ.get("SEED") or "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    with tempfile.TemporaryDirectory(prefix="povwatch-soak-", ignore_cleanup_errors=True) as home:
        os.chmod(home, 0o755)
        try:
            sys.exit(soak_site(Path(home), minutes * 60, seed))
        except KeyboardInterrupt:
            sys.exit("Stopped; all its processes have ended.")
        finally:
            embedded.stop_servers(Path(home))  # while it is still known where they lie


def soak_site(home: Path, seconds, seed) -> int:
    """Set a site up, work on it and break it, and print the account; return 1 when something is wrong."""
    prepare(home)
    from .account import account_of
    from .county import make_county
    from .faults import Weather
    from .rest import left_alone
    from .site import Site
    from .table import tell
    from .told import read_told

    print(f"A county of {HOUSEHOLDS} households is made in {home}", flush=True)
    county = make_county(HOUSEHOLDS)
    with Site({}, home / "processes.log") as site:
        print(f"{seconds / 60:.1f} minutes of work and faults, seed {seed}: {site.url}", flush=True)
        weather = Weather(site, home, seed)
        with load_on(site, home, county, seed) as told:
            weather.rage(seconds)
        took = left_alone(time.time())
    answers = read_told(told)
    return int(not tell(account_of(answers), weather.done, answers, *took))


def prepare(home: Path) -> None:
    """Name the servers of this home to this process and those it begins; make the tables."""
    os.environ |= {"POVWATCH_HOME": str(home), "SAMPLE_SITE": "1", "DJANGO_SETTINGS_MODULE": "povwatch.settings"}
    os.environ |= {name: embedded.kept_secret(home, name) for name in ("SECRET_KEY", "FIELD_KEY")}
    os.environ |= {"DATABASE_URL": embedded.database_url(home), "REDIS_URL": embedded.redis_url(home)}
    os.environ["DATABASE_OWNER_URL"] = embedded.owner_url(home)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


@contextmanager
def load_on(site, home: Path, county, seed):
    """Let people work on the site from a process of their own while the block runs; yield where what was told stands.
    In the end they send what has no receipt yet."""
    (home / "county.json").write_text(json.dumps(county))
    told = home / "told.jsonl"
    line = [sys.executable, "-m", "soak.load", site.url, str(home / "county.json"), str(told), seed]
    load = subprocess.Popen(line, cwd=HOUSE, env=site.environment, start_new_session=True)
    try:
        yield told
        load.terminate()
        load.wait(LOAD_ENDS_WITHIN)
    finally:
        load.kill()


if __name__ == "__main__":
    main()
