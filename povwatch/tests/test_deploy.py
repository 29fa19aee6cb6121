"""What stands in deploy/ fits the program and itself. That it runs, `.ci/debian-servers` shows."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from accounts.reach import LONGEST_STATEMENT
from core.jobs.kinds import JOB_KINDS
from povwatch.bodies import BY_TOKEN, FORM, LIMITS, PHONE

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx/povwatch.conf").read_text()
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UUID = "12345678-1234-4234-8234-123456789012"
GIVEN = {  # what the addresses that take much are reversed with
    "departments:feed": ["medical_insurance"], "visits:new": [7], "visits:correct": [UUID],
    "visits:receive-photo": [UUID, "0" * 64], "cases:authorise": [7], "cases:measure-step": [7, "start"],
    "cases:scan-new": [7], "work:sale-file": [7], "work:offer-payments": [7], "work:enterprise-payments": [7],
}  # fmt: skip
NOT_OF_SETTINGS = {"POVWATCH_HOME", "PORT", "DEMO_PASSWORD"}  # read by devserver/ and sample/


def run(*command):
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


# Settings: the program, the list of docs/operating.md and the example say the same


def settings_read() -> set:
    text = (ROOT / "povwatch/settings.py").read_text()
    return set(re.findall(r'\b(?:env(?:\.\w+)?|secret)\(\s*"([A-Z_]+)"', text))


def settings_told() -> set:
    table = (ROOT / "docs/operating.md").read_text().partition("\n## Settings\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def settings_in_example() -> list:
    return re.findall(r"^#?([A-Z][A-Z_]+)=", (DEPLOY / "povwatch.env.example").read_text(), re.MULTILINE)


def test_every_setting_is_explained_once_in_the_example_and_in_the_docs():
    example = settings_in_example()
    assert len(example) == len(set(example))
    assert set(example) == settings_told() == settings_read() | NOT_OF_SETTINGS


def test_the_example_begins_no_site_by_itself():
    """No key and no password is in it that somebody could leave as it is."""
    lines = (DEPLOY / "povwatch.env.example").read_text().splitlines()
    assert {"SECRET_KEY=", "FIELD_KEY=", "SAMPLE_SITE=0", "HTTPS=1"} <= set(lines)


def test_pages_are_told_that_the_tables_have_an_owner_but_not_the_password():
    """Guards against pages that put on no role, because nobody told them that there is one."""
    (told,) = re.findall(r"^DATABASE_OWNER_URL=(.+)$", (DEPLOY / "povwatch.env.example").read_text(), re.MULTILINE)
    assert "povwatch_owner@" in told and told == started("web")["environment"]["DATABASE_OWNER_URL"].replace(
        "@database:", "@127.0.0.1:"
    )


# nginx


def locations() -> list:
    """[(kind, pattern, what stands in it)], in order."""
    return re.findall(r"^    location (=|~) (\S+) \{\n(.*?)^    \}", NGINX, re.DOTALL | re.MULTILINE)


def location_of(path) -> str:
    """What stands where nginx takes this path: the exact one, else the first pattern that fits, else for all."""
    exact = [inside for kind, pattern, inside in locations() if kind == "=" and pattern == path]
    fitting = [inside for kind, pattern, inside in locations() if kind == "~" and re.search(pattern, path)]
    return (exact + fitting + [f"client_max_body_size {FORM};"])[0]


def size_in(inside) -> int:
    number, unit = re.search(r"client_max_body_size (\d+)([km]?);", inside).groups()
    return int(number) << {"": 0, "k": 10, "m": 20}[unit]


def path_of(name) -> str:
    return reverse(name, args=GIVEN.get(name, []))


@pytest.mark.parametrize("name", [*LIMITS, *BY_TOKEN])
def test_nginx_takes_at_each_address_exactly_what_povwatch_takes(name):
    assert size_in(location_of(path_of(name))) == (BY_TOKEN.get(name) or LIMITS[name] + FORM)


@pytest.mark.parametrize("path", ["/", "/households/", "/households/imports/7/", "/visits/new/7/more/", "/cases/7/"])
def test_nginx_takes_a_form_everywhere_else(path):
    general = NGINX[: NGINX.index("location /")]
    assert size_in(location_of(path)) == size_in(general.rpartition("client_max_body_size")[1] + " 2m;") == FORM
    assert f"client_max_body_size {FORM >> 20}m;" in general


def test_nginx_has_no_address_that_povwatch_has_not():
    paths = [path_of(name) for name in [*LIMITS, *BY_TOKEN]] + [reverse("sender")]
    for kind, pattern, _inside in locations():
        assert any(path == pattern if kind == "=" else re.search(pattern, path) for path in paths), pattern


@pytest.mark.parametrize("name", [*LIMITS, *BY_TOKEN])
def test_nginx_asks_who_sends_something_large_but_for_phones_and_systems(name):
    """A phone that lay idle for longer than a desk must not be signed out by a page's rule."""
    path = path_of(name)
    assert ("auth_request /sender;" in location_of(path)) == (name not in BY_TOKEN and not path.startswith(PHONE))


def test_nginx_waits_longer_than_a_page_may_take():
    waits = [int(seconds) for seconds in re.findall(r"proxy_(?:read|send)_timeout (\d+)s;", NGINX)]
    assert len(waits) == 2 and min(waits) > 2 * int(LONGEST_STATEMENT.removesuffix("s"))


@needs("nginx")
def test_nginx_reads_its_files(tmp_path):
    key, chain = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key, "-out", chain)
    conf = NGINX.replace("/etc/povwatch/tls", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    conf = conf.replace("snippets/", f"{DEPLOY}/nginx/snippets/").replace("listen 80", "listen 18080")
    upstream = (DEPLOY / "nginx/povwatch-upstream.conf").read_text()
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {upstream} {conf.replace('listen 443', 'listen 18443')} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    code, told = run("nginx", "-t", "-q", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log")
    assert code == 0 and "warn" not in told, told


# systemd


def unit(name) -> str:
    return (DEPLOY / f"systemd/povwatch-{name}.service").read_text()


def command_of(name) -> str:
    return re.search(r"^ExecStart=/opt/povwatch/current/venv/bin/(.*)$", unit(name), re.MULTILINE)[1].replace("%%", "%")


def seconds_of(name, key) -> int:
    told = re.search(rf"^{key}=(.+)$", unit(name), re.MULTILINE)[1]
    parts = re.findall(r"(\d+)(h|min|)", told)
    return sum(int(number) * {"h": 3600, "min": 60, "": 1}[kind] for number, kind in parts)


@needs("systemd-analyze")
def test_systemd_reads_the_units(tmp_path):
    for path in UNITS:
        (tmp_path / path.name).write_text(
            path.read_text().replace("/opt/povwatch/current/venv/bin/python", sys.executable)
        )
    code, told = run("systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir()))
    ours = [line for line in told.splitlines() if "povwatch" in line]
    assert code == 0 and ours == []


@needs("systemd-analyze")
@pytest.mark.parametrize("path", [one for one in UNITS if one.suffix == ".service"], ids=lambda one: one.stem)
def test_a_unit_may_do_little_on_its_machine(path):
    """Ten is all, two is what systemd itself calls OK."""
    code, told = run("systemd-analyze", "security", "--offline=yes", "--threshold=20", path)
    assert code == 0, told.splitlines()[-1]


@pytest.mark.parametrize("name", ["worker", "people"])
def test_a_worker_is_given_the_time_to_finish_its_longest_job_and_its_children_too(name):
    longest = max(kind.minutes for kind in JOB_KINDS.values()) * 60
    assert longest < seconds_of(name, "TimeoutStopSec") < longest + 3600
    assert "KillMode=mixed" in unit(name)  # else the children are told to go at once


def test_pages_are_given_the_time_to_answer_what_they_began():
    told = int(re.search(r"--graceful-timeout (\d+)", command_of("web"))[1])
    assert 2 * int(LONGEST_STATEMENT.removesuffix("s")) < told < seconds_of("web", "TimeoutStopSec")
    assert "--preload" not in command_of("web")  # a reload would go on with the old program


def test_pages_know_no_password_of_the_owner():
    assert [path.name for path in UNITS if "owner.env" in path.read_text()] == ["povwatch-backup.service"]


# Containers


def started(service) -> dict:
    return COMPOSE["services"][service]


def test_containers_run_what_the_units_run():
    for name in ("worker", "people", "beat"):
        assert started(name)["command"] == command_of(name)
    container = (
        (DEPLOY / "Containerfile").read_text().replace(" \\\n", "").partition('CMD ["python", "-m", "gunicorn"')[2]
    )
    line = " ".join(["python -m gunicorn", *re.findall(r'"([^"]+)"', container)])
    assert line.replace("0.0.0.0", "127.0.0.1") == command_of("web").replace("--chdir /opt/povwatch/current ", "")


def test_compose_names_only_files_and_variables_that_exist():
    text = (DEPLOY / "compose.yaml").read_text()
    told = re.findall(r"^(\w+)=", (DEPLOY / "compose.env.example").read_text(), re.MULTILINE)
    assert set(re.findall(r"\$\{(\w+)", text)) == set(told)
    files = re.findall(r"\./([\w./-]+):", text)
    assert "tls" in files and all((DEPLOY / one).exists() for one in set(files) - {"tls"})
    assert started("web")["env_file"] == ["povwatch.env"] and (DEPLOY / "povwatch.env.example").exists()


def test_compose_gives_each_service_limits_and_starts_it_again():
    for name, service in COMPOSE["services"].items():
        once = name in ("prepare", "manage")
        assert service["restart"] == ("no" if once else "unless-stopped"), name
        assert once or "mem_limit" in service, name
        assert name == "web" or "healthcheck" in service, f"{name}: that of the image is for pages"


def test_compose_gives_the_owner_s_password_to_commands_alone():
    names = {name for name, one in COMPOSE["services"].items() if "OWNER_PASSWORD" in str(one)}
    assert names == {"prepare", "manage", "database"}


def test_the_database_is_new_enough_and_has_its_client_in_the_image():
    version = started("database")["image"].rpartition(":")[2]
    assert int(version) >= 15 and f"postgresql-client-{version}" in (DEPLOY / "Containerfile").read_text()


# Shell


@pytest.mark.parametrize("path", ["deploy/povwatch", "deploy/postgres/roles.sh"])
def test_shell_is_read(path):
    assert run("sh", "-n", ROOT / path) == (0, "")


@pytest.mark.parametrize("page", ["deploy/README.md", "docs/upgrading.md"])
def test_the_blocks_of_a_guide_are_read(page):
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 5 and run("bash", "-n", "-c", "\n".join(blocks)) == (0, "")
