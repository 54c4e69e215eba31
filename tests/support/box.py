# SPDX-License-Identifier: MIT
"""The built binary as a test drives it: a box with a data folder of its own, and clients of it.

For the checks in Python under tests/. A check is a list of steps; run_steps() prints a line for each.
"""
import http.client
import json
import os
import re
import secrets
import signal
import sqlite3
import ssl
import struct
import subprocess
import time
import zlib
from pathlib import Path

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("EXPOBOX_")}


class Wrong(Exception):
    """What a step found."""


def need(condition, complaint):
    if not condition:
        raise Wrong(complaint)


def expect(found, wanted, what):
    need(found == wanted, "%s: %r instead of %r" % (what, found, wanted))


def until(call, complaint, seconds=30):
    end = time.monotonic() + seconds
    while not call():
        if time.monotonic() > end:
            raise Wrong(complaint)
        time.sleep(0.01)


class Box:
    """The binary and a data folder of its own. `prefix` is put before the command that serves (strace …),
    `emulator` before every command: what runs it where this machine cannot."""

    def __init__(self, binary, folder, prefix=(), emulator=()):
        self.binary, self.data, self.log, self.prefix = binary, folder / "data", folder / "log", list(prefix)
        self.program = [*emulator, binary]
        self.server, self.port = None, 0
        self.environment = dict(ENVIRONMENT)  # of the server

    def command(self, *words, exit_code=0):
        done = subprocess.run([*self.program, *words, "--data", self.data],
                              env=ENVIRONMENT, capture_output=True, text=True)
        if done.returncode != exit_code:
            raise Wrong("expobox %s: exit %d\n%s" % (words[0], done.returncode, done.stderr))
        return done.stdout

    def serve_command(self):
        return [*self.prefix, *self.program, "serve", "--listen", "127.0.0.1:0", "--rate-limit", "0", "--data", self.data]

    def launch(self, *command):
        with open(self.log, "w") as log:
            self.server = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stderr=log)

    def start(self, *options):
        self.launch(*self.serve_command(), *options)
        until(self.announced, "the server announces no address")
        until(self.healthy, "the server does not answer")

    def announced(self):
        if self.server.poll() is not None:
            raise Wrong("the server ended with %d" % self.server.returncode)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.log.read_text())
        self.port = int(found[1]) if found else 0
        return self.port

    def healthy(self):
        try:
            return Client(self.port).call("GET", "/api/v1/health/", 200) == {"status": "ok"}
        except OSError:
            return False

    def tls_port(self):
        return int(re.search(r"https:// at port (\d+)", self.log.read_text())[1])

    def authority(self):
        """A file with the certificate of the box's own authority, PEM."""
        path = self.data.parent / "authority.pem"
        status, der = Client(self.port).ask("GET", "/ca.crt")
        need(status == 200, "/ca.crt: %d" % status)
        path.write_text(ssl.DER_cert_to_PEM_cert(der))
        return path

    def query(self, sql, *values):
        """Rows of the database, which the server may have open."""
        database = sqlite3.connect("file:%s?mode=ro" % (self.data / "expobox.db"), uri=True)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def status(self, name):
        """A number of /proc/PID/status: Threads, or VmHWM, the most memory it ever had, in kB."""
        lines = Path("/proc/%d/status" % self.server.pid).read_text()
        return int(lines.split(name + ":")[1].split()[0])

    def end_of_log(self):
        return "\n".join(self.log.read_text().splitlines()[-60:]) if self.log.exists() else ""

    def running(self):
        return self.server is not None and self.server.poll() is None

    def stop(self):
        if self.running():
            self.server.send_signal(signal.SIGTERM)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Wrong("still there 20 s after SIGTERM")
        return self.server.returncode if self.server else 0

    def kill(self):
        if self.running():
            self.server.kill()
            self.server.wait()


def multipart(parts):
    """Body and Content-Type of a form; a part's value is text, or a file as (name, bytes)."""
    boundary = "----" + secrets.token_hex(8)
    body = b""
    for name, value in parts:
        head = '--%s\r\nContent-Disposition: form-data; name="%s"' % (boundary, name)
        if isinstance(value, tuple):
            body += (head + '; filename="%s"\r\n\r\n' % value[0]).encode() + value[1] + b"\r\n"
        else:
            body += (head + "\r\n\r\n%s\r\n" % value).encode()
    return body + ("--%s--\r\n" % boundary).encode(), "multipart/form-data; boundary=" + boundary


def photo(size):
    """A PNG like no other, of `size` bytes and some."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tEXt", b"Comment\0" + secrets.token_bytes(size)) +
            chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b""))


def check_files(box):
    """The media folder holds exactly the files the database names; gives their number."""
    there = {file.name for file in (box.data / "media").rglob("*") if file.is_file()}
    named = {name for (name,) in box.query("SELECT file FROM media")}
    if there != named:
        lone, lost = sorted(there - named), sorted(named - there)
        raise Wrong("no row names %s; no file is there for %s" % (lone[:5], lost[:5]))
    return len(named)


class Client:
    """One account on a connection that stays."""

    def __init__(self, port, timeout=30):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.token = None

    def log_in(self, email, password):
        body = json.dumps({"email": email, "password": password})
        self.token = self.call("POST", "/api/v1/token/", 200, body, "application/json")["access"]

    def ask(self, method, path, body=None, kind=None):
        """Status and content, whatever they are."""
        return self.ask_fully(method, path, body, kind)[:2]

    def ask_fully(self, method, path, body=None, kind=None):
        """Status, content and headers."""
        headers = {"Content-Type": kind} if kind else {}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers

    def call(self, method, path, status, body=None, kind=None):
        found, content = self.ask(method, path, body, kind)
        if found != status:
            raise Wrong("%s %s: %d instead of %d: %s" % (method, path, found, status, content[:300]))
        return json.loads(content) if content else None

    def metric(self, name):
        """As an administrator."""
        text = self.ask("GET", "/metrics")[1].decode()
        found = re.search(r"^expobox_%s (\d+)$" % name, text, re.MULTILINE)
        need(found, "no %s in %s" % (name, text[:300]))
        return int(found[1])

    def post_json(self, path, value, status=201):
        return self.call("POST", path, status, json.dumps(value), "application/json")

    def post_form(self, path, parts, status=201):
        return self.call("POST", path, status, *multipart(parts))


def run_steps(box, steps):
    """Runs (name, call, the number of checks it stands for) in order, up to the first that fails, then ends the
    box. Prints a line for each and "N passed, N failed"; gives the exit code. A call that gives "not tested: …"
    says that this machine cannot do it, and counts for nothing."""
    passed = failed = 0
    try:
        for name, call, counts in steps:
            started = time.monotonic()
            try:
                result = call()
            except (Wrong, OSError) as fault:
                print("FAIL %s: %s\n%s" % (name, fault, box.end_of_log()))
                failed = 1
                break
            took = "%.1f s" % (time.monotonic() - started)
            if str(result).startswith("not tested"):
                print("%s (%s)" % (result, name), flush=True)
                continue
            print("ok   %s (%s)" % (name, ", ".join([str(result), took] if result else [took])), flush=True)
            passed += counts
    finally:
        box.kill()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0
