"""A proxy between a phone and the site, with the faults that connections in villages have. A test decides which fault
the next requests meet, or leaves it to chance with a seed; `done` counts the faults that happened."""

import random
import re
import socket
import socketserver
import threading
import time
from collections import Counter
from enum import StrEnum

PORTAL_PAGE = b"<!DOCTYPE html><title>Guest network</title><p>Please accept the terms of this network.</p>"


class Fault(StrEnum):
    NONE = "passed on"
    BEFORE = "dropped before the site saw it"
    AFTER = "dropped after the site had committed"
    CUT = "answer cut in the middle"
    TWICE = "sent twice at once"
    SLOW = "held up"
    PORTAL = "answered by a captive portal"
    DOWN = "network down"


class FaultyProxy(socketserver.ThreadingTCPServer):
    """A connection with one request at a time, so that every request can meet its own fault. Use it as a context
    manager."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 100

    def __init__(self, target, hold=0.5, passage=None):
        super().__init__(("127.0.0.1", 0), passage or Passage)
        self.target, self.hold = target, hold  # (host, port) of the site; how many seconds SLOW takes
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.down, self.orders, self.chance = False, [], None
        self.done, self.lock = Counter(), threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Ignore a browser that closes the connection in the middle."""

    def next(self, fault, where="POST /visits/phone/visits/$", times=1):
        """Let the next `times` requests like this ("POST /path", a regular expression) meet this fault."""
        self.orders += [(re.compile(where), fault)] * times

    def at_random(self, seed, share=0.5, where="(GET|POST) /visits/phone/."):
        """Let this share of such requests meet a random fault from now on; `calm` ends it."""
        self.chance = (re.compile(where), share, random.Random(seed))

    def calm(self):
        self.chance, self.orders, self.down = None, [], False

    def fault_of(self, request: str) -> Fault:
        with self.lock:
            fault = self.choose(request)
            self.done[fault] += 1
            return fault

    def choose(self, request):
        if self.down:
            return Fault.DOWN
        for order in self.orders:
            if order[0].match(request):
                self.orders.remove(order)
                return order[1]
        if self.chance and self.chance[0].match(request):
            _where, share, rng = self.chance
            return rng.choice(FAULTS) if rng.random() < share else Fault.NONE
        return Fault.NONE

    def forward(self, request: bytes) -> bytes:
        """Return what the site answers to this request."""
        with socket.create_connection(self.target, timeout=60) as site:
            site.sendall(request)
            return b"".join(iter(lambda: site.recv(65_536), b""))


FAULTS = [fault for fault in Fault if fault not in (Fault.NONE, Fault.DOWN)]


class Passage(socketserver.StreamRequestHandler):
    """One request on its way through the proxy, and its fault."""

    def handle(self):
        request = self.read()
        if request:
            method, path, *_rest = request.split(b" ", 2)
            fault = self.server.fault_of(f"{method.decode()} {path.decode()}")
            FATES[fault](self, request)

    def read(self) -> bytes:
        """Read the whole request; its connection is not used for another."""
        lines = list(iter(self.rfile.readline, b"\r\n"))
        kept = [line for line in lines if not line.lower().startswith((b"connection:", b"keep-alive:"))]
        length = next((int(line.split(b":")[1]) for line in kept if line.lower().startswith(b"content-length:")), 0)
        return b"".join([*kept, b"Connection: close\r\n\r\n", self.rfile.read(length)]) if lines[0:1] != [b""] else b""

    def pass_on(self, request):
        self.wfile.write(self.server.forward(request))

    def drop(self, request):
        """Close the connection without an answer."""

    def drop_answer(self, request):
        self.server.forward(request)

    def cut(self, request):
        head, gap, body = self.server.forward(request).partition(b"\r\n\r\n")
        self.wfile.write(head + gap + body[: len(body) // 2] if body else head[: len(head) // 2])

    def send_twice(self, request):
        other = threading.Thread(target=self.server.forward, args=[request])
        other.start()
        answer = self.server.forward(request)
        other.join()
        self.wfile.write(answer)

    def hold_up(self, request):
        answer = self.server.forward(request)
        time.sleep(self.server.hold)
        self.wfile.write(answer)

    def portal(self, request):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PORTAL_PAGE)}\r\n"
        self.wfile.write(head.encode() + b"Connection: close\r\n\r\n" + PORTAL_PAGE)


FATES = {
    Fault.NONE: Passage.pass_on,
    Fault.BEFORE: Passage.drop,
    Fault.AFTER: Passage.drop_answer,
    Fault.CUT: Passage.cut,
    Fault.TWICE: Passage.send_twice,
    Fault.SLOW: Passage.hold_up,
    Fault.PORTAL: Passage.portal,
    Fault.DOWN: Passage.drop,
}
