# SPDX-License-Identifier: MIT
"""Requests that are wrong in every way we could think of. Each must get a 4xx, and at once."""
import json

MEDIA = "/media/booths/1/"
AUTHORIZED = "{authorized}"  # stands for the line of a signed-in exhibitor


def raw(head, body=b""):
    return head.encode("latin-1") if isinstance(head, str) else head, body


def request(line, *fields, body=b"", length=True):
    if length and body:
        fields += ("Content-Length: %d" % len(body),)
    return raw("\r\n".join((line + " HTTP/1.1", "Host: x", AUTHORIZED, *fields)) + "\r\n\r\n", body)


def get(target, *fields):
    return request("GET " + target, *fields)


def post(content, kind="application/json", target="/api/v1/booths/", fields=()):
    body = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return request("POST " + target, "Content-Type: " + kind, *fields, body=body)


def heads():
    yield "a target of 100 kB", get("/" + "a" * 100_000)
    yield "a target of 9 kB", get("/" + "a" * 9_000)
    yield "a field of 100 kB", get("/api/v1/health/", "X: " + "a" * 100_000)
    yield "a field name of 20 kB", get("/api/v1/booths/none/", "a" * 20_000 + ": x")
    yield "1,000 fields", get("/api/v1/health/", *("X%d: y" % n for n in range(1000)))
    yield "a line without an end", raw("GET /" + "a" * 200_000)
    yield "a method of 1,000 letters", request("A" * 1000 + " /api/v1/health/")
    yield "an unknown method", request("BREW /api/v1/booths/list/")
    yield "TRACE", request("TRACE /api/v1/booths/list/")
    yield "CONNECT", request("CONNECT example.com:443")
    yield "NUL in the target", get("/api/v1/\0/")
    yield "NUL in a field", get("/api/v1/health/", "X: a\0b")
    yield "a bare line feed", raw("GET /api/v1/health/ HTTP/1.1\nHost: x\n\n")
    yield "a folded field", get("/api/v1/health/", "X: a", " b")
    yield "a space before the colon", get("/api/v1/health/", "X : a")
    yield "no host", raw("GET /api/v1/health/ HTTP/1.1\r\n\r\n")
    yield "two hosts", get("/api/v1/health/", "Host: y")
    yield "a stranger's host", raw("GET /api/v1/health/ HTTP/1.1\r\nHost: evil.example.com\r\n\r\n")
    yield "a TLS greeting", raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2 + b"\r\n\r\n")
    yield "no HTTP at all", raw(b"\xff\xfe\xfd\r\n\r\n")
    yield "HTTP/0.9", raw("GET /\r\n\r\n")
    yield "an unknown expectation", get("/api/v1/health/", "Expect: the-unexpected")
    for token in ("a" * 30_000, "..", "a.b.c", "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ.", "\xff\xfe"):
        yield "a token %.12r" % token, raw(
            "GET /api/v1/booths/list/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n" % token)


def framings():
    for length in ("-1", "+5", "1e3", "0x10", "99999999999999999999999999", "5, 5", "5 5", "", "18446744073709551615"):
        yield "Content-Length: " + length, request("POST /api/v1/booths/", "Content-Type: application/json",
                                                   "Content-Length: " + length)
    yield "a body of 10^17 bytes", request("POST /api/v1/booths/", "Content-Type: application/json",
                                           "Content-Length: 1" + "0" * 17)
    yield "two lengths", request("POST /api/v1/booths/", "Content-Length: 2", "Content-Length: 3", body=b"{}")
    yield "length and chunked", request("POST /api/v1/booths/", "Transfer-Encoding: chunked", body=b"0\r\n\r\n")
    for coding in ("gzip", "chunked, chunked", "gzip, chunked", "xchunked", "chunked;q=1"):
        yield "Transfer-Encoding: " + coding, request("POST /api/v1/booths/", "Transfer-Encoding: " + coding)
    for chunk in (b"-2\r\n", b"ffffffffffffffff\r\n", b"fffffffffffffffff\r\n", b"0x5\r\n", b"5 \r\n", b"\r\n", b"g\r\n",
                  b"5\r\nabcdefgh\r\n", b"5;" + b"x" * 40_000 + b"\r\n", b"2\r\n{}\r\n0\r\nX: " + b"y" * 40_000):
        yield "a chunk %.24r" % chunk, request("POST /api/v1/booths/", "Content-Type: application/json",
                                               "Transfer-Encoding: chunked", body=chunk, length=False)
    yield "gzip for a body", post(b"\x1f\x8b\x08\0", fields=("Content-Encoding: gzip",))
    for kind in ("text/plain", "application/xml", "\xff", "a" * 5000, "multipart/mixed; boundary=b", "/", ";;;"):
        yield "a body of type %.20r" % kind, post("{}", kind)


def jsons():
    booth = {"name": "x", "country": 1}
    yield "a body of 3 MB", post(json.dumps({"name": "x" * 3_000_000}))
    yield "100,000 lists", post("[" * 100_000)
    yield "100,000 lists, closed", post("[" * 100_000 + "]" * 100_000)
    yield "100,000 objects", post('{"a":' * 100_000)
    yield "a deep name", post('{"name":' + "[" * 500 + "]" * 500 + "}")
    for text in ("", "{", "}", "nul", "{]", '{"a"}', "'a'", "NaN", "\x00", '{"name": "a\x01b"}', "{}{}", "[1]]", "\ufeff{}",
                 '{"name": "\\ud800", "country": 1}', '{"name": "\\x41"}', "1" * 100_000, "1e999", '"' + "a" * 100_000,
                 '{"name": NaN}', '{"a": -}', '{"name": "a", "country": 1,}'):
        if text:
            yield "JSON %.30r" % text, post(text)
    for country in ("1e999", "99999999999999999999999999", "-1", '"1e9"', "[1]", "{}", '"\\u0000"', '"' + "9" * 9000 + '"'):
        yield "country %.20s" % country, post('{"name": "x", "country": %s}' % country)
    for name in ("a\0b", "\0", "x" * 256, "", " ", ["x"], {"x": 1}, None, True):
        yield "name %.20r" % name, post(json.dumps({**booth, "name": name}))
    yield "a name that is no UTF-8", post(b'{"name": "\xff\xfe\xc0\xaf", "country": 1}')
    yield "a name in UTF-8 surrogates", post('{"name": "\ud800", "country": 1}')
    for price in ('"NaN"', '"Infinity"', '"1e400"', "1e400", '"1"' + "0" * 400, '"0x10"', '"\\u0000"', "[]", '"%s"' % ("9" * 4000)):
        yield "price %.20s" % price, post('{"name": "x", "price": %s}' % price, target="{items}")
    for quantity in ("1e400", "99999999999999999999", "-99999999999999999999", "1.5", '"\\u0000"', '"%s"' % ("9" * 4000), "{}"):
        yield "quantity %.20s" % quantity, post('{"name": "x", "quantity": %s}' % quantity, target="{items}")
    for email in ("a\0b", "", "x" * 100_000, ["x"], {"$gt": ""}):
        yield "a login as %.20r" % email, post(json.dumps({"email": email, "password": "x"}), target="/api/v1/token/")
    yield "a refresh with rubbish", post(json.dumps({"refresh": "a" * 50_000}), target="/api/v1/token/refresh/")
    yield "a login code with NUL", post(json.dumps({"code": "\0" * 100}), target="/api/v1/token/code/")


def part(name, content=b"x", extra=""):
    return b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name.encode(), extra.encode(), content)


def forms():
    multipart = "multipart/form-data; boundary=b"
    end = b"--b--\r\n"
    yield "10,000 parts", post(part("x") * 10_000 + end, multipart)
    yield "10,000 files", post(part("images", b"x", '; filename="a.png"') * 10_000 + end, multipart)
    yield "a form without an end", post(part("name"), multipart)
    yield "a part's head of 100 kB", post(b"--b\r\nX: " + b"y" * 100_000, multipart)
    yield "a part's head without a colon", post(b"--b\r\nnonsense\r\n\r\nx\r\n" + end, multipart)
    yield "a boundary line without an end", post(b"--b" + b" " * 5000, multipart)
    yield "text of 3 MB in parts", post(part("name", b"x" * 1_000_000) * 3 + end, multipart)
    yield "NUL in a name", post(part("name", b"a\0b") + part("country", b"1") + end, multipart)
    yield "a name that is no UTF-8", post(part("name", b"\xff\xfe") + part("country", b"1") + end, multipart)
    yield "a file where text belongs", post(part("name", b"x", '; filename="x"') + part("country", b"1") + end, multipart)
    yield "a script as image", post(part("name") + part("country", b"1") + part(
        "images", b"<script>alert(1)</script>" * 99, '; filename="../../../etc/cron.d/x.png"') + end, multipart)
    yield "base64 in a part", post(b'--b\r\nContent-Disposition: form-data; name="name"\r\n'
                                   b"Content-Transfer-Encoding: base64\r\n\r\nAA==\r\n" + end, multipart)
    for boundary in ("", '""', "x" * 10_000, "\xff", '"a\\"b"'):
        yield "boundary %.12r" % boundary, post(b"--b--\r\n", "multipart/form-data; boundary=" + boundary)
    yield "no boundary", post(b"--b--\r\n", "multipart/form-data")
    urlencoded = "application/x-www-form-urlencoded"
    yield "NUL in a form", post("name=a%00b&country=1", urlencoded)
    yield "a form that is no UTF-8", post("name=%ff%fe&country=1", urlencoded)
    yield "100,000 fields", post("&".join("a%d=1" % n for n in range(100_000)), urlencoded)
    yield "a form of 3 MB", post("name=" + "x" * 3_000_000, urlencoded)


def paths():
    up = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "..%252f", "....//", "..;/",
          "%c0%ae%c0%ae/", "%c0%ae%c0%ae%c0%af", "..%c0%af", "%uff0e%uff0e/", "..%00/", ".%2e/", "%2e./", "/./../")
    for climb in up:
        for root in (MEDIA, "/media/", "/api/v1/", "/"):
            for goal in ("expobox.db", "keys/jwt.key", "etc/passwd"):
                yield "%s%s… %s" % (root, climb, goal), get(root + climb * 6 + goal)
    for target in ("//etc/passwd", "/%2fetc%2fpasswd", MEDIA + "%2fetc%2fpasswd", MEDIA + "/etc/passwd", MEDIA + "C:%5cx", MEDIA + "%00",
                   MEDIA + "a.png%00.jpg", MEDIA + "a" * 5000, "/media/", "/media/booths/", "/%", "/%zz", "/%c3", "*", "/api/v1/%00",
                   "/api/v1/booths/1%00/", "/api/v1/booths/%d9%a3/", "/api/v1/booths/-1/", "/api/v1/booths/0x1/",
                   "/api/v1/booths/1e0/", "/api/v1/booths/%s/" % ("9" * 400), "/api/v1/booths/18446744073709551617/",
                   "/api/v1/booths/list/?page=0", "/api/v1/booths/list/?page=-1", "/api/v1/booths/list/?page=1e999",
                   "/api/v1/booths/list/?page=" + "9" * 400, "/api/v1/booths/list/?page=%00", "/api/v1/booths/list/?page=%ff"):
        yield target[:60], get(target)


def everything():
    for kind in (heads, framings, jsons, forms, paths):
        yield from ((kind.__name__ + ": " + name, one) for name, one in kind())
