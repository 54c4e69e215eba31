# SPDX-License-Identifier: MIT
"""What is installed in the machine: the package and the zip of this binary, and a package as it was released before."""
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
PREVIOUS = {"expobox.service": "lib/systemd/system/", "expobox-drive@.service": "lib/systemd/system/",
            "99-expobox-drive.rules": "lib/udev/rules.d/", "postinst": "DEBIAN/", "prerm": "DEBIAN/", "postrm": "DEBIAN/"}
CONTROL = ("Package: expobox\nVersion: 0.0.1\nArchitecture: amd64\nMaintainer: The ExpoBox authors <expobox@localhost>\n"
           "Description: server for a fair hall without internet\n")


def pack(binary, folder):
    """The package and the zip."""
    environment = dict(os.environ, EXPOBOX_DIST=str(folder))
    subprocess.run([sys.executable, ROOT / "scripts/pack.py", "binary", "x86_64", binary], check=True, env=environment)
    return next(folder.glob("*.deb")), next(folder.glob("*.zip"))


def previous(binary, path):
    """This binary with the units and scripts of the release before (previous/)."""
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name, "tree")
        for file, folder in PREVIOUS.items():
            (tree / folder).mkdir(parents=True, exist_ok=True)
            text = (HERE / "previous" / file).read_text().replace("/usr/local/bin/", "/usr/bin/")
            (tree / folder / file).write_text(text)
            (tree / folder / file).chmod(0o755 if folder == "DEBIAN/" else 0o644)
        (tree / "DEBIAN/control").write_text(CONTROL)
        (tree / "usr/bin").mkdir(parents=True)
        (tree / "usr/bin/expobox").write_bytes(binary.read_bytes())
        (tree / "usr/bin/expobox").chmod(0o755)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, path], check=True, stdout=subprocess.DEVNULL)
    return path


def unzip(archive, folder):
    """As on Windows: without modes."""
    with zipfile.ZipFile(archive) as files:
        files.extractall(folder)
    return folder


def for_another_machine(folder):
    """The program says that it is for aarch64."""
    program = folder / "expobox"
    content = bytearray(program.read_bytes())
    content[18] = 183
    program.write_bytes(content)
