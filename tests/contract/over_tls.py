#!/usr/bin/env python3
"""Runs the suite over HTTPS, as it is: run.py with connections that trust the authority SSL_CERT_FILE names.

The cases know URLs of the box that begin with http://. Here each must begin with https://, or its answer is as good as
none; the cases are shown it without the s.
"""
import http.client
import os
import re
import socket
import ssl
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import lib  # noqa: E402

CONTEXT = ssl.create_default_context()  # of SSL_CERT_FILE


class PlainlyShown(lib.Response):
    def __init__(self, request, status, headers, body):
        if re.search(rb'"http://', body) or any(value.startswith("http://") for _, value in headers):
            raise http.client.HTTPException("a URL with http:// over HTTPS")
        headers = [(name, re.sub("^https://", "http://", value)) for name, value in headers]
        if any(name.lower() == "content-type" and "json" in value for name, value in headers):
            body = body.replace(b'"https://', b'"http://')
        super().__init__(request, status, headers, body)


class SecureTarget(lib.Target):
    def connect(self, timeout=lib.TIMEOUT):
        return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=CONTEXT)

    def raw(self, data, half_close=False, timeout=10):
        with socket.create_connection((self.host, self.port), timeout) as plain:
            with CONTEXT.wrap_socket(plain, server_hostname=self.host) as connection:
                connection.sendall(data)
                return b"".join(iter(lambda: connection.recv(65536), b""))


lib.Response, lib.Target = PlainlyShown, SecureTarget

import run  # noqa: E402

sys.exit(run.main())
