# SPDX-License-Identifier: MIT
"""Raw connections of an attacker, many at once, each of which may be slow, silent or read nothing."""
import asyncio
import collections
import contextlib
import dataclasses
import json
import socket

API = "/api/v1"
PAUSE = 0.3  # before a connection that was lost is made again
SMALL_WINDOW = 4096


@dataclasses.dataclass
class Target:
    port: int
    addresses: tuple = ("127.0.0.66",)  # the attacker's own
    token: str = ""  # of the greedy account
    booth: int = 0  # a booth of it
    country: int = 0
    emails: tuple = ()  # of accounts whose passwords are guessed
    seen: collections.Counter = dataclasses.field(default_factory=collections.Counter)


class Connection:
    """A raw connection to the server from one of the attacker's addresses."""

    def __init__(self, target, number, window=None):
        self.target, self.loop = target, asyncio.get_running_loop()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.setsockopt(socket.SOL_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT: ports are shared by other goals
        self.socket.bind((target.addresses[number % len(target.addresses)], 0))

    async def __aenter__(self):
        try:
            await asyncio.wait_for(self.loop.sock_connect(self.socket, ("127.0.0.1", self.target.port)), 10)
        except BaseException:
            self.socket.close()
            raise
        self.target.seen["connections"] += 1
        return self

    async def __aexit__(self, *fault):
        self.socket.close()

    async def send(self, data):
        await self.loop.sock_sendall(self.socket, data)

    async def read(self, size=65536):
        data = await self.loop.sock_recv(self.socket, size)
        if not data:
            raise ConnectionError("closed")
        return data

    async def answer(self):
        """Reads one answer to its end; gives its status and body."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += await self.read()
        head, _, body = data.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        self.target.seen[status] += 1
        if b"\r\ntransfer-encoding: chunked" in head.lower():
            return status, await self.chunks(body)
        length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        pieces, size = [body], len(body)
        while size < length:
            pieces.append(await self.read())
            size += len(pieces[-1])
        return status, b"".join(pieces)

    async def chunks(self, data):
        """The body of an answer of which `data` has come; without extensions and trailers."""
        body = []
        while True:
            while b"\r\n" not in data:
                data += await self.read()
            size, _, data = data.partition(b"\r\n")
            size = int(size, 16)
            while len(data) < size + 2:
                data += await self.read()
            if size == 0:
                return b"".join(body)
            body.append(data[:size])
            data = data[size + 2:]

    async def send_and_answer(self, data):
        """For a body that may be refused before its end: what was said is still read."""
        with contextlib.suppress(ConnectionError):
            await self.send(data)
        return await self.answer()


def head(method, path, *fields, token=""):
    authorized = ["Authorization: Bearer " + token] if token else []
    return "\r\n".join(["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1", *authorized, *fields, "", ""]).encode()


def post(path, body, kind="application/json", token="", *fields):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return head("POST", path, "Content-Type: " + kind, "Content-Length: %d" % len(body), *fields, token=token) + body


async def swarm(target, count, one):
    """Keeps `count` calls of one(number) under way; one that ends or whose connection is lost begins again."""

    async def repeat(number):
        await asyncio.sleep(number * 0.0005)
        while True:
            try:
                await one(number)
            except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ValueError, IndexError):
                target.seen["lost"] += 1
            await asyncio.sleep(PAUSE)

    await asyncio.gather(*(repeat(number) for number in range(count)))


async def trickle(connection, data, bytes_a_second):
    """Sends `data` again and again, at that rate, until the connection is closed; leaves what is answered unread."""
    interval = len(data) / bytes_a_second
    while True:
        await connection.send(data)
        await asyncio.sleep(interval)
        with contextlib.suppress(BlockingIOError):
            answer = connection.socket.recv(4096)
            if not answer:
                raise ConnectionError("closed")
            if answer.startswith(b"HTTP/1.1 "):
                connection.target.seen[int(answer[9:12])] += 1
                raise ConnectionError("answered")


async def read_slowly(connection, bytes_a_second=20):
    while True:
        await connection.read(1)
        await asyncio.sleep(1 / bytes_a_second)
