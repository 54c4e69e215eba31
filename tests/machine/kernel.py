# SPDX-License-Identifier: MIT
"""Debian's kernel for arm64, and the initial memory disk with our init, its modules and the box: all there is.

The package is fetched under a configuration of apt's own, so that the machine's stays as it is, and kept.
"""
import gzip
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
MODULES = ["virtio_mmio", "virtio_blk", "virtio_net", "nls_cp437", "nls_ascii", "nls_utf8", "vfat", "exfat"]


def call(*command, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def package(cache):
    """The folder of the unpacked package; it is there whole or not at all."""
    kept = cache / "kernel"
    if kept.exists():
        return kept
    scratch = cache / "scratch"
    call("rm", "-rf", scratch)
    (scratch / "lists" / "partial").mkdir(parents=True)
    site, suite = call("apt-get", "indextargets", "--format", "$(SITE) $(CODENAME)", "Created-By: Packages",
                       "Origin: Debian").split()[:2]
    (scratch / "debian.sources").write_text(
        "Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nArchitectures: arm64\nSigned-By: %s\n" % (site, suite, KEYS))
    own = {"APT::Architecture": "arm64", "APT::Architectures": "arm64", "APT::Sandbox::User": "root",
           "Acquire::Retries": 3, "Dir::Etc::SourceList": scratch / "debian.sources",
           "Dir::Etc::SourceParts": "/dev/null", "Dir::State::Lists": scratch / "lists",
           "Dir::State::status": "/dev/null", "Dir::Cache": scratch / "cache"}
    options = [word for name, value in own.items() for word in ("-o", "%s=%s" % (name, value))]
    (scratch / "cache" / "archives" / "partial").mkdir(parents=True)
    call("apt-get", "-qq", *options, "update")
    newest = re.search(r"^Depends: (linux-image-\S+-arm64)", call("apt-cache", *options, "show", "linux-image-arm64"),
                       re.MULTILINE)[1]
    call("apt-get", "-qq", *options, "download", newest, cwd=scratch)
    call("dpkg-deb", "--extract", *scratch.glob("*.deb"), scratch / "tree")
    (scratch / "tree").rename(kept)
    call("rm", "-rf", scratch)
    return kept


def modules(tree):
    """The modules' files, each behind those it needs."""
    files = {file.stem.replace("-", "_"): file for file in tree.glob("lib/modules/*/kernel/**/*.ko")}
    built_in = {Path(line).stem.replace("-", "_") for file in tree.glob("lib/modules/*/modules.builtin")
                for line in file.read_text().splitlines()}
    order = []

    def add(name):
        if name in built_in or files[name] in order:
            return
        for needed in re.search(rb"\0depends=([^\0]*)", files[name].read_bytes())[1].decode().split(","):
            if needed:
                add(needed.replace("-", "_"))
        order.append(files[name])

    for name in MODULES:
        add(name)
    return order


def memory_disk(files):
    """A cpio archive ("newc") of (name, mode, content); folders have no content."""
    archive = b""
    for number, (name, mode, content) in enumerate([*files, ("TRAILER!!!", 0, b"")], 1):
        fields = [number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        archive += head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)
    return archive


def make(cache, folder, binary, files):
    """Kernel and memory disk, in `folder`; `files` are laid beside the box."""
    cache.mkdir(parents=True, exist_ok=True)
    tree = package(cache)
    call("aarch64-linux-gnu-g++", "-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-s",
         HERE / "init.cpp", "-o", folder / "init")
    program, text = 0o100755, 0o100644
    content = [("init", program, (folder / "init").read_bytes()), ("expobox", program, binary.read_bytes())]
    content += [(name, text, written) for name, written in files.items()]
    content += [("dev", 0o040755, b""), ("modules", 0o040755, b"")]
    content += [("modules/%02d-%s" % (number, file.name), text, file.read_bytes())
                for number, file in enumerate(modules(tree))]
    (folder / "initial.gz").write_bytes(gzip.compress(memory_disk(content), 1))
    return next(tree.glob("boot/vmlinuz-*")), folder / "initial.gz"
