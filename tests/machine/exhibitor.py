# SPDX-License-Identifier: MIT
"""Exhibitors that upload until their server is gone, and what was answered to them."""
import hashlib
import re
import secrets
import threading

from box import Client, Wrong, photo


class Exhibitor(threading.Thread):
    """Uploads booths with a photo each until the power goes, and keeps a book of what was answered."""

    def __init__(self, port, account):
        super().__init__()
        self.client, self.account, self.book, self.fault = Client(port), account, [], None

    def run(self):
        try:
            self.client.log_in(*self.account)
            country = self.client.call("GET", "/api/v1/countries/", 200)[0]["id"]
            while True:
                name, image = "Cut " + secrets.token_hex(8), photo(secrets.randbelow(60_000))
                booth = self.client.post_form("/api/v1/booths/", [
                    ("name", name), ("category", "cut"), ("country", country), ("images", ("p.png", image))])
                self.book.append((name, booth["id"], booth["images"][0]["id"], hashlib.sha256(image).hexdigest()))
        except Wrong as fault:  # an answer, but not the one that should have come
            self.fault = fault
        except Exception:  # the power is gone
            pass


def check_book(port, account, book):
    """Everything that was answered is there; gives how much that is."""
    client = Client(port)
    client.log_in(*account)
    for name, number, image, digest in book:
        booth = client.call("GET", "/api/v1/booths/%d/" % number, 200)
        if booth["name"] != name or [one["id"] for one in booth["images"]] != [image]:
            raise Wrong("booth %d is not what was answered: %s" % (number, booth))
        status, content = client.ask("GET", re.sub(r"^https?://[^/]*", "", booth["images"][0]["url"]))
        if status != 200 or hashlib.sha256(content).hexdigest() != digest:
            raise Wrong("the photo of booth %d: %d, %d bytes" % (number, status, len(content)))
    return len(book)
