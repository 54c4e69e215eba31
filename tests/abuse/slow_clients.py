# SPDX-License-Identifier: MIT
"""Many bad clients at once, in a process of their own: silent, slow to ask, slow to send, slow to read.

One that the box gives up comes back a second later, so that the crowd keeps its size. Raw sockets of one
selector; nothing here takes more than a few bytes a second for each of them.
"""
import multiprocessing
import selectors
import socket
import time

IDLE, SLOW_HEADS, SLOW_BODIES, SLOW_READERS = 1000, 500, 300, 200
TICK = 1.0  # between two bytes of a slow client


class Bad:
    """What one does: a first word, then a byte at every tick; or it reads a byte at every tick."""

    def __init__(self, first, drip=b"", reads=False):
        self.first, self.drip, self.reads = first, drip, reads
        self.socket = None
        self.next = 0.0


def members(path_of_file, path_of_list, token):
    authorized = b"Host: x\r\nAuthorization: Bearer " + token.encode() + b"\r\n"
    health = b"GET /api/v1/health/ HTTP/1.1\r\nHost: x\r\n\r\n"
    form = b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n--b\r\n"
    yield from (Bad(b"" if number % 2 else health) for number in range(IDLE))
    yield from (Bad(b"GET /api/v1/health/ HTTP/1.1\r\nX: ", b"a") for _ in range(SLOW_HEADS))
    for number in range(SLOW_BODIES):
        size = (2000, 1_000_000, 30_000_000)[number % 3]
        yield Bad(b"POST /api/v1/booths/ HTTP/1.1\r\n" + authorized + form % size, b"-")
    for number in range(SLOW_READERS):
        target = path_of_list if number % 2 else path_of_file
        yield Bad(b"GET " + target.encode() + b" HTTP/1.1\r\n" + authorized + b"\r\n", reads=True)


class Crowd:
    def __init__(self, port, bad):
        self.port, self.bad = port, list(bad)
        self.selector = selectors.DefaultSelector()
        self.connected = 0

    def connect(self, one):
        one.socket = socket.socket()
        if one.reads:
            one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.socket.settimeout(5)
        one.socket.connect(("127.0.0.1", self.port))
        one.socket.sendall(one.first)
        one.socket.setblocking(False)
        one.next = time.monotonic() + TICK
        if not one.reads:
            self.selector.register(one.socket, selectors.EVENT_READ, one)
        self.connected += 1

    def drop(self, one):
        if not one.reads:
            self.selector.unregister(one.socket)
        one.socket.close()
        one.socket = None
        one.next = time.monotonic() + TICK
        self.connected -= 1

    def turn(self, one):
        try:
            if one.socket is None:
                self.connect(one)
            elif one.reads:
                if not one.socket.recv(1):
                    self.drop(one)
            elif one.drip:
                one.socket.send(one.drip)
        except BlockingIOError:
            pass
        except OSError:
            if one.socket is not None and one.socket.fileno() >= 0 and one.next:
                self.forget(one)
        one.next = time.monotonic() + TICK

    def forget(self, one):
        try:
            self.drop(one)
        except KeyError:  # it failed before it was registered
            one.socket.close()
            one.socket = None

    def tick(self):
        now = time.monotonic()
        for one in self.bad:
            if one.next <= now:
                self.turn(one)
        for key, _ in self.selector.select(0.05):
            try:
                gone = not key.fileobj.recv(4096)
            except BlockingIOError:
                gone = False
            except OSError:
                gone = True
            if gone:
                self.drop(key.data)


def _run(port, arguments, gathered, enough):
    crowd = Crowd(port, members(*arguments))
    while not enough.is_set():
        crowd.tick()
        gathered.value = crowd.connected


class CrowdProcess:
    """The crowd of a with-statement; `gathered` is how many are connected."""

    def __init__(self, port, path_of_file, path_of_list, token):
        context = multiprocessing.get_context("fork")
        self.gathered, self.enough = context.Value("i", 0), context.Event()
        arguments = (path_of_file, path_of_list, token)
        self.process = context.Process(target=_run, args=(port, arguments, self.gathered, self.enough), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *fault):
        self.enough.set()
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
