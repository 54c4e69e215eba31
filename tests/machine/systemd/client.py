# SPDX-License-Identifier: MIT
"""What the organiser does with a new server."""
import json
import re

from box import Client, need

ADMIN = ("chief@example.com", "open-sesame-42")
EXHIBITOR = ("ann@example.com", "open-sesame-42")


class Organiser:
    """The administrator's session of a browser."""

    def __init__(self, machine, link_text):
        code = re.search(r"#/first-run/(\S+)", link_text)
        need(code, "no link in FIRST-RUN.txt: %s" % link_text)
        self.machine, self.cookie = machine, ""  # whose port changes with each boot
        headers = self.ask("POST", "first-run/", 200, {"code": code[1], "email": ADMIN[0], "password": ADMIN[1]})[1]
        self.cookie = headers["Set-Cookie"].split(";")[0]
        # Tests send more than people do.
        self.ask("PATCH", "settings/", 200, {"requests_a_minute": 0})
        self.ask("POST", "users/", 201, {"email": EXHIBITOR[0], "password": EXHIBITOR[1], "booth_limit": 1000})

    def ask(self, method, path, status, value=None):
        connection = Client(self.machine.port, 60).connection
        headers = {"Content-Type": "application/json", "X-Expobox": "1", "Cookie": self.cookie}
        connection.request(method, "/api/v1/admin/" + path, json.dumps(value) if value else None, headers)
        answer = connection.getresponse()
        content = answer.read()
        need(answer.status == status, "%s %s: %d instead of %d: %s" % (method, path, answer.status, status, content[:300]))
        return json.loads(content), answer.headers

    def signed_in(self):
        need(self.ask("GET", "session/", 200)[0]["user"]["email"] == ADMIN[0], "another user's session")
