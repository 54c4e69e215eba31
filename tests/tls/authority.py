"""What the box's authority may certify, what becomes of one that may certify anything, and plain HTTP beside HTTPS."""
import http.client
import json
import re
import socket
import subprocess

from box import Client, need, until
from stress import Hardships
from tls_client import openssl

BOXES_OWN = ("expobox.local", "booth.expobox.local", "localhost", "10.20.30.40", "192.168.1.1", "172.31.0.1", "169.254.7.7",
             "127.0.0.9", "fd00::7", "fe80::7", "::1")
FOREIGN = ("www.example.com", "local", "box.local.example", "93.184.216.34", "172.32.0.1", "2001:db8::1")


def is_address(host):
    return bool(re.fullmatch(r"[0-9.]+|[0-9a-f:]+", host))


class Authority(Hardships):
    kept = None  # a file with the authority's certificate, where plain HTTP does not give it

    def forged(self, host):
        """A certificate for the host by the box's own key, as whoever has copied the drive can make it."""
        pem = self.folder / "forged.pem"
        kind = "IP" if is_address(host) else "DNS"
        openssl("req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", self.folder / "forged.key",
                "-out", self.folder / "forged.csr", "-subj", "/CN=forged")
        (self.folder / "forged.ext").write_text("subjectAltName=%s:%s\nextendedKeyUsage=serverAuth\n" % (kind, host))
        keys = self.box.data / "keys" / "tls-authority.pem"
        openssl("x509", "-req", "-in", self.folder / "forged.csr", "-CA", keys, "-CAkey", keys, "-days", "30", "-set_serial", "1",
                "-extfile", self.folder / "forged.ext", "-out", pem)
        return pem

    def verified(self, host):
        wanted = ("-verify_ip" if is_address(host) else "-verify_hostname", host)
        done = subprocess.run(["openssl", "verify", "-x509_strict", *wanted, "-CAfile", self.authority(), self.forged(host)],
                              capture_output=True, text=True)
        return done.returncode == 0, done.stdout + done.stderr

    def constraints(self):
        self.start()
        text = openssl("x509", "-in", self.authority(), "-noout", "-text")
        need("X509v3 Name Constraints: critical" in text and "Permitted:" in text and "DNS:expobox.local" in text, text)
        need("IP:10.0.0.0/255.0.0.0" in text and "pathlen:0" in text, text)
        for host in BOXES_OWN:
            need(self.verified(host)[0], "%s: %s" % (host, self.verified(host)[1]))
        for host in FOREIGN:
            good, why = self.verified(host)
            need(not good and "permitted subtree violation" in why, "%s: %s" % (host, why))
        self.box.stop()
        return "%d hosts may be certified, %d may not" % (len(BOXES_OWN), len(FOREIGN))

    def replaced(self):
        """As earlier versions made it: 20 years, any host."""
        kept = self.box.data / "keys" / "tls-authority.pem"
        former = kept.read_text()
        openssl("req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", self.folder / "old.key",
                "-out", self.folder / "old.crt", "-subj", "/O=ExpoBox/CN=ExpoBox old", "-days", "7300",
                "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        old = (self.folder / "old.key").read_text() + (self.folder / "old.crt").read_text()
        kept.write_text(old)
        self.start()
        now = kept.read_text()
        need("Name Constraints: critical" in openssl("x509", "-in", self.authority(), "-noout", "-text"), "no constraints")
        need(not any(block in now for block in old.split("-----END") if "BEGIN" in block), "something of the former one is kept")
        need("it is replaced" in self.box.log.read_text(), "the log does not tell")
        with self.connect() as connection:
            need(self.ask(connection)[0] == 200, "no answer under the new authority")
        self.told("authority_replaced")
        self.box.stop()
        kept.write_text(former)

    def told(self, code):
        client = Client(self.box.port)
        client.log_in("admin@example.com", "a-password")
        found = client.call("GET", "/api/v1/admin/messages/", 200)
        codes = [one["code"] for one in (found["results"] if isinstance(found, dict) else found)]
        need(code in codes, "the board tells %s" % codes)

    def plain(self, method, target, host="localhost:1", body=None, kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.box.port, timeout=30)
        connection.putrequest(method, target, skip_host=True)
        if host:
            connection.putheader("Host", host)
        if body:
            connection.putheader("Content-Length", str(len(body)))
            connection.putheader("Content-Type", kind)
        connection.endheaders(body)
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def start_secure(self, *options):
        """Where plain HTTP tells nobody anything: at the same port, if any."""
        self.box.launch(*self.box.serve_command(), "--listen", "127.0.0.1:%d" % self.box.port, "--tls", "on", "--tls-port", "0", *options)
        said = lambda: re.search(r"https://127\.0\.0\.1:(\d+)/", self.box.log.read_text())  # noqa: E731
        until(said, "the server announces no address")
        self.port = int(said()[1])
        self.kept = self.folder / "kept.pem"
        self.kept.write_text(openssl("x509", "-in", self.box.data / "keys" / "tls-authority.pem"))
        until(self.answers, "the server does not answer")

    def authority(self):
        return self.kept or super().authority()

    def stop_secure(self):
        self.kept = None
        need(self.box.stop() == 0, "it does not end well")

    def redirect(self):
        self.start_secure("--http", "redirect", "--portal", "online")
        here = "https://localhost:%d" % self.port
        for method, target, body in (("GET", "/", None), ("GET", "/api/v1/booths/list/?page=2&x=%2F", None),
                                     ("POST", "/api/v1/token/", b'{"email": "a@b", "password": "x"}'), ("GET", "//example.com/", None)):
            answer = self.plain(method, target, body=body)
            need((answer.status, answer.headers["Location"]) == (308, here + target), "%s %s: %d %s" % (
                method, target, answer.status, answer.headers["Location"]))
            need(answer.headers["Cache-Control"] == "no-store", "the redirect is kept")
        for host in ("example.com", "localhost.example.com:80", "a@b", ""):
            answer = self.plain("GET", "/", host)
            need(answer.status == 400 and not answer.headers["Location"], "Host %r: %d" % (host, answer.status))
        for target, status in (("/generate_204", 204), ("/connecttest.txt", 200), ("/ca.crt", 200), ("/ca.crl", 200)):
            answer = self.plain("GET", target, "connectivitycheck.example.com" if status == 204 else "localhost")
            need(answer.status == status, "%s: %d" % (target, answer.status))
        with self.connect() as connection:
            status, _, head = self.ask(connection)
            need(status == 200, "no answer by HTTPS")
            need(b"strict-transport-security" not in head.lower(), "HSTS at a port of which a browser makes another")
        file = (self.box.data / "ADDRESS.txt").read_text()
        need("http://" not in file and "https://127.0.0.1:%d/" % self.port in file, file)
        self.card(True)
        self.stop_secure()

    def card(self, https_only):
        client = self.client()
        client.log_in("admin@example.com", "a-password")
        told = client.call("GET", "/api/v1/admin/connect/", 200)
        need(told["https_only"] is https_only and told["addresses"][0]["url"].startswith("https://"), json.dumps(told)[:500])
        need(re.fullmatch(r"20\d\d-.*", told["secure"]["until"]), told["secure"]["until"])

    def off(self):
        self.start_secure("--http", "off")
        try:
            socket.create_connection(("127.0.0.1", self.box.port), timeout=5).close()
            need(False, "the plain port is open")
        except ConnectionRefusedError:
            pass
        with self.connect() as connection:
            need(self.ask(connection)[0] == 200, "no answer by HTTPS")
            need("crlDistributionPoints" not in connection.getpeercert(), "a list nobody can fetch is named")
        self.card(True)
        # The deadlines are kept by the listener that there is.
        with self.raw() as silent:
            silent.settimeout(30)
            need(silent.recv(100) == b"", "a silent handshake is not ended")
        self.stop_secure()
        done = subprocess.run([self.box.binary, "serve", "--http", "off", "--data", self.box.data], capture_output=True, text=True)
        need(done.returncode == 78 and "tls is off" in done.stderr, "%d %s" % (done.returncode, done.stderr))
