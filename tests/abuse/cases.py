# SPDX-License-Identifier: MIT
"""The cases: what holds beside each attack, and which are run beside each other."""
import asyncio
import concurrent.futures
import contextlib
import dataclasses
import functools
import json
import os
import shutil
import socket
import sqlite3
import uuid

import attacks
from box import Wrong, until
from case import MANY_ATTACKERS, MEGABYTE, PASSWORD, Case, Template
from loop_mounts import CannotMount
from honest import ask
from hostile_client import Target
from memory_cgroup import MemoryCgroup


class JsonNodes(Case):
    attack, memory = "json-nodes", 64 * MEGABYTE


class UnreadSchema(Case):
    attack, memory = "unread-schema", 64 * MEGABYTE


class LargeTexts(Case):
    attack, memory = "large-texts", 64 * MEGABYTE
    MOST = 32 * MEGABYTE  # of an account's texts, which it takes minutes to write

    def before(self):
        self.held = asyncio.run(attacks.fill_booth(self.target()))
        self.box.stop()
        self.fill()
        self.box.start(*self.options())

    def fill(self):
        """As if the greedy account had written for minutes: copies of its last item."""
        database = sqlite3.connect(self.box.data / "expobox.db")
        database.row_factory = sqlite3.Row
        with contextlib.closing(database), database:
            row = dict(database.execute("SELECT * FROM items WHERE booth_id = ? ORDER BY id DESC", [self.template.greedy.booths[0]]).fetchone())
            del row["text_bytes"]  # generated
            row["description"] = "x" * 250_000
            while self.held < self.MOST:
                row |= {"id": row["id"] + 1, "client_id": str(uuid.uuid4())}
                columns = ",".join(row), ",".join("?" * len(row))
                database.execute("INSERT INTO items (%s) VALUES (%s)" % columns, list(row.values()))
                self.held += len(row["description"])

    def after(self):
        return "%d MB of texts" % (self.held >> 20)


class TrickledSignIns(Case):
    attack = "trickled-sign-ins"


class TrickledBodies(Case):
    attack = "trickled-bodies"


class SlowUploads(Case):
    attack = "slow-uploads"


class IdleConnections(Case):
    attack, memory = "idle-connections", 64 * MEGABYTE


class WrongPasswords(Case):
    attack = "wrong-passwords"
    sign_ins_at_shared_address = False  # who guesses delays those behind the same address


class WrongPasswordsFromMany(WrongPasswords):
    addresses = MANY_ATTACKERS


class FullDrive(Case):
    """An exhibitor's texts on a small drive do not fill it. Once something else has, exhibitors cannot write, and the
    organiser acts all the same."""

    attack, drive = "full-drive", 160
    LEFT = 24 * MEGABYTE  # less than is kept from exhibitors' texts
    LEAST_LEFT = 64 * MEGABYTE  # by the attack

    def fill(self):
        free = shutil.disk_usage(self.box.data).free
        if free < self.LEAST_LEFT:
            raise Wrong("the attack has left %d MB" % (free >> 20))
        with open(self.box.data.parent / "ballast", "wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, free - self.LEFT)
        owner = self.template.owners[0]
        until(lambda: self.write_text(owner) == 507, "exhibitors write into the organiser's reserve", 10)

    def write_text(self, owner):
        path = "/api/v1/booths/%d/items/" % owner.booths[0]
        return ask(self.box.port, "127.0.0.2", "POST", path, json.dumps({"name": "x"}), "application/json", owner.token)[0]

    def after(self):
        self.fill()
        greedy = self.admin("GET", "/api/v1/admin/users/?search=greedy")[1][0]
        steps = [("sign-in", "POST", "/api/v1/token/", {"email": "admin@example.com", "password": PASSWORD}, 200),
                 ("disabling the account", "PATCH", "/api/v1/admin/users/%d/" % greedy["id"], {"is_active": False}, 200),
                 ("deleting its booth", "DELETE", "/api/v1/booths/%d/" % self.template.greedy.booths[0], None, 204)]
        for name, method, path, body, wanted in steps:
            status, content = self.admin(method, path, body)
            if status != wanted:
                raise Wrong("the organiser's %s: %d %s" % (name, status, content))
        return "%d MB free" % (shutil.disk_usage(self.box.data).free >> 20)


class Reservations(Case):
    """Announced uploads of which nothing comes take no room from others, and the organiser sees and ends them."""

    attack, drive = "reservations", 6400

    def after(self):
        status, shown = self.admin("GET", "/api/v1/admin/uploads/")
        if status != 200 or "greedy@example.com" not in json.dumps(shown):
            raise Wrong("the organiser does not see them: %d %s" % (status, str(shown)[:500]))
        request = attacks.tus_creation(Target(0, token=self.template.owners[0].token, booth=self.template.owners[0].booths[0]), 50_000_000)
        with socket.create_connection(("127.0.0.1", self.box.port), 20, ("127.0.0.2", 0)) as connection:
            connection.sendall(request)
            answer = connection.recv(4096).split(b"\r\n")[0]
        if b" 201 " not in answer:
            raise Wrong("another's upload in pieces: %s" % answer.decode())
        return "seen by the organiser"


class PushFlood(Case):
    """Rows by pushes: others' results are remembered, and the database stays small."""

    attack = "push-flood"
    MOST_GROWTH = 48 * MEGABYTE
    REMEMBERED = 200_000

    def push(self):
        status, content = ask(self.box.port, "127.0.0.2", "POST", "/api/v1/sync/push/", json.dumps(self.pushed), "application/json",
                              self.template.owners[0].token)
        if status != 200:
            raise Wrong("a push: %d %s" % (status, content[:300]))
        return json.loads(content)["results"][0]

    def size(self):
        return sum(file.stat().st_size for file in self.box.data.glob("expobox.db*"))

    def before(self):
        fields = {"name": "x", "country": self.template.country}
        self.pushed = {"device_id": "x", "ops": [attacks.operation("booth", str(uuid.uuid4()), 0, fields)]}
        if self.push()["status"] != "created":
            raise Wrong("an honest push was not done")
        self.box.stop()
        self.let_results_pass()
        self.box.start(*self.options())
        self.size_before = self.size()

    def let_results_pass(self):
        """As if the greedy account had pushed nearly as much as is remembered in all: its next result has a number so high."""
        database = sqlite3.connect(self.box.data / "expobox.db")
        database.row_factory = sqlite3.Row
        with contextlib.closing(database), database:
            row = dict(database.execute("SELECT * FROM pushed").fetchone())
            greedy = database.execute("SELECT id FROM users WHERE email = 'greedy@example.com'").fetchone()[0]
            row.pop("bytes")  # generated
            row |= {"id": row["id"] + self.REMEMBERED - 100, "op_id": "x", "user_id": greedy}
            columns = ",".join(row), ",".join("?" * len(row))
            database.execute("INSERT INTO pushed (%s) VALUES (%s)" % columns, list(row.values()))

    def after(self):
        if not self.push().get("replayed"):
            raise Wrong("an honest push is forgotten")
        grown = self.size() - self.size_before
        if grown > self.MOST_GROWTH:
            raise Wrong("the database grew by %d MB" % (grown >> 20))
        return "the database grew by %d MB" % (grown >> 20)


class UnfinishedHeads(Case):
    attack, memory = "unfinished-heads", 64 * MEGABYTE


class UnfinishedBodies(Case):
    attack, memory = "unfinished-bodies", 64 * MEGABYTE


class Pipelined(Case):
    attack, memory = "pipelined", 64 * MEGABYTE


class UnreadOverTls(Case):
    attack, memory = "unread-over-tls", 64 * MEGABYTE

    def options(self):
        return (*super().options(), "--tls", "on", "--tls-port", "0")

    def target(self):
        return dataclasses.replace(super().target(), port=self.box.tls_port())


class GreedyLists(LargeTexts):
    attack, memory = "greedy-lists", 256 * MEGABYTE


class TinyChunks(Case):
    attack = "tiny-chunks"


class NewConnections(Case):
    attack = "new-connections"


class ManyUploads(Case):
    attack, memory = "many-uploads", 64 * MEGABYTE


CASES = {"json-nodes": JsonNodes, "unread-schema": UnreadSchema, "large-texts": LargeTexts, "trickled-sign-ins": TrickledSignIns,
         "trickled-bodies": TrickledBodies, "slow-uploads": SlowUploads, "idle-connections": IdleConnections,
         "wrong-passwords": WrongPasswords, "wrong-passwords-many": WrongPasswordsFromMany, "full-drive": FullDrive,
         "reservations": Reservations, "push-flood": PushFlood,
         "unfinished-heads": UnfinishedHeads, "unfinished-bodies": UnfinishedBodies, "pipelined": Pipelined,
         "many-uploads": ManyUploads, "unread-over-tls": UnreadOverTls,
         "greedy-lists": GreedyLists, "tiny-chunks": TinyChunks, "new-connections": NewConnections}
# Beside each other are those that mostly wait.
TOGETHER = (("json-nodes",), ("large-texts",), ("greedy-lists",), ("trickled-sign-ins", "trickled-bodies", "slow-uploads"),
            ("unread-schema", "idle-connections"), ("unread-over-tls",), ("unfinished-heads",), ("unfinished-bodies",),
            ("tiny-chunks",), ("pipelined",), ("wrong-passwords",), ("wrong-passwords-many",), ("new-connections",),
            ("full-drive", "reservations"), ("push-flood", "many-uploads"))


def check_case(name, template, folder):
    case = CASES[name](template, folder / name)
    case.folder.mkdir()
    try:
        result = case.run()
    except CannotMount as reason:
        result = "not tested, %s" % reason
    except Wrong as fault:
        raise Wrong("%s: %s\n%s" % (name, fault, case.report))
    return "%s: %s" % (name, result), case.report


def check_together(names, template, folder, verbose):
    with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
        done = [pool.submit(check_case, name, template, folder) for name in names]
    faults = [str(one.exception()) for one in done if one.exception()]
    if faults:
        raise Wrong("\n".join(faults))
    if verbose:
        print("\n".join(one.result()[1] for one in done))
    results = [one.result()[0] for one in done]
    return "not tested: " + results[0] if all("not tested" in one for one in results) else "; ".join(results)


def cgroup_there():
    group = MemoryCgroup.create(64 * MEGABYTE)
    if group:
        group.__exit__()
        return "memory cgroup " + str(group.folder.parent)
    print("not tested: the kernel's limit of memory: this machine has no memory cgroup; --memory-budget is given instead")
    return "no memory cgroup"


def steps(binary, folder, groups, verbose):
    template = Template(binary, folder / "template")
    if not groups:
        return
    yield "a cgroup for all attacks", cgroup_there, 1
    yield "a folder for all attacks", template.make, 1
    for names in groups:
        yield ", ".join(names), functools.partial(check_together, names, template, folder, verbose), len(names)
