#!/usr/bin/env python3
"""Side-by-side performance comparison of ExpoBox with its peers. See README.md."""
import argparse
import base64
import concurrent.futures
import hashlib
import json
import os
import platform
import random
import re
import secrets
import shlex
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
from adapters import BadReply, Http, PocketBase, SeedApi, make_jpeg, with_nonce, write_pool, write_storm  # noqa: E402

HERE = Path(__file__).resolve().parent
KB = 1024
WORKLOADS = {
    # id: (title, generator, connections, what one operation is)
    "W1": ("health", "wrk-strict", 32, "GET health"),
    "W2": ("own booths", "wrk-strict", 32, "GET own 5 booths with 15 image links, authenticated"),
    "W3": ("items of a booth", "wrk-strict", 32, "GET 20 items of one booth, authenticated"),
    "W4": ("create item", "replay", 16, "POST one item without a file; every row counted afterwards"),
    "W5": ("upload 200 KB", "replay", 8, "multipart upload of a 200 KB JPEG; counted afterwards"),
    "W6": ("upload 4 MB", "replay", 4, "multipart upload of a 4 MB JPEG; counted afterwards"),
    "W7": ("media 200 KB", "wrk-light", 16, "GET a 200 KB image, keep-alive"),
    "W8": ("media range 64 KB", "wrk-strict", 16, "GET 64 KB out of a 4 MB file, must be 206"),
    "W9": ("login", "replay", 8, "POST credentials, password hash included"),
    "W10": ("sync storm", "storm", 200, "200 clients at once: login, 3 booths, 15 items with a photo each, 4 lists"),
    "W11": ("own booths under load", "hold", 32, "W2 beside 500 idle connections and 20 trickling uploads"),
}
MUTATING = {"W4", "W5", "W6", "W10"}
PASSWORD_ROUNDS = 550_000  # of PBKDF2: what they cost ExpoBox, bcrypt cost 10 costs PocketBase; README.md, "Passwords"


def log(*a):
    print(time.strftime("[%H:%M:%S]"), *a, file=sys.stderr, flush=True)


class Failure(Exception):
    """A run whose figures must not be shown."""


# --------------------------------------------------------------- process facts
def group_pids(sid):
    out = []
    for d in os.listdir("/proc"):
        if d.isdigit():
            try:
                s = open(f"/proc/{d}/stat").read()
                name, rest = s[s.index("(") + 1:s.rindex(")")], s[s.rindex(")") + 2:].split()
                if int(rest[3]) == sid and rest[0] != "Z":
                    out.append((int(d), name, rest))
            except (OSError, ValueError):
                pass
    return out


TICK = os.sysconf("SC_CLK_TCK")
WRAPPERS = {"sh", "dash", "bash", "slowsync", "strace", "taskset", "env"}


def server_cpu(sid):
    return sum((int(r[11]) + int(r[12]) + int(r[13]) + int(r[14])) / TICK
               for _, name, r in group_pids(sid) if name not in WRAPPERS)


def wrapper_cpu(sid):
    return sum((int(r[11]) + int(r[12])) / TICK for _, name, r in group_pids(sid) if name in WRAPPERS)


def memory(sid, what="VmHWM"):
    """Sum over the server's processes, in MiB."""
    total = 0
    for pid, name, _ in group_pids(sid):
        if name in WRAPPERS:
            continue
        try:
            text = open(f"/proc/{pid}/smaps_rollup" if what == "Pss" else f"/proc/{pid}/status").read()
            m = re.search(rf"^{what}:\s+(\d+) kB", text, re.M)
            total += int(m.group(1)) if m else 0
        except OSError:
            pass
    return total / 1024


def reset_peak(sid):
    for pid, _, _ in group_pids(sid):
        try:
            with open(f"/proc/{pid}/clear_refs", "w") as f:
                f.write("5")
        except OSError:
            pass


def cpu_of(pid):
    try:
        r = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(r[11]) + int(r[12])) / TICK
    except OSError:
        return 0.0


def cpu_total():
    f = [int(x) for x in open("/proc/stat").readline().split()[1:]]
    return {"busy": (f[0] + f[1] + f[2] + f[5] + f[6]) / TICK, "steal": f[7] / TICK}


def own_cpu():
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def disk_bytes(paths):
    total = 0
    seen = set()
    for p in paths:
        p = Path(p)
        if p.is_file():
            total += p.stat().st_size
        for f in (p.rglob("*") if p.is_dir() else []):
            if f.is_file() and not f.is_symlink() and f not in seen:
                seen.add(f)
                total += f.stat().st_size
    return total


def hash_scheme(data):
    """Finds stored password hashes in the data folder and names their scheme and cost."""
    pats = [rb"pbkdf2_sha(?:1|256|512)\$\d+", rb"pbkdf2[-:$]sha(?:1|256|512)[^\0-\x20]{1,24}", rb"\$argon2id?\$v=\d+\$m=\d+,t=\d+,p=\d+", rb"\$2[abxy]\$\d\d",
            rb"scrypt\$[A-Za-z]=\d+,r=\d+,p=\d+", rb"scrypt\$\d+\$\d+\$\d+", rb"\$scrypt\$[^$]+"]
    votes = {}
    for f in Path(data).rglob("*"):
        if f.is_file() and f.stat().st_size < 200 << 20 and f.suffix in (".sqlite3", ".db", ".sqlite", ".sqlite3-wal", ".db-wal", ".sqlite-wal"):
            b = f.read_bytes()
            for p in pats:
                for m in re.finditer(p, b):
                    k = m.group().decode()
                    votes[k] = votes.get(k, 0) + 1
    if not votes:
        return "unknown"
    best = max(votes, key=votes.get)
    m = re.fullmatch(r"\$2[abxy]\$(\d\d)", best)
    return f"bcrypt cost {int(m.group(1))}" if m else best.replace("$", " ").strip()


def django_hash(password, rounds):
    """The password in Django's text form, under a salt of its own."""
    salt = secrets.token_hex(8)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), rounds)
    return f"pbkdf2_sha256${rounds}${salt}${base64.b64encode(digest).decode()}"


# -------------------------------------------------------------------- targets
class Target:
    supports = set(WORKLOADS)
    remarks = {}  # workload: what its figure does not say by itself
    limit = False

    def __init__(self, bench, name, port):
        self.b, self.name, self.port = bench, name, port
        self.dir = bench.work / "targets" / name
        self.data, self.snapshot = self.dir / "data", self.dir / "seed"
        self.api = SeedApi(bench.a.item_body)
        self.proc = None
        self.manifest = None
        self.auth = {}
        self.storms = 0
        self.counts = {}
        self.version = ""

    # what a target brings
    def prepare(self):
        pass

    def provision(self):
        pass

    def command(self):
        raise NotImplementedError

    def env(self):
        return {}

    def size_paths(self):
        return []

    def cwd(self):
        return self.dir

    def key_files(self):
        return []

    def seed_key(self):
        """What, when it changes, makes the seeded data of this target stale."""
        return [self.api.name] + [hashlib.sha256(Path(p).read_bytes()).hexdigest()[:16] for p in self.key_files()]

    # running it
    def start(self, measured=True):
        assert self.proc is None
        cmd = self.command()
        if measured and self.b.slow:
            cmd = self.b.slow_prefix(self) + cmd
        out = open(self.dir / "server.log", "ab")
        cpus = self.b.server_cpus if measured else None
        t0 = time.perf_counter()
        self.proc = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                     cwd=self.cwd(), env={**os.environ, **self.env()}, preexec_fn=lambda: (os.setsid(), cpus and os.sched_setaffinity(0, cpus)))
        out.close()
        req = self.api.health()
        raw = b"".join(req.raw(self.port)).replace(b"Accept:", b"Connection: close\r\nAccept:")
        while True:
            if self.proc.poll() is not None:
                raise Failure(f"{self.name} stopped at start (exit {self.proc.returncode}); see {self.dir / 'server.log'}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
                    s.sendall(raw)
                    if s.recv(64).startswith(b"HTTP/1.1 200"):
                        return time.perf_counter() - t0
            except OSError:
                pass
            if time.perf_counter() - t0 > 60:
                raise Failure(f"{self.name} did not answer its health request within 60 s")
            time.sleep(0.001)

    def stop(self):
        if self.proc is None:
            return
        p, self.proc = self.proc, None
        for sig, wait in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
            try:
                os.killpg(p.pid, sig)
            except ProcessLookupError:
                pass
            try:
                p.wait(wait)
            except subprocess.TimeoutExpired:
                continue
            end = time.time() + 5
            while group_pids(p.pid) and time.time() < end:
                time.sleep(0.02)
            if not group_pids(p.pid):
                return
        try:
            os.killpg(p.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    # signing in; tokens are kept and renewed between runs
    def token(self, http, user):
        a = self.auth.get(user["email"])
        if a and time.time() - a["at"] < self.api.token_max_age:
            return a
        if a and time.time() - a.get("born", 0) < 3600 and self.api.refresh(a):
            new = self.api.auth_of(http.send(self.api.refresh(a))[1])
            new["refresh"], new["born"] = new.get("refresh") or a["refresh"], a["born"]
        else:
            new = self.api.auth_of(http.send(self.api.login(user["email"], user["password"]))[1])
            new["born"] = new["at"]
        self.auth[user["email"]] = new
        return new

    def tokens(self, users):
        self.parallel(users, lambda http, u: self.token(http, u))

    def parallel(self, things, fn, threads=8):
        """fn(http, thing) over keep-alive connections; results in order."""
        local = threading.local()
        made = []

        def one(x):
            if not hasattr(local, "http"):
                local.http = Http(self.port)
                made.append(local.http)
            return fn(local.http, x)
        with concurrent.futures.ThreadPoolExecutor(threads) as ex:
            try:
                return list(ex.map(one, things))
            finally:
                for h in made:
                    h.close()

    # seeding through the API; the result is kept as a snapshot
    def seed(self):
        b = self.b
        mf = self.dir / "manifest.json"
        key = b.seed_key() + self.seed_key()
        if mf.exists() and self.snapshot.exists() and not b.a.reseed:
            self.manifest = json.loads(mf.read_text())
            if self.manifest.get("key") == key:
                log(f"{self.name}: seeded data reused")
                return
        shutil.rmtree(self.dir, ignore_errors=True)
        self.data.mkdir(parents=True)
        self.auth = {}
        t0 = time.time()
        self.provision()
        self.start(measured=False)
        try:
            countries = self.countries_ids()
            users = b.fixture["users"][:b.a.users]
            def one(http, iu):
                i, u = iu
                auth = self.token(http, u)
                row = {**u, "booths": [], "images": []}
                r = random.Random(i)
                for n in range(b.a.booths):
                    pics = [with_nonce(b.jpeg200[(i * 15 + n * 3 + k) % len(b.jpeg200)], r) for k in range(3)]
                    bid, paths = self.api.booth_made(http.send(self.api.create_booth(auth, f"Booth {i}-{n}", countries[i % len(countries)], pics))[1])
                    if len(paths) != 3:
                        raise BadReply(f"booth made with {len(paths)} images instead of 3")
                    row["booths"].append(bid)
                    row["images"].append([[p, hashlib.sha256(d).hexdigest()] for p, d in zip(paths, pics)])
                    for k in range(b.a.items):
                        http.send(self.api.create_item(auth, bid, f"Item {i}-{n}-{k}"))
                return row
            rows = self.parallel(list(enumerate(users)), one)
            mu = b.fixture["users"][-1]
            http = Http(self.port)
            auth = self.token(http, mu)
            bid, _ = self.api.booth_made(http.send(self.api.create_booth(auth, "Large files", countries[0], []))[1])
            big = []
            for d in b.jpeg4m:
                http.send(self.api.upload(auth, bid, d))
            mine = self.api.rows(http.send(self.api.booths(auth))[1])
            for p in self.api.image_paths(mine[0]):
                got = http.send(self.api.media(p, -1))[1]
                big.append([p, hashlib.sha256(got).hexdigest()])
            if sorted(h for _, h in big) != sorted(hashlib.sha256(d).hexdigest() for d in b.jpeg4m):
                raise BadReply("4 MB files come back changed")
            http.close()
        finally:
            self.stop()
        self.manifest = {"key": key, "users": rows, "big": big, "countries": countries, "hash": hash_scheme(self.data),
                         "disk_mb": disk_bytes([self.data]) / 1e6}
        os.sync()
        shutil.copytree(self.data, self.snapshot)
        mf.write_text(json.dumps(self.manifest))
        log(f"{self.name}: seeded in {time.time() - t0:.0f} s ({self.manifest['disk_mb']:.0f} MB)")

    def countries_ids(self):
        return [c["id"] for c in self.b.fixture["countries"]]

    def restore(self):
        """Back to the seeded state, once per benchmark."""
        shutil.rmtree(self.data, ignore_errors=True)
        subprocess.run(["cp", "-a", "--reflink=auto", str(self.snapshot), str(self.data)], check=True)

    def users(self, kind):
        u = self.manifest["users"]
        half = len(u) // 4
        return u[:half] if kind == "read" else u[-max(4, len(u) // 5):]


class Shell(Target):
    """A server given by shell templates."""

    def __init__(self, bench, name, port, cmd, provision, sizes):
        super().__init__(bench, name, port)
        self.cmd, self.prov, self.sizes = cmd, provision, sizes
        self.fixture_path = bench.fixture_path

    def fill(self, template):
        return template.replace("{data}", shlex.quote(str(self.data))).replace("{port}", str(self.port)).replace("{fixture}", shlex.quote(str(self.fixture_path)))

    def prepare(self):
        if not self.cmd:
            raise Failure(f"--{self.name}-cmd is missing")

    def provision(self):
        if self.prov:
            r = subprocess.run(["/bin/sh", "-c", self.fill(self.prov)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if r.returncode:
                raise Failure(f"{self.name}: provisioning failed: {r.stdout.decode(errors='replace')[-500:]}")

    def command(self):
        return ["/bin/sh", "-c", self.fill(self.cmd)]

    def cwd(self):
        return None  # templates run where bench.py was started

    def seed_key(self):
        return super().seed_key() + [self.cmd, self.prov or ""]

    def size_paths(self):
        if self.sizes:
            return self.sizes
        w = shlex.split(self.cmd)
        w = w[1:] if w and w[0] == "exec" else w
        p = shutil.which(w[0]) if w else None
        return [p] if p else []


class ExpoBox(Shell):
    """Imports Django's hashes as they are, so its users come with hashes of a given cost."""
    remarks = {"W9": "it remembers verified passwords, so only a user's first login since the start costs a hash; "
                     "W10, in which everybody logs in once, is the honest comparison"}

    def __init__(self, *a):
        super().__init__(*a)
        self.fixture_path = self.dir / "fixture.json"

    def key_files(self):
        return [p for p in self.size_paths() if Path(p).is_file()]

    def seed_key(self):
        return super().seed_key() + [self.b.a.password_rounds]

    def provision(self):
        def hashed(user):
            return {**user, "password": django_hash(user["password"], self.b.a.password_rounds)}
        with concurrent.futures.ThreadPoolExecutor() as ex:
            users = list(ex.map(hashed, self.b.fixture["users"]))
        self.fixture_path.write_text(json.dumps({**self.b.fixture, "users": users}, indent=1))
        super().provision()


class Django(Shell):
    def prepare(self):
        d = self.b.a.django_dir
        if not self.cmd:
            if not d or not Path(d, "manage.py").exists():
                raise Failure("--django-dir (folder with manage.py) or --django-cmd is missing")
            d = shlex.quote(str(Path(d).resolve()))
            py = self.b.a.django_python
            env = "env ORACLE_DATA={data} DJANGO_SETTINGS_MODULE=config.settings PYTHONDONTWRITEBYTECODE=1 ORACLE_ACCESS_SECONDS=3600"
            self.prov = self.prov or f"{env} {py} {d}/manage.py migrate --verbosity 0 && {env} {py} {d}/provision.py {{data}} {{fixture}}"
            self.cmd = (f"exec {env} {py} -m gunicorn --chdir {d} --bind 127.0.0.1:{{port}} --workers {self.b.a.django_workers} "
                        f"--threads {self.b.a.django_threads} --timeout 120 --log-level warning config.wsgi:application")
        self.version = self.py("import django, rest_framework, rest_framework_simplejwt, gunicorn;"
                               "print('Django', django.__version__, 'DRF', rest_framework.__version__, 'gunicorn', gunicorn.__version__)")

    def py(self, code):
        r = subprocess.run([self.b.a.django_python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return r.stdout.decode().strip()

    def size_paths(self):
        code = ("import importlib,os,sys,sysconfig\nprint(os.path.realpath(sys.executable))\nprint(sysconfig.get_paths()['stdlib'])\n"
                "for m in 'django rest_framework rest_framework_simplejwt gunicorn PIL jwt sqlparse asgiref pytz'.split():\n"
                " try: print(os.path.dirname(importlib.import_module(m).__file__))\n except Exception: pass")
        return [p for p in self.py(code).split("\n") if p]


class PocketBaseTarget(Target):
    def __init__(self, *a):
        super().__init__(*a)
        self.api = PocketBase(self.b.a.item_body)

    def prepare(self):
        self.bin = self.b.a.pocketbase_bin or self.b.setup("pocketbase")
        v = subprocess.run([self.bin, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
        deb = sorted(Path(self.bin).parents[2].glob("pocketbase_*.deb")) if len(Path(self.bin).parents) > 2 else []
        self.version = v + (f" ({deb[-1].name.split('_')[1]})" if deb else "")

    # --dev is on by default when the binary lies below the temporary folder: it prints every SQL statement
    FLAGS = ["--dev=false", "--automigrate=false", "--hooksWatch=false"]

    def command(self):
        return [self.bin, "serve", "--dir", str(self.data), "--http", f"127.0.0.1:{self.port}"] + self.FLAGS

    def provision(self):
        subprocess.run([self.bin, "superuser", "upsert", "bench@bench.test", "bench-superuser-1", "--dir", str(self.data)] + self.FLAGS,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.start(measured=False)
        try:
            http = Http(self.port)
            self.country = self.api.provision(http, "bench@bench.test", "bench-superuser-1", self.b.fixture)
            http.close()
        finally:
            self.stop()

    def countries_ids(self):
        return self.country

    def size_paths(self):
        return [self.bin]


class Fastify(Target):
    def prepare(self):
        self.app = Path(self.b.a.fastify_dir or self.b.setup("fastify"))
        own = self.b.work / "node/node_modules/node/bin"  # only where the system's is too old
        self.node = shutil.which("node", path=f"{own}{os.pathsep}{os.environ['PATH']}")
        pk = json.loads((self.app / "package.json").read_text())["dependencies"]
        self.version = f"fastify {pk['fastify']}, better-sqlite3 {pk['better-sqlite3']}, node " + subprocess.run([self.node, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()

    def env(self):
        durable = {"SQLITE_SYNCHRONOUS": "FULL", "FLUSH_FILES": "1"} if self.name == "fastify-durable" else {}
        return {"NODE_ENV": "production", "ACCESS_MINUTES": "60", **durable}

    def key_files(self):
        return [self.app / "server.js"]

    def provision(self):
        subprocess.run([self.node, str(self.app / "server.js"), "provision", str(self.data), str(self.b.fixture_path)], check=True)

    def command(self):
        return [self.node, str(self.app / "server.js"), "serve", str(self.data), str(self.port)]

    def size_paths(self):
        return [os.path.realpath(self.node), self.app]


class Limit(Target):
    """Not an application: an upper bound for what the machine and the loopback give."""
    limit = True

    def seed(self):
        self.dir.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(exist_ok=True)
        self.manifest = {"hash": ""}

    def restore(self):
        pass


class Nginx(Limit):
    supports = {"W1", "W7", "W8"}

    def prepare(self):
        self.bin = self.b.a.nginx_bin or self.b.setup("nginx")
        self.version = subprocess.run([self.bin, "-v"], stderr=subprocess.PIPE).stderr.decode().strip().replace("nginx version: ", "")

    def seed(self):
        super().seed()
        for i in range(4):
            (self.data / f"tmp-{i}").mkdir(exist_ok=True)
        files = sorted(self.b.media.glob("200k-*.jpg"))
        self.manifest["media"] = [[f"/{f.name}", hashlib.sha256(f.read_bytes()).hexdigest()] for f in files]
        self.manifest["big"] = [[f"/{f.name}", hashlib.sha256(f.read_bytes()).hexdigest()] for f in sorted(self.b.media.glob("4m-*.jpg"))]

    def command(self):
        conf = (HERE / "peers/nginx/nginx.conf.in").read_text().replace("@DATA@", str(self.data)).replace("@PORT@", str(self.port)).replace("@ROOT@", str(self.b.media))
        (self.data / "nginx.conf").write_text(conf)
        return [self.bin, "-p", str(self.data), "-c", str(self.data / "nginx.conf")]

    def size_paths(self):
        return [self.bin]


class Httplib(Limit):
    supports = {"W1"}

    def prepare(self):
        self.bin = self.b.setup("httplib", *([self.b.a.httplib_header] if self.b.a.httplib_header else []))
        self.version = "bare cpp-httplib handler"

    def command(self):
        return [self.bin, str(self.port), "64"]

    def size_paths(self):
        return [self.bin]


# -------------------------------------------------------------------- the bench
class Bench:
    def __init__(self, a):
        self.a = a
        self.work = Path(a.work).resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.media = self.work / "media"
        self.tmp = self.work / "tmp"
        self.tmp.mkdir(exist_ok=True)
        self.slow = a.slow_fsync_ms is not None
        self.all_cpus = os.sched_getaffinity(0)
        cpus = sorted(self.all_cpus)
        if a.unpinned or len(cpus) < 2:
            self.server_cpus = self.gen_cpus = None
        else:
            s, g = a.pin.split(":")
            self.server_cpus, self.gen_cpus = {int(x) for x in s.split(",")}, {int(x) for x in g.split(",")}
            os.sched_setaffinity(0, self.gen_cpus)
        self.results, self.failures, self.startups = [], [], {}

    def setup(self, peer, *args):
        r = subprocess.run([str(HERE / "peers" / peer / "setup.sh"), str(self.work), *args], stdout=subprocess.PIPE, env=os.environ)
        if r.returncode:
            raise Failure(f"peers/{peer}/setup.sh failed")
        return r.stdout.decode().strip().split("\n")[-1]

    def build(self):
        for src, out, cmd in (("src/loadgen.cpp", "loadgen", ["c++", "-std=c++17", "-O2"]), ("src/slowsync.c", "slowsync", ["cc", "-O2"])):
            s, o = HERE / src, self.work / out
            if not o.exists() or o.stat().st_mtime < s.stat().st_mtime:
                subprocess.run(cmd + ["-o", str(o), str(s)], check=True)
        if not shutil.which("wrk"):
            raise Failure("wrk is missing (apt install wrk)")

    def seed_key(self):
        a = self.a
        return [a.users, a.booths, a.items, a.storm_clients, a.item_body, 3]

    def data(self):
        """Fixture of users and countries, and the JPEG files."""
        a = self.a
        much = {"booth_limit": 1000000, "booth_items_limit": 1000000, "booth_media_limit": 1000000, "item_media_limit": 1000000,
                "media_bytes_limit": 10**12, "text_bytes_limit": 10**12}
        users = [{"id": i + 1, "email": f"user{i:03d}@bench.test", "password": f"correct-horse-{i:03d}-battery", **much, "is_active": True}
                 for i in range(a.users)]
        users += [{"id": a.users + i + 1, "email": f"storm{i:03d}@bench.test", "password": f"correct-horse-{i:03d}-storm", **much, "is_active": True}
                  for i in range(a.storm_clients)]
        users += [{"id": len(users) + 1, "email": "media@bench.test", "password": "correct-horse-media", **much, "is_active": True}]
        names = [("United States", "US"), ("Canada", "CA"), ("Germany", "DE"), ("France", "FR"), ("Japan", "JP"), ("Brazil", "BR"), ("India", "IN"),
                 ("Kenya", "KE"), ("Spain", "ES"), ("Italy", "IT"), ("Turkey", "TR"), ("Iran", "IR"), ("China", "CN"), ("Mexico", "MX"), ("Egypt", "EG"), ("Poland", "PL")]
        self.fixture = {"jwt": {"algorithm": "HS256", "signing_key": "benchmark-only-" + "k" * 40},
                        "countries": [{"id": i + 1, "name": n, "code": c} for i, (n, c) in enumerate(names)], "users": users}
        self.fixture_path = self.work / "fixture.json"
        self.fixture_path.write_text(json.dumps(self.fixture, indent=1))
        self.media.mkdir(exist_ok=True)
        for i in range(200):
            p = self.media / f"200k-{i:03d}.jpg"
            if not p.exists():
                p.write_bytes(make_jpeg(200 * KB, 1600, 1200, f"s{i}"))
        for i in range(8):
            p = self.media / f"4m-{i}.jpg"
            if not p.exists():
                p.write_bytes(make_jpeg(4096 * KB, 4032, 3024, f"b{i}"))
        self.jpeg200 = [p.read_bytes() for p in sorted(self.media.glob("200k-*.jpg"))]
        self.jpeg4m = [p.read_bytes() for p in sorted(self.media.glob("4m-*.jpg"))]
        self.storm_jpeg = self.work / f"storm-{a.storm_image_kb}.jpg"
        if not self.storm_jpeg.exists():
            self.storm_jpeg.write_bytes(make_jpeg(a.storm_image_kb * KB, 1600, 1200, "storm"))
        (self.work / "storm-users.tsv").write_text("".join(f"{u['email']}\t{u['password']}\n" for u in users if u["email"].startswith("storm")))

    def slow_prefix(self, t):
        ms = self.a.slow_fsync_ms
        if self.a.slow_fsync_via == "strace":
            return ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync,sync,syncfs",
                    "-e", f"inject=fsync,fdatasync,sync,syncfs:delay_enter={int(float(ms.split(':')[0]) * 1000)}"]
        return [str(self.work / "slowsync"), "--delay-ms", ms, "--mode", self.a.slow_fsync_mode, "--stats", str(t.dir / "sync.stats"), "--"]

    def flushes(self, t):
        """(flush calls, device flushes) so far, when counted."""
        p = t.dir / "sync.stats"
        if not self.slow or self.a.slow_fsync_via != "slowsync" or not p.exists():
            return None
        v = struct.unpack("8Q", p.read_bytes())
        return sum(v[:5]), v[5]

    # ---- one run
    def generate(self, cmd, timeout):
        cpus = self.gen_cpus
        r = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                           preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
        if r.returncode:
            raise Failure(f"{Path(cmd[0]).name} failed: {r.stderr.decode(errors='replace')[-300:]}")
        return r.stdout.decode(errors="replace")

    def wrk(self, t, pool, conns, secs, mode):
        out = self.generate(["wrk", "-t", str(self.a.wrk_threads), "-c", str(conns), "-d", f"{max(1, round(secs))}s", "--timeout", "10s", "--latency",
                             "-s", str(HERE / "wrk/replay.lua"), f"http://127.0.0.1:{t.port}", "--", str(pool), mode], secs + 60)
        line = [x for x in out.split("\n") if x.startswith("JSON ")]
        if not line:
            raise Failure("no result from wrk: " + out[-300:])
        j = json.loads(line[-1][5:])
        e = j["errors"]
        bad = {k: v for k, v in e.items() if v}
        if bad:
            raise Failure(f"wrk errors {bad}" + (f"; first: {j['first_wrong']}" if j["wrong"] else ""))
        if mode == "strict" and (j["wrong"] or j["good"] + conns < j["requests"]):
            raise Failure(f"{j['wrong']} wrong replies of {j['requests']}; first: {j['first_wrong']}")
        if not j["requests"]:
            raise Failure("no request was completed")
        return {"ok": j["requests"], "wall": j["duration_us"] / 1e6, "rps": j["requests"] / (j["duration_us"] / 1e6),
                "bytes": j["bytes"], **{k: j["latency_ms"][k] for k in ("p50", "p99", "max")}}

    def loadgen(self, t, args, timeout):
        j = json.loads(self.generate([str(self.work / "loadgen"), args[0], "--port", str(t.port), *map(str, args[1:])], timeout))
        if j["bad"] or j["errors"]:
            raise Failure(f"{j['bad']} wrong replies, errors {j['errors']}, statuses {j['status']}; first: {(j['samples'] or [''])[0][:250]}")
        if not j["ok"]:
            raise Failure("no request was completed")
        lat = j["latency_ms"]
        return {"ok": j["ok"], "wall": j["wall_s"], "rps": j["ok"] / j["wall_s"], "bytes": j["bytes_in"], "sent": j["bytes_out"],
                "p50": lat["p50"], "p99": lat["p99"], "max": lat["max"], "by_label": j["by_label"], "reconnects": j["reconnects"]}

    def pool(self, t, w):
        """Writes the request pool of a workload and checks sample replies first."""
        api, m, path = t.api, t.manifest, self.tmp / f"{t.name}-{w}.pool"
        http = Http(t.port)
        try:
            if w == "W1":
                reqs = [api.health()]
                http.send(reqs[0])
            elif w in ("W2", "W11"):
                us = t.users("read")
                t.tokens(us)
                reqs = [api.booths(t.auth[u["email"]]) for u in us]
                api.check_guard(http, us[0])
                for u, r in list(zip(us, reqs))[:5]:
                    rows = api.rows(http.send(r)[1])
                    if [str(x["id"]) for x in sorted(rows, key=lambda x: u["booths"].index(x["id"]))] != [str(x) for x in u["booths"]]:
                        raise Failure("the list does not hold the user's booths")
                    if any(len(api.image_paths(x)) != 3 for x in rows):
                        raise Failure("a booth comes without its 3 images")
            elif w == "W3":
                us = t.users("read")
                t.tokens(us)
                reqs = [api.items(t.auth[u["email"]], b) for u in us for b in u["booths"]]
                for r in random.sample(reqs, 5):
                    rows = api.rows(http.send(r)[1])
                    if len(rows) != self.a.items or any(not x["name"].startswith("Item ") or not x["description"] for x in rows):
                        raise Failure(f"item list of {len(rows)} rows instead of {self.a.items}")
            elif w == "W4":
                us = t.users("write")
                t.tokens(us)
                reqs = [api.create_item(t.auth[u["email"]], b, "Measured item") for i in range(self.a.booths) for u in us for b in [u["booths"][i]]]
            elif w == "W5":
                us = t.users("write")
                t.tokens(us)
                reqs = [api.upload(t.auth[u["email"]], u["booths"][i], self.jpeg200[(i * 40 + k) % len(self.jpeg200)]) for i in range(self.a.booths) for k, u in enumerate(us)]
            elif w == "W6":
                us = t.users("write")
                t.tokens(us)
                reqs = [api.upload(t.auth[u["email"]], u["booths"][0], self.jpeg4m[k % len(self.jpeg4m)]) for k, u in enumerate(us[:24])]
            elif w == "W7":
                files = m["media"] if t.limit else [x for u in t.users("read") for b in u["images"] for x in b]
                files = files[:300]
                reqs = [api.media(p, 200 * KB) for p, _ in files]
                for p, sha in random.sample(files, 5):
                    r, body = http.send(api.media(p, 200 * KB))
                    if hashlib.sha256(body).hexdigest() != sha:
                        raise Failure(f"media body differs from the upload ({len(body)} bytes)")
            elif w == "W8":
                rnd = random.Random(3)
                reqs = []
                whole = {hashlib.sha256(d).hexdigest(): d for d in self.jpeg4m}
                for i in range(64):
                    p, sha = m["big"][i % len(m["big"])]
                    at = rnd.randrange(0, 4032 * KB)
                    reqs.append(api.media(p, -1, (at, at + 64 * KB - 1)))
                    if i < 5:
                        body = http.send(reqs[-1])[1]
                        if body != whole[sha][at:at + 64 * KB]:
                            raise Failure("the range is not the requested part of the file")
            elif w == "W9":
                us = t.users("write") + t.users("read")
                reqs = [api.login(u["email"], u["password"]) for u in us]
                http.send(api.login(us[0]["email"], "wrong-password"), want=401 if api.created == 201 else 400)
            random.Random(5).shuffle(reqs) if w not in MUTATING else None
        finally:
            http.close()
        write_pool(path, reqs, t.port)
        return path

    def stored(self, t, w):
        """How many rows the write users' booths hold now (items for W4, images for W5 and W6)."""
        us = t.users("write")
        t.tokens(us)
        if w == "W4":
            jobs = [(u, b) for u in us for b in u["booths"]]
            return sum(t.parallel(jobs, lambda h, ub: t.api.counted(h.send(t.api.count_items(t.auth[ub[0]["email"]], ub[1]))[1])))
        return sum(t.parallel(us, lambda h, u: sum(len(t.api.image_paths(x)) for x in t.api.rows(h.send(t.api.booths(t.auth[u["email"]]))[1]))))

    def newest_image(self, t, size):
        u = t.users("write")[0]
        http = Http(t.port)
        rows = t.api.rows(http.send(t.api.booths(t.auth[u["email"]]))[1])
        row = [x for x in rows if str(x["id"]) == str(u["booths"][0])][0]
        _, body = http.send(t.api.media(t.api.image_paths(row)[-1], size))
        http.close()
        if len(body) != size or not body.startswith(b"\xff\xd8\xff") or not body.endswith(b"\xff\xd9"):
            raise Failure(f"the last uploaded image comes back wrong ({len(body)} bytes)")

    def run_once(self, t, w, rep):
        a = self.a
        _, gen, conns, _ = WORKLOADS[w]
        conns = a.conns or conns
        dur = a.duration
        os.sync()
        start_s = t.start()
        sid = t.proc.pid
        try:
            idle_rss = memory(sid, "VmRSS")
            if w == "W10":
                spec = self.tmp / f"{t.name}-storm.spec"
                write_storm(spec, t.api.storm_steps(t.manifest["countries"]), {"jpeg": self.storm_jpeg})
                call = lambda secs: self.loadgen(t, ["storm", "--spec", spec, "--users", self.work / "storm-users.tsv", "--clients", a.storm_clients,
                                                     "--timeout", 120, "--max-wall", a.storm_max_wall], a.storm_max_wall + 60)
            else:
                pool = self.pool(t, w)
                if gen == "hold":
                    call = lambda secs: self.hold(t, pool, conns, secs)
                elif gen == "replay" or a.gen == "loadgen":
                    call = lambda secs: self.loadgen(t, ["replay", "--pool", pool, "--conns", conns, "--duration", secs], secs + 120)
                else:
                    call = lambda secs: self.wrk(t, pool, conns, secs, gen.split("-")[1])
                if a.warmup and gen != "hold":
                    call(1 if gen.startswith("wrk") and a.gen != "loadgen" else a.warmup)
            before = self.stored(t, w) if w in ("W4", "W5", "W6") else None
            if w in MUTATING:
                os.sync()
            r = call(dur) if gen == "hold" else self.measured(t, lambda: call(dur))
            r["rss_idle_mb"], r["start_s"] = idle_rss, start_s
            if before is not None:
                after = self.stored(t, w)
                if after - before != r["ok"]:
                    raise Failure(f"{r['ok']} creations answered, but {after - before} rows more exist")
                if w != "W4":
                    self.newest_image(t, (200 if w == "W5" else 4096) * KB)
            if w == "W7" and r["bytes"] < r["ok"] * 200 * KB:
                raise Failure(f"{r['bytes']} bytes for {r['ok']} images")
            if w == "W10":
                t.storms += 1
                self.check_storm(t, r)
            return r
        finally:
            t.stop()

    def measured(self, t, call):
        """Runs the load and adds what it cost the server and who else was on the machine."""
        sid = t.proc.pid
        reset_peak(sid)
        w0 = time.perf_counter()
        c0, o0, s0, v0, f0 = cpu_total(), own_cpu(), server_cpu(sid), wrapper_cpu(sid), self.flushes(t)
        r = call()
        c1, o1, s1, v1, f1 = cpu_total(), own_cpu(), server_cpu(sid), wrapper_cpu(sid), self.flushes(t)
        wall = time.perf_counter() - w0
        r["cpu_s"] = s1 - s0
        r["cpu_util"] = (s1 - s0) / r["wall"]  # cores; well below 1 when pinned: the server waited for something
        r["cpu_s_per_1k"] = (s1 - s0) / r["ok"] * 1000
        r["rss_peak_mb"] = memory(sid)
        r["pss_end_mb"] = memory(sid, "Pss")
        r["foreign_cpu"] = max(0.0, (c1["busy"] - c0["busy"] - (s1 - s0) - (o1 - o0) - (v1 - v0))) / wall
        r["steal"] = (c1["steal"] - c0["steal"]) / wall
        if f0 and f1:
            r["flush_calls_per_1k"] = (f1[0] - f0[0]) / r["ok"] * 1000
            r["device_flushes_per_1k"] = (f1[1] - f0[1]) / r["ok"] * 1000
        return r

    def hold(self, t, pool, conns, secs):
        us = t.users("write")
        t.tokens(us[:20])
        idle, tr = self.tmp / f"{t.name}-idle.pool", self.tmp / f"{t.name}-trickle.pool"
        write_pool(idle, [t.api.health()], t.port)
        write_pool(tr, [t.api.upload(t.auth[u["email"]], u["booths"][1], self.jpeg200[0]) for u in us[:20]], t.port)
        cpus = self.gen_cpus
        p = subprocess.Popen([str(self.work / "loadgen"), "hold", "--port", str(t.port), "--idle", str(self.a.idle), "--idle-pool", str(idle),
                              "--trickle", str(self.a.trickle), "--trickle-pool", str(tr), "--rate", str(self.a.trickle_rate), "--duration", str(secs + 9)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=(lambda: os.sched_setaffinity(0, cpus)) if cpus else None)
        try:
            ready = p.stdout.readline().decode().split()
            time.sleep(0.5)
            hc0 = cpu_of(p.pid)
            r = self.measured(t, lambda: self.wrk(t, pool, conns, secs, "strict"))
            r["foreign_cpu"] = max(0.0, r["foreign_cpu"] - (cpu_of(p.pid) - hc0) / r["wall"])
            alive = p.poll() is None
            p.terminate()
            out = p.communicate(timeout=30)[0].decode().strip().split("\n")[-1]
        finally:
            if p.poll() is None:
                p.kill()
                p.wait()
        h = json.loads(out)
        r["hold"] = h
        if not ready or int(ready[1]) < self.a.idle or not alive:
            raise Failure(f"only {ready[1] if ready else 0} of {self.a.idle} idle connections were answered within 5 s")
        if h["trickle_closed"]:
            r["note"] = f"{h['trickle_closed']} of {self.a.trickle} trickling uploads were cut off"
        if h["idle_closed"]:
            r["note"] = (r.get("note", "") + f" {h['idle_closed']} of {self.a.idle} idle connections were closed by the server").strip()
        return r

    def check_storm(self, t, r):
        a = self.a
        want = a.storm_clients * 23
        if r["ok"] != want:
            raise Failure(f"{r['ok']} replies instead of {want}")
        users = [u for u in self.fixture["users"] if u["email"].startswith("storm")]
        http = Http(t.port)
        for u in random.sample(users, 3):
            auth = t.api.auth_of(http.send(t.api.login(u["email"], u["password"]))[1])
            rows = t.api.rows(http.send(t.api.booths(auth))[1])
            if len(rows) != 3 * t.storms:
                raise Failure(f"storm user holds {len(rows)} booths instead of {3 * t.storms}")
            items = t.api.rows(http.send(t.api.items(auth, rows[-1]["id"]))[1])
            if len(items) != 5 or any(len(i["images"]) != 1 for i in items):
                raise Failure("storm booth does not hold 5 items with one image each")
        http.close()

    # ---- the whole comparison
    def run(self, targets, workloads):
        a = self.a
        os.sched_setaffinity(0, self.all_cpus)
        for t in targets:
            t.seed()
        for t in targets:
            t.restore()
        os.sched_setaffinity(0, self.gen_cpus or self.all_cpus)
        if not a.no_startup:
            log("start-up times")
            for n in range(a.startups):
                for t in targets:
                    try:
                        s = t.start()
                        time.sleep(0.3)
                        self.startups.setdefault(t.name, []).append((s, memory(t.proc.pid, "VmRSS"), memory(t.proc.pid, "Pss")))
                    except Failure as e:
                        self.failed(t, "start", n, str(e))
                    finally:
                        t.stop()
        dead = set()
        for w in workloads:
            mine = [t for t in targets if w in t.supports]
            reps = min(a.reps, a.storm_reps) if w == "W10" else a.reps
            for rep in range(reps):
                for t in mine:  # A B C  A B C  A B C
                    if (t.name, w) in dead:
                        continue
                    for attempt in range(a.noise_retries + 1):
                        try:
                            r = self.run_once(t, w, rep)
                        except (Failure, BadReply, subprocess.TimeoutExpired, OSError, KeyError, ValueError, json.JSONDecodeError) as e:
                            self.failed(t, w, rep, f"{type(e).__name__}: {e}" if not isinstance(e, (Failure, BadReply)) else str(e))
                            dead.add((t.name, w))
                            t.restore()  # back to a known state after a failure
                            t.storms = 0
                            break
                        if r["foreign_cpu"] <= a.max_foreign or attempt == a.noise_retries:
                            self.results.append({"target": t.name, "workload": w, "rep": rep, **r})
                            log(f"{w} rep {rep + 1} {t.name:11s} {r['rps']:10.1f}/s  p50 {r['p50']:.2f} ms  p99 {r['p99']:.2f} ms  "
                                f"cpu {r['cpu_s_per_1k']:.3f} s/1k  peak {r['rss_peak_mb']:.0f} MB"
                                + (f"  [other load {r['foreign_cpu']:.2f} core]" if r["foreign_cpu"] > a.max_foreign else ""))
                            break
                        log(f"{w} rep {rep + 1} {t.name}: repeated, other processes used {r['foreign_cpu']:.2f} core")
        return self.report(targets, workloads)

    def failed(self, t, w, rep, why):
        why = re.sub(r"[^\x20-\x7e]", "?", why)[:300]
        log(f"FAILED {w} {t.name}: {why}")
        self.failures.append({"target": t.name, "workload": w, "rep": rep, "reason": why})

    # ---- reporting
    def report(self, targets, workloads):
        a = self.a
        base = next((n for n in (a.base, "expobox", "pocketbase") if n and any(t.name == n for t in targets)), targets[0].name)
        fails = {(f["target"], f["workload"]): f["reason"] for f in self.failures}
        cell = {}
        for t in targets:
            for w in workloads:
                rs = [r for r in self.results if r["target"] == t.name and r["workload"] == w]
                if (t.name, w) in fails or not rs:
                    continue
                keys = [k for k in rs[0] if isinstance(rs[0][k], (int, float)) and k != "rep"]
                c = {k: statistics.median([r[k] for r in rs if k in r]) for k in keys}
                c["reps"], c["spread"] = len(rs), (max(r["rps"] for r in rs) - min(r["rps"] for r in rs)) / c["rps"] if c["rps"] else 0
                c["noisy"] = sum(r["foreign_cpu"] > a.max_foreign for r in rs)
                c["notes"] = sorted({r["note"] for r in rs if r.get("note")})
                labels = {k for r in rs for k in r.get("by_label", {})} if w == "W10" else set()
                c["labels"] = {k: {q: statistics.median([r["by_label"][k][q] for r in rs]) for q in ("p50", "p99")} for k in sorted(labels)}
                cell[t.name, w] = c
        info = machine()
        info.update({"pinned": "server on CPU %s, generator on CPU %s" % (a.pin.split(":")[0], a.pin.split(":")[1]) if self.server_cpus else "unpinned",
                     "duration_s": a.duration, "reps": a.reps, "base": base,
                     "slow_fsync": f"{a.slow_fsync_ms} ms ({a.slow_fsync_mode}, via {a.slow_fsync_via})" if self.slow else "off"})
        o = [f"# Performance comparison, {time.strftime('%Y-%m-%d %H:%M')}", ""]
        o += [f"{info['cpu']}, {info['cpus']} CPUs, {info['mem_gb']:.0f} GB, {info['os']}, kernel {info['kernel']}; {info['pinned']}; "
              f"{a.duration:g} s per run, {a.reps} interleaved repetitions, medians; slow flush: {info['slow_fsync']}. "
              f"Median flush of this disk: {info['fsync_ms']:.2f} ms.", ""]
        o += [f"Requests per second (ratio to {base}); **FAILED** means wrong or missing replies, never a low figure.", ""]
        names = [t.name for t in targets]
        o += ["| | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
        for w in workloads:
            row = []
            for t in targets:
                c, b = cell.get((t.name, w)), cell.get((base, w))
                if w not in t.supports:
                    row.append("–")
                elif (t.name, w) in fails:
                    row.append("**FAILED**")
                elif c is None:
                    row.append("")
                else:
                    v = f"{c['wall']:.2f} s" if w == "W10" else si(c["rps"])
                    ratio = (b["wall"] / c["wall"] if w == "W10" else c["rps"] / b["rps"]) if b else None
                    row.append(v + (f" ({ratio:.2f}×)" if ratio and t.name != base else "") + (" ~" if c["noisy"] else ""))
            o.append(f"| {w} {WORKLOADS[w][0]}{' (total time)' if w == 'W10' else ''} | " + " | ".join(row) + " |")
        if any(c["noisy"] for c in cell.values()):
            o += ["", f"~ other processes used more than {a.max_foreign:g} of a core during at least one repetition."]
        o += [line for t in targets for w in workloads if w in t.remarks for line in ("", f"{w}, {t.name}: {t.remarks[w]}.")]
        o += ["", "## Footprint", "", "| | version | start to first 200 (median) | memory idle (RSS / PSS) | on disk | password hash |", "|---|---|---:|---:|---:|---|"]
        sizes = {}
        for t in targets:
            s = self.startups.get(t.name)
            sizes[t.name] = disk_bytes(t.size_paths())
            st = f"{statistics.median(x[0] for x in s) * 1000:.0f} ms" if s else ""
            me = f"{statistics.median(x[1] for x in s):.0f} / {statistics.median(x[2] for x in s):.0f} MB" if s else ""
            o.append(f"| {t.name} | {t.version} | {st} | {me} | {sizes[t.name] / 1e6:.1f} MB | {t.manifest.get('hash', '')} |")
        for w in workloads:
            title, gen, conns, what = WORKLOADS[w]
            o += ["", f"## {w} {title}", "", f"{what}; {a.storm_clients if w == 'W10' else a.conns or conns} connections.", ""]
            extra = self.slow and a.slow_fsync_via == "slowsync"
            o += ["| target | req/s | ratio | p50 ms | p99 ms | CPU s / 1000 | cores used | peak RSS MB | spread |" + (" flush calls / 1000 |" if extra else ""),
                  "|---|---:|---:|---:|---:|---:|---:|---:|---:|" + ("---:|" if extra else "")]
            for t in targets:
                if w not in t.supports:
                    continue
                c, b = cell.get((t.name, w)), cell.get((base, w))
                if c is None:
                    o.append(f"| {t.name} | **FAILED** | | | | | | | |" + (" |" if extra else ""))
                    continue
                o.append(f"| {t.name} | {c['rps']:.1f} | {c['rps'] / b['rps'] if b else 0:.2f} | {c['p50']:.2f} | {c['p99']:.2f} | {c['cpu_s_per_1k']:.3f} | "
                         f"{c['cpu_util']:.2f} | {c['rss_peak_mb']:.0f} | {c['spread'] * 100:.0f} % |" + (f" {c.get('flush_calls_per_1k', 0):.0f} |" if extra else ""))
            for t in targets:
                c = cell.get((t.name, w))
                if (t.name, w) in fails:
                    o.append(f"\n- {t.name} FAILED: {fails[t.name, w]}")
                if c and c["notes"]:
                    o.append(f"\n- {t.name}: " + "; ".join(c["notes"]))
                if c and w in ("W5", "W6", "W7", "W8"):
                    mb = c["rps"] * {"W5": 0.2048, "W6": 4.194304, "W7": 0.2048, "W8": 0.065536}[w]
                    o.append(f"\n- {t.name}: {mb:.0f} MB/s payload")
                if c and w == "W9":
                    o.append(f"\n- {t.name}: {t.manifest.get('hash')}" + (f"; {t.remarks[w]}" if w in t.remarks else ""))
                if c and c["labels"]:
                    o.append(f"\n- {t.name}: " + ", ".join(f"{k} p50 {v['p50']:.1f} p99 {v['p99']:.1f}" for k, v in c["labels"].items()) + " ms")
        if self.failures:
            o += ["", "## Failures", ""] + [f"- {f['workload']} {f['target']}: {f['reason']}" for f in self.failures]
        md = "\n".join(o) + "\n"
        doc = {"info": info, "args": {k: v for k, v in vars(a).items()}, "targets": {t.name: {"version": t.version, "hash": t.manifest.get("hash", ""), "disk_bytes": sizes[t.name],
               "start_s": [x[0] for x in self.startups.get(t.name, [])]} for t in targets}, "medians": {f"{n}/{w}": c for (n, w), c in cell.items()},
               "runs": self.results, "failures": self.failures}
        out = Path(a.out) if a.out else self.work / f"result-{time.strftime('%Y%m%d-%H%M%S')}"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.with_suffix(".md").write_text(md)
        out.with_suffix(".json").write_text(json.dumps(doc, indent=1))
        print(md)
        log(f"written: {out.with_suffix('.md')} and {out.with_suffix('.json')}")
        return 1 if self.failures else 0


def si(x):
    return f"{x:,.0f}" if x >= 100 else f"{x:.1f}"


def fsync_ms(folder):
    p = Path(folder) / "fsync.probe"
    ts = []
    with open(p, "wb", buffering=0) as f:
        for i in range(60):
            f.write(b"x" * 4096)
            t = time.perf_counter()
            os.fdatasync(f.fileno())
            ts.append(time.perf_counter() - t)
    p.unlink()
    return statistics.median(ts) * 1000


def machine():
    cpu = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    mem = int(re.search(r"MemTotal:\s+(\d+)", open("/proc/meminfo").read()).group(1))
    osr = re.search(r'PRETTY_NAME="(.*)"', open("/etc/os-release").read())
    return {"cpu": cpu.group(1) if cpu else platform.machine(), "cpus": os.cpu_count(), "mem_gb": mem / 1048576, "kernel": platform.release().split("-")[0],
            "os": osr.group(1) if osr else platform.system(), "fsync_ms": FSYNC}


FSYNC = 0.0


def main():
    global FSYNC
    env = os.environ.get
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("--targets", default="pocketbase,fastify,nginx,httplib", help="of expobox, pocketbase, fastify, fastify-durable, django, nginx, httplib")
    p.add_argument("--workloads", default=",".join(WORKLOADS), help="W1..W11, comma-separated, or 'none' for start-up and size only")
    p.add_argument("--duration", type=float, default=4, help="seconds per run")
    p.add_argument("--reps", type=int, default=3)
    p.add_argument("--warmup", type=float, default=1, help="seconds of the same load before each run (0: none)")
    p.add_argument("--quick", action="store_true", help="2 s runs, smaller storm; for trying things out")
    p.add_argument("--conns", type=int, help="connections, instead of each workload's own")
    p.add_argument("--gen", choices=["auto", "loadgen"], default="auto", help="loadgen: use the epoll client everywhere instead of wrk")
    p.add_argument("--wrk-threads", type=int, default=1)
    p.add_argument("--pin", default="0:1", help="SERVER_CPUS:GENERATOR_CPUS")
    p.add_argument("--unpinned", action="store_true")
    p.add_argument("--work", default=env("BENCH_WORK") or os.path.join(tempfile.gettempdir(), "expobox-bench"), help="everything made here goes below it; its disk is the one measured")
    p.add_argument("--out", help="result path without suffix")
    p.add_argument("--base", help="target the ratios refer to (expobox when present, else pocketbase)")
    p.add_argument("--reseed", action="store_true", help="do not reuse seeded data")
    p.add_argument("--users", type=int, default=200)
    p.add_argument("--booths", type=int, default=5)
    p.add_argument("--items", type=int, default=20)
    p.add_argument("--item-body", choices=["json", "multipart"], default="json", help="body of a created item (W4)")
    p.add_argument("--startups", type=int, default=5)
    p.add_argument("--no-startup", action="store_true")
    p.add_argument("--max-foreign", type=float, default=0.15, help="cores used by other processes before a run counts as disturbed")
    p.add_argument("--noise-retries", type=int, default=1, help="times a disturbed run is repeated")
    p.add_argument("--storm-clients", type=int, default=200)
    p.add_argument("--storm-reps", type=int, default=3)
    p.add_argument("--storm-image-kb", type=int, default=200)
    p.add_argument("--storm-max-wall", type=float, default=300)
    p.add_argument("--idle", type=int, default=500, help="W11: idle connections")
    p.add_argument("--trickle", type=int, default=20, help="W11: slow uploads")
    p.add_argument("--trickle-rate", type=int, default=4096, help="W11: bytes per second of each")
    p.add_argument("--slow-fsync-ms", help="delay every flush: D or LO:HI milliseconds; 0 only counts flushes")
    p.add_argument("--slow-fsync-mode", choices=["group", "serial", "parallel"], default="group")
    p.add_argument("--slow-fsync-via", choices=["slowsync", "strace"], default="slowsync")
    p.add_argument("--expobox-cmd", default=env("EXPOBOX_CMD"), help="shell template that serves: {data} {port}")
    p.add_argument("--expobox-provision", default=env("EXPOBOX_PROVISION"), help="shell template: {data} {fixture}")
    p.add_argument("--password-rounds", type=int, default=PASSWORD_ROUNDS, help="PBKDF2 rounds of the password hashes ExpoBox's users are imported with")
    p.add_argument("--expobox-size", action="append", help="files counted as its size on disk (default: the command's first word)")
    p.add_argument("--django-dir", default=env("DJANGO_DIR"), help="folder of the reference server (manage.py, provision.py)")
    p.add_argument("--django-python", default=env("DJANGO_PYTHON") or "/usr/bin/python3")
    p.add_argument("--django-cmd", default=env("DJANGO_CMD"), help="shell template instead of --django-dir's gunicorn: {data} {port}; it must keep existing data")
    p.add_argument("--django-provision", default=env("DJANGO_PROVISION"))
    p.add_argument("--django-workers", type=int, default=2)
    p.add_argument("--django-threads", type=int, default=4)
    p.add_argument("--pocketbase-bin", default=env("POCKETBASE_BIN"))
    p.add_argument("--fastify-dir", default=env("FASTIFY_DIR"), help="installed Fastify app (default: peers/fastify/setup.sh)")
    p.add_argument("--nginx-bin", default=env("NGINX_BIN"))
    p.add_argument("--httplib-header", default=env("HTTPLIB_H"))
    p.add_argument("--base-port", type=int, default=18100)
    a = p.parse_args()
    if a.quick:
        a.duration, a.storm_clients, a.storm_image_kb, a.users, a.startups = 2, 40, 50, 40, 3
    b = Bench(a)
    names = [x.strip() for x in a.targets.split(",") if x.strip()]
    workloads = [] if a.workloads == "none" else [x.strip() for x in a.workloads.split(",")]
    for w in workloads:
        if w not in WORKLOADS:
            p.error(f"unknown workload {w}")
    if b.slow and a.slow_fsync_via == "strace" and not shutil.which("strace"):
        p.error("strace is missing")
    b.build()
    b.data()
    FSYNC = fsync_ms(b.work)
    targets = []
    for i, n in enumerate(names):
        port = a.base_port + i
        make = {"expobox": lambda: ExpoBox(b, n, port, a.expobox_cmd, a.expobox_provision, a.expobox_size),
                "django": lambda: Django(b, n, port, a.django_cmd, a.django_provision, None),
                "pocketbase": lambda: PocketBaseTarget(b, n, port), "fastify": lambda: Fastify(b, n, port), "fastify-durable": lambda: Fastify(b, n, port),
                "nginx": lambda: Nginx(b, n, port), "httplib": lambda: Httplib(b, n, port)}.get(n)
        if not make:
            p.error(f"unknown target {n}")
        t = make()
        try:
            t.prepare()
        except Failure as e:
            p.error(str(e))
        targets.append(t)
    try:
        return b.run(targets, workloads)
    finally:
        for t in targets:
            t.stop()


if __name__ == "__main__":
    sys.exit(main())
