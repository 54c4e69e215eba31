"""The box and its port for HTTPS, as the steps of ./check use them."""
import http.client
import re
import socket
import ssl
import subprocess

from box import Client, need

HEALTH = b"GET /api/v1/health/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


def openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True)
    need(done.returncode == 0, "openssl %s: %s%s" % (words[0], done.stdout, done.stderr))
    return done.stdout


class Reader:
    """Takes whole answers off a connection, and keeps what came beyond."""

    def __init__(self, connection):
        self.connection, self.bytes = connection, b""

    def more(self):
        got = self.connection.recv(65536)
        need(got, "the connection ended early")
        self.bytes += got

    def answer(self):
        while b"\r\n\r\n" not in self.bytes:
            self.more()
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
        while len(self.bytes) < length:
            self.more()
        body, self.bytes = self.bytes[:length], self.bytes[length:]
        return int(head.split()[1]), body, head


class Secure:
    """The box and its other port."""

    def __init__(self, box, folder):
        self.box, self.folder, self.port, self.idle = box, folder, 0, []

    def start(self, *options):
        """At the port it had, if any: the certificate says where the revocation list is."""
        self.box.start("--listen", "127.0.0.1:%d" % self.box.port, "--tls", "on", "--tls-port", "0", *options)
        self.port = self.box.tls_port()

    def context(self, version=None):
        context = ssl.create_default_context(cafile=self.authority())
        if version:
            context.minimum_version = context.maximum_version = version
        return context

    def authority(self):
        return self.box.authority()

    def raw(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def connect(self, version=None, context=None, name="localhost"):
        return (context or self.context(version)).wrap_socket(self.raw(), server_hostname=name)

    def leaf(self):
        """A file with the certificate that is shown now."""
        path = self.folder / "leaf.pem"
        with self.connect() as connection:
            path.write_text(ssl.DER_cert_to_PEM_cert(connection.getpeercert(binary_form=True)))
        return path

    def client(self):
        client = Client(self.box.port)
        client.connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=60, context=self.context())
        return client

    def ask(self, connection, words=HEALTH):
        connection.sendall(words)
        return Reader(connection).answer()

    def metric(self, name):
        client = Client(self.box.port)
        client.log_in("admin@example.com", "a-password")
        return client.metric(name)
