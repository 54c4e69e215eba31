# SPDX-License-Identifier: MIT
"""An exhibitor who writes while the drive fails and remembers what the box has acknowledged.

An answer is either a success, and then what was asked for must be there for ever, or a 503, 507 or 413 in the
API's shape, and then nothing of it may be there.
"""
import hashlib
import json
import secrets

from box import Client, Wrong, check_files, multipart, photo

EMAIL, PASSWORD = "ann@example.com", "open-sesame"
BOOTHS = "/api/v1/booths/"
MOST_BOOTHS = 4  # after a round that went well
FULL = ("ENOSPC", "EDQUOT")


def digest(content):
    return hashlib.sha256(content).hexdigest()


class Booth:
    def __init__(self, name, images):
        self.name, self.images, self.items = name, list(images), {}  # items: id -> (name, image digests)


class Exhibitor:
    def __init__(self, box):
        self.box, self.client, self.token = box, None, None
        self.country = None
        self.booths = {}
        self.refused = 0
        self.statuses = {}

    def connect(self):
        self.client = Client(self.box.port)
        if self.token is None:
            self.client.log_in(EMAIL, PASSWORD)
            self.token = self.client.token
        self.client.token = self.token
        if self.country is None:
            self.country = self.client.call("GET", "/api/v1/countries/", 200)[0]["id"]

    def ask(self, fault, status, method, path, *body):
        """The answer where it is `status`; None where the drive failed, which `fault` must have allowed."""
        try:
            found, content, headers = self.client.ask_fully(method, path, *body)
        except OSError as error:
            raise Wrong("%s %s was not answered: %r" % (method, path, error))
        self.statuses[found] = self.statuses.get(found, 0) + 1
        if found == status:
            return json.loads(content) if content else {}
        where = "%s %s: %d %s" % (method, path, found, content[:200])
        expected = None if fault is None else 413 if fault == "EFBIG" else 507 if fault in FULL else 503
        if found != expected:
            raise Wrong("%s instead of %s or %s" % (where, status, expected))
        answer = json.loads(content)
        if list(answer) != ["detail"] or not answer["detail"].endswith("."):
            raise Wrong("not in the API's shape: " + where)
        if found == 503 and not headers.get("Retry-After"):
            raise Wrong("no Retry-After: " + where)
        self.refused += 1
        return None

    def form(self, fault, path, parts):
        return self.ask(fault, 201, "POST", path, *multipart(parts))

    def create_booth(self, fault, size=3000):
        name, image = "Booth " + secrets.token_hex(6), photo(size)
        made = self.form(fault, BOOTHS, [("name", name), ("category", "x"), ("country", self.country),
                                         ("images", ("a.png", image))])
        if made is not None:
            self.booths[made["id"]] = Booth(name, [digest(image)])
        return made

    def create_item(self, fault, booth):
        name, image = "Item " + secrets.token_hex(6), photo(2000)
        made = self.form(fault, "%s%d/items/" % (BOOTHS, booth), [("name", name), ("images", ("a.png", image))])
        if made is not None:
            self.booths[booth].items[made["id"]] = (name, [digest(image)])

    def add_image(self, fault, booth, size=100_000):
        image = photo(size)
        if self.form(fault, "%s%d/images/" % (BOOTHS, booth), [("image", ("a.png", image))]) is not None:
            self.booths[booth].images.append(digest(image))

    def rename(self, fault, booth):
        name = "Renamed " + secrets.token_hex(6)
        body = json.dumps({"name": name}).encode()
        if self.ask(fault, 200, "PATCH", "%s%d/" % (BOOTHS, booth), body, "application/json") is not None:
            self.booths[booth].name = name

    def delete_booth(self, fault, booth):
        if self.ask(fault, 204, "DELETE", "%s%d/" % (BOOTHS, booth)) is not None:
            del self.booths[booth]

    def look(self, fault):
        self.ask(fault, 200, "GET", BOOTHS + "list/")

    def round(self, fault=None):
        """A few writes of every kind and a look in between."""
        some = next(iter(self.booths), None)
        self.create_booth(fault)
        if some is not None:
            self.create_item(fault, some)
            self.add_image(fault, some)
            self.rename(fault, some)
        self.look(fault)
        self.create_booth(fault, 70_000)
        for booth in list(self.booths)[:len(self.booths) - MOST_BOOTHS]:
            self.delete_booth(fault, booth)

    def check_lists(self):
        """What the box lists is what it has acknowledged."""
        listed = {one["id"]: one for one in self.client.call("GET", BOOTHS + "list/", 200)}
        self.same("booths", {key: one["name"] for key, one in listed.items()},
                  {key: one.name for key, one in self.booths.items()})
        self.same("images", {key: len(one["images"]) for key, one in listed.items()},
                  {key: len(one.images) for key, one in self.booths.items()})
        return listed

    def check_everything(self):
        """… byte for byte, and neither the database nor the media folder hold more."""
        for key, one in self.check_lists().items():
            self.same("images of booth %d" % key, self.digests(one), self.booths[key].images)
            items = self.client.call("GET", "%s%d/items/list/" % (BOOTHS, key), 200)
            self.same("items of booth %d" % key, {item["id"]: (item["name"], self.digests(item)) for item in items},
                      self.booths[key].items)
        check_files(self.box)

    def digests(self, listed):
        found = []
        for image in sorted(listed["images"], key=lambda image: image["id"]):
            path = "/media/" + image["url"].split("/media/", 1)[1]
            status, content = self.client.ask("GET", path)
            if status != 200:
                raise Wrong("GET %s: %d" % (path, status))
            found.append(digest(content))
        return found

    @staticmethod
    def same(what, found, expected):
        if found != expected:
            raise Wrong("%s: there are %s, acknowledged were %s" % (what, found, expected))
