# SPDX-License-Identifier: MIT
"""A case: a server with little memory, an attack of some seconds, and honest phones beside it.

Phones at addresses of their own have to sign in, list and upload as if nothing was; those at the attacker's address mostly.
The limits of time are those of a machine with nothing else to do. Other phones do the same at a second server that nobody
attacks: where they wait longer than usual, because this machine is slow or busy, the limits grow with them.
"""
import base64
import contextlib
import hashlib
import json
import secrets
import shutil
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "faults")]

from attack import Attack  # noqa: E402
from box import Box, Client, Wrong, photo  # noqa: E402
from loop_mounts import Drive  # noqa: E402
from honest import Phones, ask, need_share  # noqa: E402
from hostile_client import Target  # noqa: E402
from memory_cgroup import MemoryCgroup  # noqa: E402

MEGABYTE = 1 << 20
ATTACKER, ELSEWHERE = "127.0.0.66", ("127.0.0.2", "127.0.0.3", "127.0.0.4")
MANY_ATTACKERS = tuple("127.0.1.%d" % number for number in range(1, 21))
ATTACK_SECONDS = 10
LONGEST = {"sign-in": 2.0, "list": 1.0}
USUAL = {"sign-in": 0.4, "list": 0.1}  # the longest at a server that nobody attacks, on a machine of two cores
LEAST_PHOTOS, LEAST_AT_SHARED_ADDRESS = 0.99, 0.90
LEAST_OF_CONTROL = 1 / 3  # of what is done at the server that nobody attacks, in the same time
BEYOND_BUDGET = 24 * MEGABYTE
PASSWORD = "open-sesame"
SIGN_INS = 9  # at most, of the phones at one place
BOOTHS = 20
HONEST_ROUNDS = 150_000  # the fewest a server gives by itself; guesses cost what it has measured


class Owner:
    def __init__(self, token="", booths=()):
        self.token, self.booths = token, booths


def budget_of(memory):
    """A quarter of the memory there is, within bounds."""
    return min(max(memory // 4, 32 * MEGABYTE), 256 * MEGABYTE)


class HostileBox(Box):
    """The limits on requests are the released ones here."""

    def serve_command(self):
        return [*self.prefix, *self.program, "serve", "--listen", "127.0.0.1:0", "--data", self.data]


def django_hash(password, rounds):
    salt = secrets.token_hex(8)
    made = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), rounds)
    return "pbkdf2_sha256$%d$%s$%s" % (rounds, salt, base64.b64encode(made).decode())


class Template:
    """A data folder with accounts and booths, made once and copied for each case."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.accounts = ["phone-%d@example.com" % number for number in range(2 * SIGN_INS)]
        self.guessed = ["guessed-%d@example.com" % number for number in range(40)]
        self.owners, self.greedy, self.admin_token, self.country = [], Owner(), "", 0

    def make(self):
        self.folder.mkdir()
        box = HostileBox(self.binary, self.folder)
        box.command("user", "add", "--admin", "--email", "admin@example.com", "--password", PASSWORD)
        rounds = int(box.query("SELECT password FROM users")[0][0].split("$")[1])
        lines = ["email,password,booth_limit,is_active,name,stand"]
        for email in [*self.accounts, "greedy@example.com", "far@example.com", "near@example.com"]:
            lines.append("%s,%s,1000,true,," % (email, django_hash(PASSWORD, min(rounds, HONEST_ROUNDS))))
        guessed = django_hash(secrets.token_hex(16), rounds)
        lines += ["%s,%s,1000,true,," % (email, guessed) for email in self.guessed]
        (self.folder / "accounts.csv").write_text("\n".join(lines) + "\n")
        box.command("import", self.folder / "accounts.csv")
        box.start()
        try:
            self.owners = [self.make_owner(box, "far@example.com"), self.make_owner(box, "near@example.com")]
            self.greedy = self.make_owner(box, "greedy@example.com")
            admin = Client(box.port)
            admin.log_in("admin@example.com", PASSWORD)
            self.admin_token = admin.token
        finally:
            box.stop()

    def make_owner(self, box, email):
        client = Client(box.port)
        client.log_in(email, PASSWORD)
        self.country = client.call("GET", "/api/v1/countries/", 200)[0]["id"]
        booths = [client.post_form("/api/v1/booths/", [("name", "Booth %d" % number), ("country", self.country),
                                                       ("images", ("a.png", photo(2000)))])["id"] for number in range(BOOTHS)]
        return Owner(client.token, booths)


class Case:
    """One attack on a server of its own. Subclasses say what else has to hold."""

    attack = None
    memory = 256 * MEGABYTE
    addresses = (ATTACKER,)
    drive = None  # megabytes of a small one
    sign_ins_at_shared_address = True

    def __init__(self, template, folder):
        self.template, self.folder = template, folder
        self.box = self.group = self.stack = None
        self.report = ""  # what was seen

    # What subclasses add.
    def before(self):
        pass

    def after(self):
        return ""

    def target(self):
        return Target(self.box.port, self.addresses, self.template.greedy.token, self.template.greedy.booths[0],
                      self.template.country, tuple(self.template.guessed))

    def run(self):
        with contextlib.ExitStack() as stack:
            self.stack = stack
            stack.callback(shutil.rmtree, self.folder, True)
            place = self.folder
            if self.drive:
                place = stack.enter_context(Drive(self.folder, "ext4", self.drive)).root
            shutil.copytree(self.template.folder / "data", place / "data")
            self.group = MemoryCgroup.create(self.memory)
            self.box = HostileBox(self.template.binary, place, self.group.prefix if self.group else ())
            self.box.log = self.folder / "log"
            if self.group:
                stack.enter_context(self.group)
            stack.callback(self.box.kill)
            try:
                return self.measure(*self.options())
            except (Wrong, OSError) as fault:
                code = self.box.server.poll() if self.box.server else None
                raise Wrong("%s (the server: %s)\n%s" % (fault, code, self.box.end_of_log()))

    def options(self):
        """Where there is no cgroup that tells the server how much memory it has."""
        return () if self.group else ("--memory-budget", str(budget_of(self.memory)))

    def measure(self, *options):
        self.box.start(*options)
        control = self.start_control()
        self.before()
        accounts = [(email, PASSWORD) for email in self.template.accounts]
        places = {"elsewhere": Phones(self.box.port, ELSEWHERE, accounts[:SIGN_INS], self.template.owners[0]),
                  "at the attacker's address": Phones(self.box.port, self.addresses, accounts[SIGN_INS:], self.template.owners[1]),
                  "not attacked": Phones(control.port, ELSEWHERE, accounts[:SIGN_INS], self.template.owners[0])}
        attack = Attack(self.attack, self.target())
        with contextlib.ExitStack() as stack:
            for phones in places.values():
                stack.enter_context(phones)
            with attack:
                peak, end = 0, time.monotonic() + ATTACK_SECONDS
                while time.monotonic() < end and self.box.running():
                    time.sleep(0.1)
                    peak = max(peak, self.peak())
                for phones in places.values():
                    phones.stop()
        if attack.fault:
            raise Wrong("the attack failed: " + attack.fault)
        figures = [phones.figures() for phones in places.values()]
        self.report = "\n".join(["     %s: %s; %d MB" % (self.attack, attack.seen, peak >> 20),
                                 *("       %s: %s" % pair for pair in zip(places, figures))])
        self.judge(*figures, peak)
        longest = ["%s %.2f s" % (kind, figures[0].worst(kind)) for kind in LONGEST]
        return ", ".join(filter(None, (self.after(), *longest, "%d MB" % (peak >> 20))))

    def judge(self, elsewhere, near, control, peak):
        if not self.box.running() or (self.group and self.group.kills()):
            raise Wrong("the server was killed")
        if peak > budget_of(self.memory) + BEYOND_BUDGET:
            raise Wrong("%d MB of memory" % (peak >> 20))
        need_share(elsewhere, ("photo",), LEAST_PHOTOS, "elsewhere")
        need_share(elsewhere, ("list", "sign-in"), 1, "elsewhere")
        for kind, limit in LONGEST.items():
            allowed = limit * max(1, control.worst(kind) / USUAL[kind])
            if elsewhere.worst(kind) > allowed:
                raise Wrong("a %s took %.2f s, with %.2f s allowed" % (kind, elsewhere.worst(kind), allowed))
            if elsewhere.count(kind) < control.count(kind) * LEAST_OF_CONTROL:
                raise Wrong("%d of %s were done, where %d were without attack" % (elsewhere.count(kind), kind, control.count(kind)))
        kinds = ("photo", "list", "sign-in") if self.sign_ins_at_shared_address else ("photo", "list")
        need_share(near, kinds, LEAST_AT_SHARED_ADDRESS, "at the attacker's address")

    def start_control(self):
        """A server that nobody attacks, with the same data."""
        control = HostileBox(self.template.binary, self.folder / "control")
        control.log.parent.mkdir()
        shutil.copytree(self.template.folder / "data", control.data)
        self.stack.callback(control.kill)
        control.start()
        return control

    def peak(self):
        """The most memory the server has had, in bytes."""
        try:
            return self.box.status("VmHWM") << 10
        except (OSError, IndexError):
            return 0

    def admin(self, method, path, body=None):
        """Status and content, for the organiser at an address of its own."""
        status, content = ask(self.box.port, "127.0.0.9", method, path, None if body is None else json.dumps(body),
                              None if body is None else "application/json", self.template.admin_token)
        return status, json.loads(content) if content.startswith((b"{", b"[")) else content
