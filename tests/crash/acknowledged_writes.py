# SPDX-License-Identifier: MIT
"""Exhibitors who write without pause and keep books of what the box has acknowledged, and the comparison of
their books with a data folder after a crash.

Every name and every photo is unlike any other, so that books and folder can be compared without knowing ids.
An exhibitor does one thing at a time: after a crash its part of the store must be as its answered deeds have
left it, or as those and the one that was under way. Nothing in between passes.
"""
import contextlib
import copy
import hashlib
import http.client
import itertools
import json
import random
import sqlite3
import threading

import samples
from box import Client, Wrong, multipart

PASSWORD = "open-sesame"
IMAGES, VIDEOS, OF_ITEM = 1, 2, 3  # the store's collections
BROKEN = (OSError, http.client.HTTPException)
FOLDERS = {IMAGES: "images", VIDEOS: "videos", OF_ITEM: "images"}


class Shelf:
    """The files of one collection in their order, by hash; an id is None where no answer has told it."""

    def __init__(self):
        self.files, self.primary = {}, None

    def add(self, sha, number):
        self.files[sha] = number
        if self.primary is None:
            self.primary = sha

    def remove(self, sha):
        del self.files[sha]
        if self.primary == sha:
            self.primary = next(iter(self.files), None)


class Books:
    """What an exhibitor has: names and ids of booths and items, and their shelves."""

    def __init__(self):
        self.booths, self.items, self.shelves = {}, {}, {}  # name: id; name: (booth, id); (collection, name): Shelf

    def shelf(self, collection, parent):
        return self.shelves.setdefault((collection, parent), Shelf())

    def remove_item(self, name):
        del self.items[name]
        self.shelves.pop((OF_ITEM, name), None)

    def remove_booth(self, name):
        for item in [item for item, (booth, _) in self.items.items() if booth == name]:
            self.remove_item(item)
        for collection in (IMAGES, VIDEOS):
            self.shelves.pop((collection, name), None)
        del self.booths[name]

    def lines(self):
        """All of it as {what: id}; ids may be None."""
        all_lines = {("booth", name): number for name, number in self.booths.items()}
        all_lines |= {("item", booth, name): number for name, (booth, number) in self.items.items()}
        for (collection, parent), shelf in self.shelves.items():
            all_lines |= {("file", collection, parent, sha, sha == shelf.primary): number
                          for sha, number in shelf.files.items()}
        return all_lines


class Deed:
    """One request of an exhibitor, and what the books say once it is done."""

    def __init__(self, method, path, status, change, form=None):
        self.method, self.path, self.status, self.change, self.form = method, path, status, change, form
        self.content = None  # the answer's, once there is one

    def do(self, client):
        status, content = client.ask(self.method, self.path, *(multipart(self.form) if self.form else ()))
        if status != self.status:
            raise Wrong("%s %s: %d instead of %d: %s" % (self.method, self.path, status, self.status, content[:300]))
        self.content = content

    def note(self, books):
        self.change(books, json.loads(self.content) if self.content else {})


def ids_of(answer, key):
    return [image["id"] for image in answer.get(key, [])]


class Exhibitor:
    """An account whose life goes on over the box's crashes: run() writes until the box is gone."""

    def __init__(self, email, seed, most_booths=6):
        self.email, self.most_booths = email, most_booths
        self.random, self.numbers = random.Random(seed), itertools.count(1)
        self.books, self.answered, self.under_way, self.fault, self.token = Books(), [], None, None, None

    def run(self, port, country):
        """Deeds one after another, each noted once it was answered; ends when the box does not answer."""
        self.answered, self.under_way, self.fault = [], None, None
        client = Client(port)
        try:
            client.log_in(self.email, PASSWORD)
            self.token = client.token
            while True:
                self.under_way = self.next_deed(country)
                self.under_way.do(client)
                self.under_way.note(self.books)
                self.answered.append(self.under_way)
                self.under_way = None
        except BROKEN:
            pass
        except Exception as fault:  # reported by the step that started the thread
            self.fault = fault
        finally:
            client.connection.close()

    def photo(self):
        text = b"%s %d" % (self.email.encode(), next(self.numbers))
        side = self.random.choice((4, 20, 40, 60))
        photo = samples.png(side, side, noise=self.random.randbytes(side * side * 3), text=text)
        return photo, hashlib.sha256(photo).hexdigest()

    def photos(self, most):
        return [self.photo() for _ in range(self.random.randint(0, most))]

    def name(self, what):
        return "%s %s %d" % (self.email, what, next(self.numbers))

    def next_deed(self, country):
        files = [(key, sha) for key, shelf in self.books.shelves.items() for sha in shelf.files]
        full = len(self.books.booths) >= self.most_booths
        possible = [(0 if full else 4, lambda: self.add_booth(country))]
        if self.books.booths:
            possible += [(3, self.add_item), (3, self.add_file), (3 if full else 1, self.delete_booth)]
        if self.books.items:
            possible.append((1, self.delete_item))
        if files:
            possible += [(2, lambda: self.delete_file(*self.random.choice(files))),
                         (2, lambda: self.set_primary(*self.random.choice(files)))]
        return self.random.choices([deed for _, deed in possible], [weight for weight, _ in possible])[0]()

    def add_booth(self, country):
        name, photos = self.name("booth"), self.photos(3)
        form = [("name", name), ("category", "crash"), ("country", country)]

        def change(books, answer):
            books.booths[name] = answer.get("id")
            for (_, sha), number in itertools.zip_longest(photos, ids_of(answer, "images")):
                books.shelf(IMAGES, name).add(sha, number)

        return Deed("POST", "/api/v1/booths/", 201, change, form + [("images", ("p.png", p)) for p, _ in photos])

    def add_item(self):
        booth, name, photos = self.random.choice(list(self.books.booths)), self.name("item"), self.photos(2)

        def change(books, answer):
            books.items[name] = (booth, answer.get("id"))
            for (_, sha), number in itertools.zip_longest(photos, ids_of(answer, "images")):
                books.shelf(OF_ITEM, name).add(sha, number)

        return Deed("POST", "/api/v1/booths/%d/items/" % self.books.booths[booth], 201, change,
                    [("name", name), ("price", "1.50")] + [("images", ("p.png", p)) for p, _ in photos])

    def add_file(self):
        collection = self.random.choice([IMAGES, VIDEOS] + [OF_ITEM] * bool(self.books.items))
        parent = self.random.choice(list(self.books.items if collection == OF_ITEM else self.books.booths))
        content, sha = self.photo()
        if collection == VIDEOS:
            content = samples.mp4(3000, sha.encode())
            sha = hashlib.sha256(content).hexdigest()
        field, file = ("video", "v.mp4") if collection == VIDEOS else ("image", "p.png")
        return Deed("POST", self.shelf_path(collection, parent), 201,
                    lambda books, answer: books.shelf(collection, parent).add(sha, answer.get("id")),
                    [(field, (file, content))])

    def shelf_path(self, collection, parent):
        if collection != OF_ITEM:
            return "/api/v1/booths/%d/%s/" % (self.books.booths[parent], FOLDERS[collection])
        booth, item = self.books.items[parent]
        return "/api/v1/booths/%d/items/%d/images/" % (self.books.booths[booth], item)

    def file_path(self, key, sha):
        return "%s%d/" % (self.shelf_path(*key), self.books.shelves[key].files[sha])

    def delete_file(self, key, sha):
        return Deed("DELETE", self.file_path(key, sha), 204, lambda books, _: books.shelf(*key).remove(sha))

    def set_primary(self, key, sha):
        def change(books, _):
            books.shelf(*key).primary = sha

        return Deed("POST", self.file_path(key, sha) + "set-primary/", 200, change)

    def delete_item(self):
        name = self.random.choice(list(self.books.items))
        booth, number = self.books.items[name]
        return Deed("DELETE", "/api/v1/booths/%d/items/%d/" % (self.books.booths[booth], number), 204,
                    lambda books, _: books.remove_item(name))

    def delete_booth(self):
        name = self.random.choice(list(self.books.booths))
        return Deed("DELETE", "/api/v1/booths/%d/" % self.books.booths[name], 204,
                    lambda books, _: books.remove_booth(name))


class Found:
    """What a data folder holds, by e-mail; finding something that is broken in itself is Wrong."""

    def __init__(self, data, without_server=False):
        mode = "rw" if without_server else "ro"  # the log is read anew, which makes a -shm
        try:
            with contextlib.closing(sqlite3.connect("file:%s?mode=%s" % (data / "expobox.db", mode),
                                                    uri=True)) as database:
                database.execute("PRAGMA synchronous = OFF")
                self.read(database, data)
        except sqlite3.Error as error:
            raise Wrong("expobox.db: %s" % error)

    def read(self, database, data):
        # One state for all that follows: the box may be running.
        database.execute("BEGIN")
        self.check_whole(database)
        self.books = {email: Books() for email, in database.execute("SELECT email FROM users")}
        for email, name, number in database.execute(
                "SELECT email, booths.name, booths.id FROM booths JOIN users ON users.id = owner_id"):
            self.books[email].booths[name] = number
        for email, booth, name, number in database.execute(
                "SELECT email, booths.name, items.name, items.id FROM items "
                "JOIN booths ON booths.id = booth_id JOIN users ON users.id = booths.owner_id"):
            self.books[email].items[name] = (booth, number)
        self.files = {}
        for email, collection, parent, sha, number, primary, file, size in database.execute(
                "SELECT email, collection, ifnull(items.name, booths.name), sha256, media.id, is_primary, file, size "
                "FROM media JOIN booths ON booths.id = media.booth_id JOIN users ON users.id = booths.owner_id "
                "LEFT JOIN items ON items.id = item_id ORDER BY media.id"):
            shelf = self.books[email].shelf(collection, parent)
            shelf.files[sha] = number
            shelf.primary = sha if primary else shelf.primary
            self.files[file] = (sha, size)
        self.check_files(data / "media")

    def check_whole(self, database):
        for pragma in ("integrity_check", "foreign_key_check"):
            said = database.execute("PRAGMA " + pragma).fetchall()
            if said not in ([], [("ok",)]):
                raise Wrong("%s: %s" % (pragma, said[:5]))
        shelves = database.execute("SELECT collection, parent_id, sum(is_primary) AS primaries FROM media "
                                   "GROUP BY 1, 2 HAVING primaries <> 1").fetchall()
        if shelves:
            raise Wrong("not one primary image in (collection, parent, primaries) %s" % shelves[:5])

    def check_files(self, media):
        for file, (sha, size) in self.files.items():
            path = media / file[:2] / file
            content = path.read_bytes() if path.exists() else None
            if content is None or len(content) != size or hashlib.sha256(content).hexdigest() != sha:
                raise Wrong("a row names %s, of which %s of %d bytes are there" %
                            (file, "none" if content is None else len(content), size))


def differences(expected, found):
    """What two sets of lines disagree about. An id nobody was told may be any."""
    for line in expected.keys() | found.keys():
        if line not in found:
            yield "not there: %s" % (line,)
        elif line not in expected:
            yield "there: %s" % (line,)
        elif expected[line] not in (None, found[line]):
            yield "%s has the id %d, not %d" % (line, found[line], expected[line])


def compare(before, under_way, found):
    """`before`: the books after the last answered deed. Gives whether the one under way was done."""
    wrong = list(differences(before.lines(), found.lines()))
    if not wrong:
        return False
    if under_way:
        after = copy.deepcopy(before)
        under_way.change(after, {})
        if not any(differences(after.lines(), found.lines())):
            return True
    raise Wrong("%s%s" % ("; ".join(wrong[:6]),
                          "; under way was %s %s" % (under_way.method, under_way.path) if under_way else ""))


def import_accounts(box, folder, emails):
    """All accounts in one import: a command each would take longer."""
    lines = ["email,password,booth_limit,is_active,booth_media_limit,booth_items_limit"]
    lines += ["%s,%s,1000,true,100000,100000" % (email, PASSWORD) for email in emails]
    file = folder / "accounts.csv"
    file.write_text("\n".join(lines) + "\n")
    box.command("import", file, "--password-rounds", "1000")


def run_all(exhibitors, port, country, end):
    """All of them write at once until `end` has ended the box."""
    threads = [threading.Thread(target=one.run, args=(port, country)) for one in exhibitors]
    for thread in threads:
        thread.start()
    try:
        end()
    finally:
        for thread in threads:
            thread.join()
    for one in exhibitors:
        if one.fault:
            raise Wrong("%s: %s" % (one.email, one.fault))
    return sum(len(one.answered) for one in exhibitors)
