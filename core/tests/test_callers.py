"""Whose address counts: the caller's, as our own proxies tell it, and nothing that a caller wrote."""

import os
import subprocess
import sys
from ipaddress import ip_network

import pytest

from accounts.models import AccessEvent
from core.callers import address_of

OFFICE, FAR_AWAY, BALANCER, NGINX = "198.51.100.7", "203.0.113.9", "10.0.3.4", "127.0.0.1"


@pytest.fixture
def nginx(settings):
    settings.TRUSTED_PROXIES = [ip_network(NGINX)]


@pytest.fixture
def balancer(settings):
    """A balancer of the county before the nginx of this machine."""
    settings.TRUSTED_PROXIES = [ip_network(NGINX), ip_network("10.0.3.4/30")]


def asked(rf, told, by):
    headers = {"x-forwarded-for": told} if told is not None else {}
    return address_of(rf.get("/", headers=headers, REMOTE_ADDR=by))


def test_without_a_proxy_the_connection_counts_whatever_is_written(rf, settings):
    settings.TRUSTED_PROXIES = []
    assert asked(rf, FAR_AWAY, OFFICE) == asked(rf, None, OFFICE) == OFFICE


def test_behind_nginx_the_caller_counts_and_not_what_the_caller_wrote(rf, nginx):
    assert asked(rf, OFFICE, NGINX) == OFFICE
    assert asked(rf, f"{FAR_AWAY}, {OFFICE}", NGINX) == OFFICE
    assert asked(rf, f"{FAR_AWAY},{NGINX}, {OFFICE}", NGINX) == OFFICE


def test_who_comes_round_the_proxy_is_no_proxy(rf, nginx):
    assert asked(rf, FAR_AWAY, OFFICE) == OFFICE


@pytest.mark.parametrize(("by", "counts"), [("10.0.3.3", "10.0.3.3"), ("10.0.3.4", OFFICE), ("10.0.3.7", OFFICE),
                                            ("10.0.3.8", "10.0.3.8")])  # fmt: skip
def test_a_network_of_proxies_ends_at_its_edge(rf, balancer, by, counts):
    assert asked(rf, f"{OFFICE}, {by}", NGINX) == counts


def test_a_balancer_that_is_not_named_is_the_caller(rf, nginx):
    assert asked(rf, f"{OFFICE}, {BALANCER}", NGINX) == BALANCER


@pytest.mark.parametrize("told", [None, "", " ", "unknown", "unknown, nonsense", "198.51.100.7:443", "<script>"])
def test_what_is_no_address_is_not_believed(rf, nginx, told):
    assert asked(rf, told, NGINX) == NGINX


def test_an_address_of_the_newer_kind_counts_too(rf, nginx):
    assert asked(rf, "2001:db8::7", NGINX) == "2001:db8::7"


def test_a_proxy_by_a_socket_of_the_machine_tells_nothing(rf, nginx):
    """gunicorn gives no address for a socket of the machine: nothing is then known, and nothing is believed."""
    assert asked(rf, OFFICE, "") == ""


@pytest.mark.django_db
def test_the_access_log_has_the_caller_and_not_what_was_forged(client, nginx, lan):
    told = {"headers": {"x-forwarded-for": f"{FAR_AWAY}, {OFFICE}"}, "REMOTE_ADDR": NGINX}
    client.post("/accounts/sign-in/", {"username": "lan", "password": "wrong"}, **told)
    assert AccessEvent.objects.get(action="sign_in_failed").address == OFFICE


@pytest.mark.parametrize(("told", "is_wrong"), [("10.0.3.0/24", False), ("10.0.3.4/24", True), ("nginx", True)])
def test_a_proxy_that_is_no_address_stops_the_start_and_says_how_it_looks(told, is_wrong):
    environment = {**os.environ, "TRUSTED_PROXIES": told}
    begin = [sys.executable, "-c", "import povwatch.settings"]
    done = subprocess.run(begin, env=environment, capture_output=True, text=True)
    assert ("must be addresses or networks, such as 10.0.3.0/24" in done.stderr) == (done.returncode != 0) == is_wrong
