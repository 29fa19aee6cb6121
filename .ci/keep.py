"""Before a release: follows deploy/README.md ("One Debian machine", "Many web processes") and docs/upgrading.md line by
line, as root on a Debian that is thrown away, and looks whether what they promise is there. Where systemd does not run,
.ci/systemctl stands in for it. At the end everything is taken away again."""

import contextlib
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME, FORGED = "povwatch.test", "203.0.113.9"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # root's own, whoever calls
PASSWORD = "ride-a-blue-ox-42"
NEXT_WORDS = "This is the next version"
UNITS = ["povwatch-web", "povwatch-worker", "povwatch-people", "povwatch-beat"]
MADE = ["/opt/povwatch", "/etc/povwatch", "/var/lib/povwatch", "/var/backups/povwatch", "/run/povwatch-units"]
PATIENCE = 300  # seconds: only what fails waits so long


def main():
    if found := [one for one in MADE if Path(one).exists()]:
        sys.exit(f"povwatch is installed here ({', '.join(found)}): this is tried on a machine without it.")
    with tempfile.TemporaryDirectory() as place, taken_away_at_the_end():
        Path(place, "systemctl").symlink_to(ROOT / ".ci/systemctl")
        os.environ |= {"PATH": f"{place}:{PATH}", "DEBIAN_FRONTEND": "noninteractive", "NAME": NAME}
        machine()
        many_web_processes()
        next_version_and_back(Path(place, "next"))
        web_is_away()


def machine():
    follow("deploy/README.md", "## One Debian machine", SOURCE=str(ROOT))
    shell('povwatch create_person li --name "Li Weimin" --area 420527 --first-leader', PERSON_PASSWORD=PASSWORD)
    check_pages()
    until(lambda: health()["timetable"].get("swept_at"), "the clock and a worker to sweep")
    check_sizes()
    check_caller()
    elsewhere = output("find / -xdev -user povwatch").split()
    strange = [one for one in elsewhere if not one.startswith(("/var/lib/povwatch", "/var/backups", "/proc", "/tmp"))]
    say("nothing is written elsewhere", not strange, strange)


def many_web_processes():
    follow("deploy/README.md", "## Many web processes")
    until(lambda: ask("GET", "/accounts/sign-in/")[0] == 200, "the pages behind PgBouncer")
    check_pages()
    url = re.search(r"DATABASE_URL=(\S+)/povwatch", Path("/etc/povwatch/web.env").read_text())[1]
    told = output(f"psql --no-psqlrc --tuples-only --no-align {url}/pgbouncer --command 'SHOW STATS'")
    say("pages go through PgBouncer", re.search(r"^povwatch\|[1-9]", told, re.M), told)


def next_version_and_back(source):
    """Take the next version over while people send forms, and go back again: no form is lost."""
    make_next_version(source)
    old = os.path.realpath("/opt/povwatch/current")
    with forms_sent() as first:
        follow("docs/upgrading.md", "## To the next version", SOURCE=str(source), VERSION="next")
        until(lambda: all(NEXT_WORDS in page() for _ in range(20)), "the next version")
    say(f"{first['sent']} forms were sent during the change, none was lost", not first["lost"], first)
    check_pages()
    with forms_sent() as second:
        follow("docs/upgrading.md", "## Back again", OLD=old)
        until(lambda: all(NEXT_WORDS not in page() for _ in range(20)), "the version before")
    say(f"{second['sent']} forms were sent on the way back, none was lost", not second["lost"], second)
    check_pages()
    told = output("povwatch migrate 2>&1")
    say("the version before leaves the tables to the next", "by a later povwatch" in told, told)


def make_next_version(source):
    """The version after this one: other words at the door, and a column more."""
    shell(f"git clone --quiet {ROOT} {source}")
    door = source / "templates/accounts/sign_in/sign_in.html"
    door.write_text(door.read_text().replace("{% block content %}", "{% block content %}" + NEXT_WORDS))
    migrations = source / "policy/migrations"
    last = max(one.stem for one in migrations.glob("[0-9]*.py"))
    (migrations / "9999_next.py").write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f'    dependencies = [("policy", "{last}")]\n'
        '    operations = [migrations.RunSQL("ALTER TABLE policy_parameter ADD COLUMN next_version text")]\n'
    )
    shell(f"cd {source} && git add . && git -c user.name=ci -c user.email=ci@localhost commit --quiet --message next")


def web_is_away():
    shell("systemctl stop povwatch-web")
    status, headers, text = ask("GET", "/")
    told = status == 503 and headers.get("Retry-After") == "30" and "请半分钟后再试" in text
    say("nginx says when povwatch is away", told, f"{status} {text}")


# What is looked at


def check_pages():
    status, headers, text = ask("GET", "/accounts/sign-in/")
    say("the sign-in page answers over HTTPS", status == 200 and "csrfmiddlewaretoken" in text, status)
    say("browsers are told to come by HTTPS alone", "max-age=" in headers.get("Strict-Transport-Security", ""))
    plain = HTTPConnection(own_address(), 80, timeout=20)
    plain.request("GET", "/households/", headers={"Host": NAME})
    say("HTTP leads to HTTPS", plain.getresponse().headers["Location"] == f"https://{NAME}/households/")
    until(lambda: health()["state"] == "ok", "/healthz to be ok")
    status, headers, _text = sign_in("li", PASSWORD)
    say("a person signs in", status == 302, status)


def check_sizes():
    """nginx refuses what is larger than the address takes, before it is read, and lets through what is not."""
    feed = "departments/feeds/medical_insurance"
    sizes = {"accounts/sign-in": 2 << 20, "households/imports": 1026 << 20, "visits/phone/visits": 2176 << 10,
             feed: 66 << 20, "visits/new/1": 482 << 20, "cases/1/scans": 12 << 20}  # fmt: skip
    for path, most in sizes.items():
        status, _headers, text = ask("POST", f"/{path}/", announced=most + 1)
        say(f"{path} takes no more than {most} bytes", status == 413 and "larger than this page takes" in text, status)
    for _time in range(20):
        status, _headers, text = ask("POST", "/accounts/sign-in/", body=b"x" * (2 << 20))
        say(
            "what just fits is passed on, and a stranger's refused there", status == 413 and "signed in" in text, status
        )
    status, _headers, text = ask("POST", "/households/imports/", announced=1026 << 20)
    say("a stranger's file is refused before it is sent", status == 401 and "send it again" in text, status)


def check_caller():
    """What somebody writes into X-Forwarded-For is no address of a caller."""
    sign_in("li", "not-her-password", {"X-Forwarded-For": f"{FORGED}, 10.1.1.1"})
    line = "from accounts.models import AccessEvent as line; print(line.objects.latest('at').address)"
    told = output(f'povwatch shell --verbosity 0 --command "{line}"').strip()
    say("the log has the caller's address", told == own_address(), told)


def sign_in(username, password, headers=None):
    _status, got, text = ask("GET", "/accounts/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    return send_form("/accounts/sign-in/", token, got, f"username={username}&password={password}", headers)


def send_form(path, token, got, fields, headers=None):
    cookie = got["Set-Cookie"].partition(";")[0]
    told = {"Cookie": cookie, "Referer": f"https://{NAME}/", "Content-Type": "application/x-www-form-urlencoded"}
    return ask("POST", path, body=f"csrfmiddlewaretoken={token}&{fields}".encode(), headers=told | (headers or {}))


@contextlib.contextmanager
def forms_sent():
    """Send forms by four threads while the block runs; tells how many were sent, and what came of those that failed."""
    told, over = {"sent": 0, "lost": []}, threading.Event()

    def send():
        while not over.is_set():
            try:
                _status, got, text = ask("GET", "/accounts/sign-in/")
                token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
                status = send_form("/language/", token, got, "language=en&next=/")[0]
            except Exception as error:
                status = repr(error)
            told["sent"] += 1
            told["lost"] += [status] if status != 302 else []

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        over.set()
        for thread in threads:
            thread.join()


# How it is asked


def ask(method, path, *, body=None, announced=None, headers=None):
    """Ask over HTTPS at this machine's own address, which is no proxy's: (status, headers, text)."""
    trusting = ssl._create_unverified_context()  # the certificate was made a minute ago
    connection = HTTPSConnection(own_address(), 443, timeout=120, context=trusting)
    sized = {"Content-Length": f"{announced}"} if announced else {}
    connection.request(method, path, body=body, headers={"Host": NAME, **sized, **(headers or {})})
    answer = connection.getresponse()
    with contextlib.closing(connection):
        return answer.status, answer.headers, answer.read().decode()


def page() -> str:
    return ask("GET", "/accounts/sign-in/")[2]


def health() -> dict:
    text = ask("GET", "/healthz")[2]
    return json.loads(text) if text.startswith("{") else {"state": text, "timetable": {}}


def own_address() -> str:
    return output("hostname --all-ip-addresses").split()[0]


def until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            sys.exit(f"FAILED: waited {PATIENCE} seconds for {what}: {health()}")
        time.sleep(0.5)


def say(what, is_so, told=""):
    print(f"  {'ok' if is_so else 'FAILED'}: {what}", flush=True)
    if not is_so:
        sys.exit(f"{told}"[:3000])


# How it is followed


def follow(file, heading, **given):
    """Run the blocks of shell below a heading, in one shell that ends at the first line that fails."""
    print(f"{file}, {heading.strip('# ')}:", flush=True)
    section = (ROOT / file).read_text().split(f"\n{heading}\n")[1].split("\n## ")[0]
    shell("\n".join(re.findall(r"^```sh\n(.*?)^```$", section, re.S | re.M)), **given)


def shell(lines, **given):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", lines], env={**os.environ, **given}, cwd="/",
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)  # fmt: skip
    if done.returncode:
        sys.exit(f"FAILED with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def output(line) -> str:
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True).stdout


@contextlib.contextmanager
def taken_away_at_the_end():
    try:
        yield
    except SystemExit:
        for log in sorted(Path("/run/povwatch-units").glob("*.log")):
            print(f"--- {log.name}\n{log.read_text()[-3000:]}", flush=True)
        raise
    finally:
        pass


def take_away():
    for line in (
        f"systemctl stop {' '.join(UNITS)}", "systemctl stop nginx redis-server pgbouncer",
        "runuser -u postgres -- dropdb --force povwatch",
        "for role in owner application application_pages application_retention application_to_retention; do "
        "runuser -u postgres -- dropuser povwatch_$role; done",
        "systemctl stop postgresql", "userdel povwatch", "sed -i /povwatch.conf/d /etc/redis/redis.conf",
        "rm -rf /etc/redis/povwatch.conf /etc/nginx/conf.d/povwatch* /etc/nginx/snippets/povwatch-proxy.conf "
        "/etc/systemd/system/povwatch-* /usr/local/sbin/povwatch /etc/pgbouncer/userlist.txt",
    ):  # fmt: skip
        subprocess.run(["bash", "-c", line], capture_output=True)
    for one in MADE:
        shutil.rmtree(one, ignore_errors=True)


if __name__ == "__main__":
    main()
