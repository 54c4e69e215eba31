# SPDX-License-Identifier: MIT
"""Debian systems for the emulated machine: roots made once by mmdebstrap, and a disk for each run.

A root is kept in build/machine/ under the hash of what it is made of. Packages of ours are installed by dpkg, in a copy.
"""
import hashlib
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
DISK_BYTES = 1536 << 20
SUITES = {"systemd": "bookworm", "trixie": "trixie", "openrc": "bookworm"}
COMMON = ["linux-image-amd64", "initramfs-tools", "kmod", "udev", "exfatprogs", "dosfstools", "e2fsprogs", "iproute2",
          "procps", "netbase"]
SYSTEMS = {"systemd": ["systemd-sysv", "dbus", "libnss-systemd", "unzip"],
           "trixie": ["systemd-sysv", "dbus", "libnss-systemd", "unzip"],
           "openrc": ["sysvinit-core", "openrc", "initscripts"]}
# What holds no driver of this machine; without it the disk is a third of the size.
NOT_NEEDED = ["drivers/gpu", "drivers/net/wireless", "drivers/net/ethernet", "drivers/media", "drivers/infiniband", "drivers/iio",
              "drivers/staging", "drivers/scsi", "drivers/hwmon", "drivers/isdn", "sound", "net/bluetooth"]
KEPT = ["drivers/scsi/%s.ko*" % name for name in ("sd_mod", "scsi_mod", "scsi_common")]
INITIAL_MODULES = "virtio_pci\nvirtio_blk\nvirtio_net\nvirtio_console\next4\n"

HOOK = r"""
set -eu
root=$1
cd "$root"/lib/modules/*/kernel
mkdir -p "$root/tmp/kept"
for file in KEPT; do cp "$file" "$root/tmp/kept/"; done
rm -rf NOT_NEEDED
mkdir -p drivers/scsi
mv "$root"/tmp/kept/* drivers/scsi/
rmdir "$root/tmp/kept"
printf 'MODULES=list\nCOMPRESS=gzip\n' >"$root/etc/initramfs-tools/conf.d/machine"
printf 'INITIAL' >"$root/etc/initramfs-tools/modules"
release=$(basename "$root"/lib/modules/*)
chroot "$root" depmod "$release"
chroot "$root" update-initramfs -u -k "$release"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*
"""

NETWORK = "[Match]\nName=e*\n[Network]\nAddress=10.0.2.15/24\nGateway=10.0.2.2\nIPv6AcceptRA=no\n"
NETWORK_OPENRC = ("#!/sbin/openrc-run\ndepend() {\n  provide net\n}\nstart() {\n  ip link set lo up\n  ip link set eth0 up\n"
                  "  ip address add 10.0.2.15/24 dev eth0\n}\n")
AGENT_UNIT = ("[Unit]\nDescription=The test's commands\n[Service]\nExecStart=/usr/local/sbin/test-agent\nStandardOutput=null\n"
              "StandardError=null\nOOMScoreAdjust=-900\n[Install]\nWantedBy=multi-user.target\n")


def call(*command, **options):
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, **options)


def hook():
    return (HOOK.replace("NOT_NEEDED", " ".join(NOT_NEEDED)).replace("KEPT", " ".join(KEPT))
            .replace("INITIAL", INITIAL_MODULES.replace("\n", "\\n")))


def cached(cache, system):
    """The folder of a root; it is there whole or not at all."""
    packages = COMMON + SYSTEMS[system]
    key = hashlib.sha256(repr((packages, hook())).encode()).hexdigest()[:12]
    kept = cache / ("%s-%s" % (system, key))
    if kept.exists():
        return kept
    cache.mkdir(parents=True, exist_ok=True)
    scratch = cache / (kept.name + ".new")
    call("rm", "-rf", scratch)
    script = cache / (kept.name + ".hook")
    script.write_text(hook())
    excluded = ["--dpkgopt=force-unsafe-io"] + ["--dpkgopt=path-exclude=/usr/share/%s/*" % name for name in ("doc", "man", "locale", "info")]
    without = [] if system != "openrc" else ["--essential-hook=printf 'Package: systemd-sysv\\nPin: release *\\n"
                                              "Pin-Priority: -1\\n' >\"$1/etc/apt/preferences.d/machine\""]
    call("mmdebstrap", "--quiet", "--variant=minbase", "--mode=root", "--include=" + ",".join(packages), *excluded, *without,
         "--customize-hook=sh %s \"$1\"" % script, SUITES[system], scratch, stderr=subprocess.DEVNULL)
    script.unlink()
    scratch.rename(kept)
    return kept


class Root:
    """A copy of a cached root, to be changed and made a disk of. Used in a with-statement."""

    def __init__(self, cache, system, folder):
        self.path, self.system = folder / "root", system
        shutil.rmtree(self.path, ignore_errors=True)
        call("cp", "-a", "--reflink=auto", cached(cache, system), self.path)
        self.write("etc/hostname", "hall\n")
        self.write("etc/fstab", "/dev/vda / ext4 defaults 0 1\n")
        self.write("usr/local/sbin/test-agent", (HERE / "agent.sh").read_text(), 0o755)
        self.chroot("passwd", "-d", "root")
        self.set_up_openrc() if system == "openrc" else self.set_up_systemd()

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        shutil.rmtree(self.path)

    def set_up_systemd(self):
        self.write("etc/systemd/system/test-agent.service", AGENT_UNIT)
        self.write("etc/systemd/network/10-machine.network", NETWORK)
        self.chroot("systemctl", "enable", "test-agent.service", "systemd-networkd.service")
        # The journal is asked for what a run said, and nothing of it is lost when the machine ends.
        self.write("etc/systemd/journald.conf.d/machine.conf", "[Journal]\nStorage=volatile\n")

    def set_up_openrc(self):
        table = self.path / "etc/inittab"
        table.write_text(table.read_text() + "ag:2345:respawn:/usr/local/sbin/test-agent\n")
        self.write("etc/init.d/machine-network", NETWORK_OPENRC, 0o755)
        self.chroot("rc-update", "add", "machine-network", "default")

    def write(self, name, content, mode=0o644):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)

    def chroot(self, *command):
        call("chroot", self.path, *command, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}, stderr=subprocess.DEVNULL)

    def install(self, package):
        shutil.copy(package, self.path / "package.deb")
        self.chroot("dpkg", "--install", "/package.deb")
        (self.path / "package.deb").unlink()

    def disk(self, path):
        """Kernel, initial memory disk and the image of the disk, beside each other in a folder."""
        path.mkdir(exist_ok=True)
        for name in ("vmlinuz", "initrd.img"):
            shutil.copy(next((self.path / "boot").glob(name + "-*")), path / name)
        with open(path / "disk.img", "wb") as image:
            image.truncate(DISK_BYTES)
        call("mke2fs", "-q", "-F", "-t", "ext4", "-d", self.path, path / "disk.img")
        return path
