# SPDX-License-Identifier: MIT
"""The export and the restore as the administrators' page asks for them; a part of tests/backup/check."""
import csv
import hashlib
import http.client
import io
import json
import subprocess
import tarfile
import threading
import time

from box import Box, Client, Wrong, check_files, photo, until

BOOTHS = 50
PHOTO_BYTES = 20_000
KILLS = 8
RESTORE = "/api/v1/admin/restore/?confirm="


class Restores:
    """A box with 50 booths, and empty ones with an administrator of their own that are to become it."""

    def __init__(self, binary, folder):
        self.binary, self.folder, self.number = binary, folder, 0
        self.source = self.box("source")
        self.boxes = [self.source]
        self.verified_takes = self.whole_takes = 0

    def box(self, name):
        (self.folder / name).mkdir()
        return Box(self.binary, self.folder / name)

    def close(self):
        for box in self.boxes:
            box.kill()

    def fill(self):
        add_user(self.source, "boss@example.com", "--admin")
        add_user(self.source, "hall@example.com", "--booth-limit", "100")
        self.source.start()
        client = signed_in(self.source, "hall@example.com")
        country = client.call("GET", "/api/v1/countries/", 200)[0]["id"]
        for number in range(BOOTHS):
            booth = client.post_form("/api/v1/booths/", [
                ("name", "غرفه %d" % number), ("country", country), ("images", ("a.png", photo(PHOTO_BYTES)))])
            client.post_json("/api/v1/booths/%d/items/" % booth["id"], {"name": "=SUM(%d)" % number})
        self.backup = self.download("backup")
        self.booths = client.call("GET", "/api/v1/booths/list/", 200)
        return "%d booths, a backup of %d kB" % (BOOTHS, len(self.backup) // 1000)

    def download(self, what):
        boss = signed_in(self.source, "boss@example.com")
        status, content, headers = boss.ask_fully("GET", "/api/v1/admin/%s/" % what)
        if status != 200 or int(headers["Content-Length"]) != len(content):
            raise Wrong("%d, %d bytes of %s" % (status, len(content), headers["Content-Length"]))
        return content

    def export(self):
        self.source.command("export", self.folder / "all.tar")
        for name, content in (("api", self.download("export")), ("command", (self.folder / "all.tar").read_bytes())):
            where = self.folder / ("export-" + name)
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                archive.extractall(where)
            done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=where,
                                  capture_output=True, text=True)
            if done.returncode:
                raise Wrong("sha256sum: " + done.stdout + done.stderr)
            compare_tables(where)
        return "%d kB" % (len(content) // 1000)

    def fresh(self):
        self.number += 1
        box = self.box("fresh%d" % self.number)
        self.boxes.append(box)
        add_user(box, "own@example.com", "--admin")
        box.start()
        return box

    def refuse(self):
        box = self.fresh()
        client = signed_in(box, "own@example.com")
        flipped = bytearray(self.backup)
        flipped[len(flipped) // 2] ^= 1
        for typed, body, status in (("restore", self.backup, 400), ("RESTORE", self.backup[:-3000], 400),
                                    ("RESTORE", bytes(flipped), 202)):
            found, content = client.ask("POST", RESTORE + typed, body, "application/x-tar")
            client = signed_in(box, "own@example.com")  # a refused body ends its connection
            if found != status:
                raise Wrong("%d instead of %d: %s" % (found, status, content))
        job = ended(client, json.loads(content)["id"])
        if job["state"] != "failed" or ".png" not in job["error"]:
            raise Wrong(str(job))
        self.interrupt(box, client)
        box.stop()
        if set(left_of(box)) & {"restoring", "restored", "before-restore-1"}:
            raise Wrong("left: %s" % left_of(box))
        return job["error"]

    def interrupt(self, box, client):
        connection = http.client.HTTPConnection("127.0.0.1", box.port)
        connection.putrequest("POST", RESTORE + "RESTORE")
        for name, value in (("Authorization", "Bearer " + client.token), ("Content-Type", "application/x-tar"),
                            ("Content-Length", str(len(self.backup)))):
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(self.backup[:len(self.backup) // 2])
        until(lambda: (box.data / "restoring").exists(), "nothing arrives")
        connection.close()
        until(lambda: not (box.data / "restoring").exists(), "what came of an interrupted upload stays")

    def restore(self):
        box = self.fresh()
        begun = time.monotonic()
        client = signed_in(box, "own@example.com")
        job = ended(client, start(client, self.backup))
        self.verified_takes = time.monotonic() - begun
        if job["state"] != "done" or job["done"] != BOOTHS or job["result"] != {"media_files": BOOTHS, "differing": 0}:
            raise Wrong(str(job))
        until(lambda: answers(box, client.token) == 401, "the earlier token is good for ever")
        self.whole_takes = time.monotonic() - begun
        booths = signed_in(box, "hall@example.com").call("GET", "/api/v1/booths/list/", 200)
        if booths != with_port(self.booths, self.source, box):
            raise Wrong("it shows other booths")
        if check_files(box) != BOOTHS:
            raise Wrong("it has other files")
        if box.stop() != 0:
            raise Wrong("it ended with %d" % box.server.returncode)
        box.command("check")
        kept = Box(self.binary, box.data.parent / "kept")
        kept.data = box.data / "before-restore-1"
        if "own@example.com" not in kept.command("user", "list"):
            raise Wrong("the former box is not kept")
        return "in %.1f s" % self.whole_takes

    def end_while_it_begins_again(self):
        box = self.fresh()
        client = signed_in(box, "own@example.com")
        ended(client, start(client, self.backup))
        if box.stop() != 0:
            raise Wrong("it ended with %d" % box.server.returncode)
        return self.which(box, "new")

    def kill(self):
        outcomes = {"old": 0, "new": 0}
        for moment in self.moments():
            box = self.fresh()
            client = signed_in(box, "own@example.com")
            sender = threading.Thread(target=send_and_forget, args=(client, self.backup))
            sender.start()
            time.sleep(moment)
            box.kill()
            sender.join()
            outcomes[self.which(box)] += 1
        return "after a kill %(old)d times the old box, %(new)d times the new one" % outcomes

    def moments(self):
        """Half of them while it arrives and is verified, half while the box begins again."""
        half = KILLS // 2
        last = max(self.verified_takes, self.whole_takes - 0.4)
        return ([self.verified_takes * number / half for number in range(half)] +
                [last + (self.whole_takes - last) * number / (half - 1) for number in range(half)])

    def which(self, box, expected=None):
        """The old box or the new one, whole, after the next start."""
        box.start()
        users = box.command("user", "list")
        found = "old" if "own@example.com" in users else "new"
        if ("hall@example.com" in users) == (found == "old") or expected not in (None, found):
            raise Wrong("not the box that was expected: " + users)
        if check_files(box) != (BOOTHS if found == "new" else 0):
            raise Wrong("the %s box has other files" % found)
        box.stop()
        box.command("check")
        if set(left_of(box)) & {"restoring", "restored"}:
            raise Wrong("left: %s" % left_of(box))
        return found


def add_user(box, email, *more):
    box.command("user", "add", "--email", email, "--password", "a long hall", "--password-rounds", "1000", *more)


def signed_in(box, email):
    client = Client(box.port)
    client.log_in(email, "a long hall")
    return client


def start(client, backup):
    return client.call("POST", RESTORE + "RESTORE", 202, backup, "application/x-tar")["id"]


def send_and_forget(client, backup):
    try:
        client.ask("POST", RESTORE + "RESTORE", backup, "application/x-tar")
    except (OSError, http.client.HTTPException):
        pass  # the box was killed


def ended(client, number):
    job = {}

    def over():
        job.update(client.call("GET", "/api/v1/admin/jobs/%d/" % number, 200))
        return job["state"] != "running"

    until(over, "the job does not end")
    return job


def answers(box, token):
    try:
        client = Client(box.port)
        client.token = token
        return client.ask("GET", "/api/v1/admin/save/")[0]
    except (OSError, http.client.HTTPException):
        return 0


def left_of(box):
    return sorted(file.name for file in box.data.iterdir())


def with_port(booths, source, box):
    return json.loads(json.dumps(booths).replace(":%d/" % source.port, ":%d/" % box.port))


def compare_tables(where):
    def rows(name):
        with open(where / name, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    everything = json.loads((where / "everything.json").read_text())
    media = rows("media.csv")
    if not len(rows("booths.csv")) == len(everything["booths"]) == len(rows("items.csv")) == len(media) == BOOTHS:
        raise Wrong("tables of another length")
    for row in media:
        if hashlib.sha256((where / row["path"]).read_bytes()).hexdigest() != row["sha256"]:
            raise Wrong("%s is another file" % row["path"])
    if [row["name"] for row in rows("items.csv")] != ["'=SUM(%d)" % number for number in range(BOOTHS)]:
        raise Wrong("a formula is not made harmless")
    if [row["email"] for row in rows("users.csv")] != [user["email"] for user in everything["users"]]:
        raise Wrong("other accounts")
