#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Packs a built binary: the zip for a drive, the Debian package, the SBOM; or the sources of it all.

usage: scripts/pack.py binary ARCH BINARY [--emulator "COMMAND …"]    into dist/ or $EXPOBOX_DIST
       scripts/pack.py source                                          the same
       scripts/pack.py sums                                            SHA256SUMS of what is there

The same sources and binary give the same bytes, wherever and whenever: times are SOURCE_DATE_EPOCH, or the last
commit's. Needs dpkg-deb, and the compiler's packages for the licences of what is linked in.
"""
import functools
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPS = Path(os.environ.get("EXPOBOX_DEPS") or ROOT / "build" / "deps")
DIST = Path(os.environ.get("EXPOBOX_DIST") or ROOT / "dist")
DEBIAN = {"aarch64": "arm64", "armv7": "armhf", "armv6": "armel", "x86_64": "amd64"}
NOT_LINKED = {"doctest"}  # the tests' alone

# What each is under (SPDX), what we take it under, and the file that says so.
LICENCES = {
    "cpp-httplib": ("MIT", "MIT", "LICENSE"),
    "mbedtls": ("Apache-2.0 OR GPL-2.0-or-later", "Apache-2.0", "LICENSE"),
    "picojson": ("BSD-2-Clause", "BSD-2-Clause", "LICENSE"),
    "python-django": ("BSD-3-Clause", "BSD-3-Clause", "LICENSE"),
    "qr-code-generator": ("MIT", "MIT", "LICENSE"),
    "sqlite3": ("blessing", "blessing", "LICENSE.md"),
    "glibc": ("LGPL-2.1-or-later", "LGPL-2.1-or-later", None),
    "gcc": ("GPL-3.0-or-later WITH GCC-exception-3.1", "GPL-3.0-or-later WITH GCC-exception-3.1", None),
}
MAINTAINER = "The ExpoBox authors <expobox@localhost>"  # an address is asked for, and there is none
NOTES = {
    "mbedtls": "Of the two licences below we take the first, Apache-2.0.",
    "python-django": "Of Django there is only its list of common passwords, which Royce Williams has made; the program holds hashes of\n"
                     "them.",
    "glibc": "The C library, linked in statically as Debian builds it; Debian has its sources under the version above. You may\n"
             "change it and link it anew: the program's sources (MIT licence) and those of everything else are in\n"
             "expobox-VERSION-source.tar.gz, from the place where this package is from. Run scripts/build ARCH in it, on a system\n"
             "that has the changed library.",
    "gcc": "The runtime libraries of the compiler (libstdc++, libgcc), under the GPL with the GCC Runtime Library Exception,\n"
           "which lets a program of any licence hold them.",
}


def die(why):
    sys.exit("pack: " + why)


def output(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, cwd=ROOT).stdout


@functools.cache
def epoch():
    return int(os.environ.get("SOURCE_DATE_EPOCH") or output("git", "log", "-1", "--format=%ct"))


def version():
    """As CMakeLists.txt has it; what is not as it was committed says so."""
    number = re.search(r"project\(expobox VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
    return number + ("+dirty" if output("git", "status", "--porcelain") else "")


def crlf(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


class Package:
    """What is linked in: its name, version, licence, and the archive its source is from."""

    def __init__(self, name, version, archive=None, sha256=None, text=None):
        self.name, self.version, self.archive, self.sha256, self.text = name, version, archive, sha256, text
        self.declared, self.concluded, self.file = LICENCES[name]


def fetched():
    for line in (ROOT / "scripts" / "deps.lock").read_text().splitlines():
        if not line or line.startswith("#") or line.split()[0] in NOT_LINKED:
            continue
        name, number, _, archive, sha256 = line.split()[:5]
        stamp = (DEPS / name / ".stamp").read_text().splitlines()
        if len(stamp) > 1 and stamp[1].strip():
            die("no release from a source that is not the pinned one: " + stamp[1])
        yield Package(name, number, archive, sha256, (DEPS / name / LICENCES[name][2]).read_text())


def from_the_compiler(arch):
    """The C and C++ libraries that a static binary holds, of the packages they are in on this machine."""
    here = output("dpkg", "--print-architecture").strip() == DEBIAN[arch]
    suffix = "" if here else "-%s-cross" % DEBIAN[arch]
    compiler = output("dpkg-query", "-W", "-f", "${Depends}", "g++" if here else
                      {"aarch64": "g++-aarch64-linux-gnu", "armv7": "g++-arm-linux-gnueabihf",
                       "armv6": "g++-arm-linux-gnueabi", "x86_64": "g++-x86-64-linux-gnu"}[arch])
    major = re.search(r"g\+\+-(\d+)", compiler)[1]
    for name, package in (("glibc", "libc6-dev" + suffix), ("gcc", "libstdc++-%s-dev%s" % (major, suffix))):
        number = output("dpkg-query", "-W", "-f", "${Version}", package)
        yield Package(name, number, text=Path("/usr/share/doc", package, "copyright").read_text())


def licences(packages):
    text = "ExpoBox is under the MIT licence (LICENSE). Its program also holds what follows.\n"
    for package in packages:
        title = "%s %s: %s" % (package.name, package.version, package.concluded)
        text += "\n\n%s\n%s\n%s\n\n" % ("=" * len(title), title, "=" * len(title))
        if package.name in NOTES:
            text += NOTES[package.name] + "\n\n"
        text += package.text.strip() + "\n"
    return text


def sbom(arch, number, binary, packages):
    """SPDX 2.3. The identifier is made from the content."""
    def described(name, version_of, declared, concluded, **more):
        return {"SPDXID": "SPDXRef-" + name, "name": name, "versionInfo": version_of, "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False, "licenseDeclared": declared, "licenseConcluded": concluded,
                "copyrightText": "NOASSERTION", **more}

    sha256 = hashlib.sha256(binary).hexdigest()
    found = [described("expobox", number, "MIT", "MIT", supplier="Organization: ExpoBox", primaryPackagePurpose="APPLICATION",
                       packageFileName="expobox", checksums=[{"algorithm": "SHA256", "checksumValue": sha256}])]
    for package in packages:
        more = {"externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                  "referenceLocator": "pkg:deb/debian/%s@%s?arch=source" % (
                                      package.name, package.version.replace("+", "%2B").replace(":", "%3A"))}]}
        if package.sha256:
            more["packageFileName"] = package.archive
            more["checksums"] = [{"algorithm": "SHA256", "checksumValue": package.sha256}]
        found.append(described(package.name, package.version, package.declared, package.concluded,
                               supplier="Organization: Debian", **more))
    links = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-expobox"}]
    links += [{"spdxElementId": "SPDXRef-expobox", "relationshipType": "STATIC_LINK",
               "relatedSpdxElement": "SPDXRef-" + package.name} for package in packages]
    name = "expobox-%s-linux-%s" % (number, arch)
    return json.dumps({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
        "documentNamespace": "urn:uuid:%s" % uuid.uuid5(uuid.NAMESPACE_OID, name + sha256),
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch())),
                         "creators": ["Organization: ExpoBox", "Tool: scripts/pack.py"]},
        "packages": found, "relationships": links}, indent=2) + "\n"


def drive_files(number, binary, config, packages, bill):
    """The drive's folder: name → content. Whoever unzips it on Windows sees few files, of which one says START-HERE."""
    files = {"expobox": binary, "sbom.spdx.json": bill, "settings/expobox.conf": config,
             "LICENSE.txt": crlf((ROOT / "LICENSE").read_text()),
             "CHANGELOG.txt": crlf((ROOT / "CHANGELOG.md").read_text()),
             "THIRD-PARTY-LICENCES.txt": crlf(licences(packages).replace("VERSION", number)),
             "START-HERE.html": (ROOT / "scripts/drive/START-HERE.html").read_text().replace("@VERSION@", number)}
    for name in ("start.sh", "install.sh"):
        files[name] = (ROOT / "scripts/drive" / name).read_text()
    for path in sorted((ROOT / "scripts/service").iterdir()):
        text = path.read_text()
        files["service/" + path.name] = crlf(text) if path.suffix == ".txt" else text
    return {name: content if isinstance(content, bytes) else content.encode() for name, content in files.items()}


def write_zip(path, files):
    when = max(time.gmtime(epoch())[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, when)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name == "expobox" or name.endswith(".sh") else 0o100644) << 16
            archive.writestr(entry, files[name])


def gz(content):
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=epoch()) as out:
        out.write(content.encode())
    return packed.getvalue()


def man_page(number, help_text, config):
    """expobox(1), out of what the program says of itself."""
    def plain(text):
        return re.sub(r"^([.'])", r"\\&\1", text.replace("\\", "\\e").replace("-", "\\-"), flags=re.M)

    page = '.TH EXPOBOX 1 "%s" "ExpoBox %s"\n.SH NAME\nexpobox \\- server for a fair hall without internet\n' % (
        time.strftime("%Y-%m-%d", time.gmtime(epoch())), number)
    page += ".SH SYNOPSIS\n.B expobox\n[\\fICOMMAND\\fR] [\\fB\\-\\-\\fISETTING VALUE\\fR]...\n.SH COMMANDS\n"
    commands, rest = help_text.split("\nSettings, ", 1)
    for usage, said in re.findall(r"^  (expobox .*)\n      (.*)$", commands, re.M):
        page += ".TP\n.B %s\n%s\n" % (plain(usage), plain(said))
    page += ".SH SETTINGS\nEach is a flag, a variable \\fBEXPOBOX_\\fIKEY\\fR or a line of expobox.conf in the data folder.\n"
    page += ".TP\n.B data\nThe data folder.\n"
    for said, key in re.findall(r"^# (.*)\n#(\S+ =.*)$", config.replace("\r\n", "\n"), re.M):
        page += ".TP\n.B %s\n%s\n" % (plain(key), plain(said))
    codes = " ".join(rest[rest.index("Exit codes: ") + len("Exit codes: "):].split())
    return page + ".SH EXIT STATUS\n%s\n.SH FILES\n/var/lib/expobox, the data folder of the service\n" % plain(codes)


def copyright_file(number, packages):
    """In Debian's machine-readable form; the texts are beside it, as they are long."""
    mit = "".join(" %s\n" % (line or ".") for line in (ROOT / "LICENSE").read_text().strip().splitlines()[2:])
    holder = re.search(r"Copyright (?:\(c\) )?(.*)", (ROOT / "LICENSE").read_text())[1]
    text = ("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: expobox\n\n"
            "Files: *\nCopyright: %s\nLicense: Expat\n%s" % (holder, mit))
    text += "\nFiles: usr/bin/expobox\nCopyright: %s, and the authors named in THIRD-PARTY-LICENCES.gz\n" % holder
    text += "License: Expat and third-party\n Statically linked are, with all their licences in THIRD-PARTY-LICENCES.gz:\n"
    return text + "".join(" %s %s (%s)\n" % (p.name, p.version, p.concluded) for p in packages)


def debian_files(number, binary, texts, packages):
    """The package's files: name → (mode, content)."""
    service = {path.name: re.sub("/usr/local/(bin|lib|share)/", r"/usr/\1/", path.read_text())
               for path in (ROOT / "scripts/service").iterdir()}
    doc, stamp = "usr/share/doc/expobox/", time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(epoch()))
    entry = "expobox (%s) stable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- %s  %s\n" % (
        number, MAINTAINER, stamp)
    files = {"usr/bin/expobox": binary,
             "usr/lib/expobox/attach-drive": service["attach-drive"],
             "usr/lib/expobox/prepare-user": service["prepare-user"],
             "usr/lib/sysusers.d/expobox.conf": service["expobox.sysusers"],
             "usr/share/expobox/99-expobox-drive.rules": service["99-expobox-drive.rules"],
             "usr/share/man/man1/expobox.1.gz": gz(man_page(number, *texts)),
             doc + "copyright": copyright_file(number, packages),
             doc + "changelog.gz": gz(entry),
             doc + "CHANGELOG.md.gz": gz((ROOT / "CHANGELOG.md").read_text()),
             doc + "THIRD-PARTY-LICENCES.gz": gz(licences(packages).replace("VERSION", number)),
             doc + "examples/expobox.conf": texts[1].replace("\r\n", "\n")}
    files.update({"lib/systemd/system/" + name: text for name, text in service.items()
                  if name.endswith((".service", ".path"))})
    return {name: (0o755 if name.startswith(("usr/bin/", "usr/lib/expobox/")) else 0o644,
                   content if isinstance(content, bytes) else content.encode()) for name, content in files.items()}


def control_files(arch, number, files):
    size = sum(len(content) + 1023 >> 10 for _, content in files.values())
    control = ("Package: expobox\nVersion: %s\nArchitecture: %s\nMaintainer: %s\nInstalled-Size: %d\n"
               "Section: net\nPriority: optional\nDescription: server for a fair hall without internet\n"
               " Exhibitors' phones sign in, describe their booths and items and send photos\n"
               " and videos; the box keeps them until the organiser carries it home.\n"
               " One static program, data in /var/lib/expobox.\n") % (number, DEBIAN[arch], MAINTAINER, size)
    sums = "".join("%s  %s\n" % (hashlib.md5(files[name][1]).hexdigest(), name) for name in sorted(files))
    found = {"control": (0o644, control.encode()), "md5sums": (0o644, sums.encode())}
    for name in ("postinst", "prerm", "postrm"):
        found[name] = (0o755, (ROOT / "scripts/debian" / name).read_bytes())
    return found


def write_deb(path, files):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for name, (mode, content) in files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(mode)
        for file in [*Path(folder).rglob("*"), Path(folder)]:
            if file.is_dir():
                file.chmod(0o755)
            os.utime(file, (epoch(), epoch()))
        environment = dict(os.environ, SOURCE_DATE_EPOCH=str(epoch()))
        subprocess.run(["dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "--build", folder, path], check=True,
                       stdout=subprocess.DEVNULL, env=environment)


def pack_binary(arch, path, emulator):
    number, binary = version(), path.read_bytes()
    texts = [subprocess.run([*emulator, str(path), *words], check=True, capture_output=True).stdout.decode()
             for words in (["--help"], ["config", "--default", "--data", "/nowhere"])]
    packages = [*fetched(), *from_the_compiler(arch)]
    bill = sbom(arch, number, binary, packages)
    name = "expobox-%s-linux-%s" % (number, arch)
    DIST.mkdir(parents=True, exist_ok=True)
    write_zip(DIST / (name + ".zip"), drive_files(number, binary, texts[1], packages, bill))
    (DIST / (name + ".spdx.json")).write_text(bill)
    files = debian_files(number, binary, texts, packages)
    control = {"DEBIAN/" + name: content for name, content in control_files(arch, number, files).items()}
    write_deb(DIST / ("expobox_%s_%s.deb" % (number, DEBIAN[arch])), {**files, **control})


def pack_source():
    """Ours and all that is linked in, as scripts/build wants it: builds without internet."""
    number = version()
    top = "expobox-%s/" % number
    files = {top + name: ROOT / name for name in output("git", "ls-files", "-z").split("\0") if name}
    for line in (ROOT / "scripts/deps.lock").read_text().splitlines():
        if line and not line.startswith("#"):
            name = line.split()[0]
            files.update({top + "build/deps/" + str(file.relative_to(DEPS)): file
                          for file in (DEPS / name).rglob("*") if file.is_file()})
    DIST.mkdir(parents=True, exist_ok=True)
    with open(DIST / ("expobox-%s-source.tar.gz" % number), "wb") as out, \
            gzip.GzipFile("", "wb", 9, out, mtime=epoch()) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = files[name].stat().st_size, epoch()
            entry.mode = 0o755 if os.access(files[name], os.X_OK) else 0o644
            with open(files[name], "rb") as content:
                archive.addfile(entry, content)


def write_sums():
    lines = ["%s  %s\n" % (hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
             for path in sorted(DIST.iterdir()) if path.name != "SHA256SUMS"]
    (DIST / "SHA256SUMS").write_text("".join(lines))


def main():
    words = sys.argv[1:]
    emulator = []
    if words[-2:-1] == ["--emulator"]:
        words, emulator = words[:-2], words[-1].split()
    if len(words) == 3 and words[0] == "binary" and words[1] in DEBIAN:
        pack_binary(words[1], Path(words[2]).resolve(), emulator)
    elif words == ["source"]:
        pack_source()
    elif words == ["sums"]:
        write_sums()
    else:
        print(__doc__)
        sys.exit(0 if words == ["--help"] else 64)


main()
