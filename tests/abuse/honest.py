# SPDX-License-Identifier: MIT
"""Honest phones beside an attack: they sign in, list their booths and upload photos, each time on a new connection."""
import http.client
import json
import math
import threading
import time

from box import Wrong, multipart, photo

PATIENCE = 60  # of a phone; longer than any limit here
PHOTO_BYTES = 120_000


class Done:
    """One thing a phone has done: how long it took, what it was answered (0: nothing)."""

    def __init__(self, began, status):
        self.seconds, self.status = time.monotonic() - began, status


class Phone(threading.Thread):
    """Does `call(number)`, which gives a status, again and again with a pause between."""

    def __init__(self, call, pause):
        super().__init__(daemon=True)
        self.call, self.pause, self.done, self.enough = call, pause, [], threading.Event()

    def run(self):
        number = 0
        while not self.enough.is_set():
            began = time.monotonic()
            try:
                status = self.call(number)
            except (OSError, http.client.HTTPException):
                status = 0
            self.done.append(Done(began, status))
            number += 1
            self.enough.wait(self.pause)


def ask(port, address, method, path, body=None, kind=None, token=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=(address, 0))
    try:
        headers = {"Content-Type": kind} if kind else {}
        if token:
            headers["Authorization"] = "Bearer " + token
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Phones:
    """Honest phones at the given addresses. `accounts` are the e-mail addresses and passwords of those who sign in, one
    each time, so that no password is remembered; `owner` has booths and a token."""

    def __init__(self, port, addresses, accounts, owner):
        self.port, self.addresses, self.accounts, self.owner = port, addresses, list(accounts), owner
        self.kinds = {"sign-in": Phone(self.sign_in, 1.4), "list": Phone(self.list, 0.1), "photo": Phone(self.upload, 0.1)}

    def ask(self, number, *words, **more):
        return ask(self.port, self.addresses[number % len(self.addresses)], *words, **more)[0]

    def sign_in(self, number):
        if not self.accounts:  # all have signed in: nobody is left whose password would cost anything
            return None
        email, password = self.accounts.pop()
        body = json.dumps({"email": email, "password": password})
        return self.ask(number, "POST", "/api/v1/token/", body, "application/json")

    def list(self, number):
        return self.ask(number + 1, "GET", "/api/v1/booths/list/", token=self.owner.token)

    def upload(self, number):
        booth = self.owner.booths[number % len(self.owner.booths)]
        body, kind = multipart([("image", ("a.png", photo(PHOTO_BYTES)))])
        return self.ask(number + 2, "POST", "/api/v1/booths/%d/images/" % booth, body, kind, token=self.owner.token)

    def __enter__(self):
        for phone in self.kinds.values():
            phone.start()
        return self

    def stop(self):
        for phone in self.kinds.values():
            phone.enough.set()

    def __exit__(self, *fault):
        self.stop()
        for phone in self.kinds.values():
            phone.join(PATIENCE + 5)

    def figures(self):
        return Figures({kind: [done for done in phone.done if done.status is not None] for kind, phone in self.kinds.items()})


WANTED = {"sign-in": 200, "list": 200, "photo": 201}


class Figures:
    """What phones saw."""

    def __init__(self, done):
        self.done = done

    def share(self, *kinds):
        all_done = [one.status == WANTED[kind] for kind in kinds for one in self.done[kind]]
        return sum(all_done) / len(all_done) if all_done else 0

    def count(self, kind):
        return len(self.done[kind])

    def worst(self, kind):
        return max((one.seconds for one in self.done[kind]), default=math.inf)

    def statuses(self, kind):
        statuses = [one.status for one in self.done[kind]]
        return {status: statuses.count(status) for status in sorted(set(statuses))}

    def __str__(self):
        return ", ".join("%s max %.2f s %s" % (kind, self.worst(kind), self.statuses(kind)) for kind in self.done)


def need_share(figures, kinds, least, who):
    share = figures.share(*kinds)
    if share < least:
        raise Wrong("%s: %.1f %% of %s did: %s" % (who, share * 100, "/".join(kinds), figures))
