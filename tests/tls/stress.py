"""What is hard on a box with HTTPS: floods, uploads cut in two, names and addresses that change under it."""
import json
import select
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from box import Box, Client, check_files, multipart, need, photo, run_steps, until
from tls_client import HEALTH, Reader, Secure

FLOOD = 8  # clients that do nothing but shake hands
EACH = 40  # handshakes of each, at least
BESIDE = 200  # plain requests beside them
SENT = 30_000_000  # of a text, of which the box takes 2 MB
DESCRIPTORS = 400  # of which the server takes 100 connections, half of them for those that shake hands
MOST_SHAKING = 50
AT_ONCE = 2  # newcomers that come while another is being let go
ADDRESSES = "--addresses"  # the check started again, on a network of its own
CARD = "card0"
FIRST, SECOND = "10.9.8.7", "10.9.8.8"


class Flood(threading.Thread):
    """Shakes hands, says goodbye and begins anew, until told to stop."""

    def __init__(self, secure, enough):
        super().__init__()
        self.secure, self.enough, self.context = secure, enough, secure.context()
        self.done, self.fault = 0, None

    def run(self):
        try:
            while not self.enough.is_set():
                self.secure.connect(context=self.context).close()
                self.done += 1
        except Exception as fault:  # told by the step
            self.fault = fault


class Hardships(Secure):
    def flood(self):
        """Whole handshakes from all sides: plain requests are answered beside them, on old connections and new."""
        before, threads = self.ended_handshakes(), self.box.status("Threads")
        enough, client, answered = threading.Event(), Client(self.box.port), 0
        flood = [Flood(self, enough) for _ in range(FLOOD)]
        for one in flood:
            one.start()
        try:
            while answered < BESIDE or min(one.done for one in flood) < EACH:
                need(all(one.is_alive() for one in flood), "the flood ended: %s" % [one.fault for one in flood])
                client.call("GET", "/api/v1/health/", 200)
                Client(self.box.port).call("GET", "/api/v1/health/", 200)
                answered += 1
            now = self.box.status("Threads")
        finally:
            enough.set()
            for one in flood:
                one.join()
        done = sum(one.done for one in flood)
        # A client that hangs up while its last message waits for a turn has failed, as the server sees it.
        until(lambda: self.ended_handshakes() >= before + done, "not all of %d handshakes were counted" % done)
        need(now <= threads + FLOOD, "%d threads, then %d" % (threads, now))
        return "%d handshakes, %d plain requests beside them" % (done, 2 * answered)

    def ended_handshakes(self):
        return self.metric("tls_handshakes_total") + self.metric("tls_handshakes_failed_total")

    def endless(self):
        """Handshakes that never end take half of the places and no more; the oldest are let go at once."""
        self.box.prefix = ["prlimit", "--nofile=%d:%d" % (DESCRIPTORS, DESCRIPTORS)]
        self.start()
        connections = [self.raw() for _ in range(2 * MOST_SHAKING)]
        ended = lambda: len(select.select(connections, [], [], 0)[0])  # noqa: E731
        until(lambda: ended() >= MOST_SHAKING - AT_ONCE, "more than %d handshakes are under way" % MOST_SHAKING)
        need(ended() <= MOST_SHAKING + AT_ONCE, "%d of %d were let go" % (ended(), len(connections)))
        for _ in range(MOST_SHAKING // 2):
            Client(self.box.port).call("GET", "/api/v1/health/", 200)
        for connection in connections:
            connection.close()
        until(self.answers, "no handshake once the others have gone")
        self.box.prefix = []
        need(self.box.stop() == 0, "exit %d" % self.box.stop())

    def answers(self):
        try:
            with self.connect() as connection:
                return self.ask(connection)[0] == 200
        except OSError:
            return False

    def refusal(self):
        """Who sends far too much, and more than any buffer holds before it listens, is told so to TLS's goodbye."""
        token = self.client()
        token.log_in("a@example.com", "a-password")
        head = ("POST /api/v1/booths/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 50000000\r\n\r\n" % token.token)
        with self.connect() as connection:
            connection.sendall(head.encode() + b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + b"a" * SENT)
            reader = Reader(connection)
            status, body, answer = reader.answer()
            need(status == 413 and b"connection: close" in answer.lower(), "%d %s" % (status, answer))
            need("detail" in json.loads(body), "the refusal says %s" % body)
            need(not reader.bytes and connection.recv(1000) == b"", "more than the answer")  # no goodbye: an SSLError

    def ended_upload(self):
        """SIGTERM in the middle of one: it ends, the box ends well, and nothing of it is left."""
        self.start()
        files = len(self.media())
        client = self.client()
        client.log_in("a@example.com", "a-password")
        country = client.call("GET", "/api/v1/countries/", 200)[0]["id"]
        body, kind = multipart([("name", "Cut"), ("category", "c"), ("country", country), ("images", ("a.png", photo(9_000_000)))])
        head = ("POST /api/v1/booths/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n"
                "Content-Length: %d\r\n\r\n" % (client.token, kind, len(body)))
        with self.connect() as connection:
            connection.sendall(head.encode() + body[:5_000_000])
            until(lambda: len(self.media()) > files, "nothing of the upload is on the drive")
            need(self.box.stop() == 0, "exit %d" % self.box.stop())
            try:
                while connection.recv(1000):
                    pass
            except OSError as ended:
                need(not isinstance(ended, TimeoutError), "the connection outlives the box")
        self.start()
        need(len(self.media()) == files == check_files(self.box), "%d files, then %d" % (files, len(self.media())))
        need(self.box.query("SELECT count(*) FROM booths WHERE name = 'Cut'") == [(0,)], "half a booth")
        need(self.box.stop() == 0, "exit %d" % self.box.stop())

    def media(self):
        return [path for path in (self.box.data / "media").rglob("*") if path.is_file()]

    def shows(self, name, context):
        try:
            with self.connect(context=context, name=name) as connection:
                return self.ask(connection)[0] == 200
        except ssl.SSLCertVerificationError:
            return False

    def another_name(self):
        """A name the operator adds: new connections see it, those there were go on."""
        self.start()
        context = self.context()
        need(not self.shows("fair.example", context), "the name is known already")
        with self.connect(context=context) as old:
            (self.box.data / "expobox.conf").write_text("allowed-hosts = fair.example\n")
            self.box.server.send_signal(signal.SIGHUP)
            # The authority is another certificate of the same key: the former one may not certify this name.
            until(lambda: self.shows("fair.example", self.context()), "the new name is not shown")
            need(not self.shows("fair.example", context), "a name beyond the former authority's constraints is taken")
            need(self.ask(old)[0] == 200, "a connection did not live on")
        (self.box.data / "expobox.conf").unlink()
        need(self.box.stop() == 0, "exit %d" % self.box.stop())

    def another_address(self, check):
        alone = ["unshare", "--map-root-user", "--net"]
        if subprocess.run([*alone, "ip", "link", "add", CARD, "type", "veth", "peer", "name", CARD + "-end"], capture_output=True).returncode:
            return "not tested: this machine gives no network namespace"
        done = subprocess.run([*alone, sys.executable, check, ADDRESSES, self.box.binary], capture_output=True, text=True)
        need(done.returncode == 0 and "\n2 passed, 0 failed\n" in done.stdout, done.stdout + done.stderr)
        return None


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def change_addresses(binary):
    """In a network namespace, which has nothing but this box."""
    ip("link", "set", "lo", "up")
    ip("link", "add", CARD, "type", "veth", "peer", "name", CARD + "-end")
    ip("link", "set", CARD, "up")
    ip("address", "add", FIRST + "/24", "dev", CARD)
    with tempfile.TemporaryDirectory(prefix="expobox-tls-") as folder:
        box = Box(Path(binary), Path(folder))
        secure = Secure(box, Path(folder))
        return run_steps(box, [
            ("start", lambda: secure.start("--listen", "0.0.0.0:0", "--mdns", "off"), 1),
            ("another address", lambda: moved(secure), 1)])


def moved(secure):
    names, urls = shown(secure)
    need(FIRST in names and SECOND not in names, "names: %s" % (names,))
    need(urls[0].startswith("http://%s:" % FIRST), "lists at %s" % urls)
    with secure.connect() as old:
        ip("address", "add", SECOND + "/24", "dev", CARD)
        until(lambda: SECOND in shown(secure)[0], "the new address is not shown")
        names, urls = shown(secure)
        need(FIRST in names and any(SECOND in url for url in urls) and all("127.0.0.1" not in url for url in urls),
             "names %s, lists at %s" % (names, urls))
        need(secure.ask(old)[0] == 200, "a connection did not live on")
        with secure.connect(name=SECOND) as new:
            need(secure.ask(new, HEALTH.replace(b"localhost", SECOND.encode()))[0] == 200, "no answer at the new address")


def shown(secure):
    with secure.connect() as connection:
        told = connection.getpeercert()
    return {value for _, value in told["subjectAltName"]}, list(told.get("crlDistributionPoints", [""]))
