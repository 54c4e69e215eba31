# SPDX-License-Identifier: MIT
"""USB sticks: files with a partition and a filesystem in them, made on this machine as others' tools make them."""
import contextlib
import re
import subprocess
import tempfile
from pathlib import Path

MEGABYTE = 1 << 20
SIZE = 256 * MEGABYTE
MAKE = {"vfat": ["mkfs.vfat", "-F", "32", "-n"], "exfat": ["mkfs.exfat", "-L"], "ext4": ["mkfs.ext4", "-q", "-F", "-L"]}
CHECK = {"vfat": ["fsck.vfat", "-n"], "exfat": ["fsck.exfat", "-n"], "ext4": ["e2fsck", "-f", "-n"]}
PARTITION_TYPE = {"vfat": "c", "exfat": "7", "ext4": "83"}
DIRTY = {"vfat": (65, 0x01), "exfat": (106, 0x02)}  # byte of the boot sector, bit of a volume that is in use


def run(*command, stdin=None):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, input=stdin)
    if done.returncode:
        raise OSError("%s: exit %d\n%s%s" % (command[0], done.returncode, done.stdout, done.stderr))
    return done.stdout.strip()


class Stick:
    """`partitioned` as most are, or with the filesystem at the beginning of the stick."""

    def __init__(self, folder, name, filesystem, label="EXPOBOX", partitioned=True):
        self.name, self.filesystem, self.image = name, filesystem, folder / (name + ".img")
        self.begin = MEGABYTE if partitioned else 0
        with open(self.image, "wb") as image:
            image.truncate(SIZE)
        if partitioned:
            run("sfdisk", "-q", self.image, stdin="label: dos\nstart=2048, type=%s\n" % PARTITION_TYPE[filesystem])
        with self.loop() as loop:
            run(*MAKE[filesystem], label, loop)
            self.uuid = run("blkid", "-p", "-o", "value", "-s", "UUID", loop)

    def blockdev(self):
        return {"driver": "raw", "node-name": self.name + "-node", "file": {"driver": "file", "filename": str(self.image)}}

    @contextlib.contextmanager
    def loop(self):
        device = run("losetup", "-f", "--show", "-o", self.begin, self.image)
        try:
            yield device
        finally:
            run("losetup", "-d", device)

    def copy(self, folder):
        """The folder's content onto the stick: to vfat by mtools, to exFAT by the FUSE driver, neither of them the kernel's."""
        with self.loop() as loop:
            if self.filesystem == "vfat":
                run("mcopy", "-s", "-Q", "-i", loop, *sorted(folder.iterdir()), "::")
                return
            with tempfile.TemporaryDirectory(prefix="expobox-stick-") as root:
                run("mount.exfat-fuse" if self.filesystem == "exfat" else "mount", loop, root)
                try:
                    run("cp", "-r", *sorted(folder.iterdir()), root)
                finally:
                    run("umount", root)

    def files(self, **files):
        """Small files in the folder data/."""
        with tempfile.TemporaryDirectory(prefix="expobox-files-") as folder:
            data = Path(folder, "data")
            data.mkdir()
            for name, text in files.items():
                (data / name.replace("_", ".")).write_text(text)
            self.copy(Path(folder))

    def check(self):
        with self.loop() as loop:
            run(*CHECK[self.filesystem], loop)

    def half_made(self, *folders):
        """vfat: the last one of the folders (each in the one before it) has its name on the stick, but no cluster."""
        with self.loop() as loop:
            for number in range(len(folders)):
                run("mmd", "-i", loop, "::" + "/".join(folders[:number + 1]))
            cluster = int(re.search(r"<(\d+)", run("mshowfat", "-i", loop, "::" + "/".join(folders)))[1])
        with open(self.image, "r+b") as image:
            image.seek(self.begin)
            boot = image.read(512)
            (sector, reserved, copies, length) = (int.from_bytes(boot[at:at + size], "little")
                                                  for at, size in ((11, 2), (14, 2), (16, 1), (36, 4)))
            for copy in range(copies):
                image.seek(self.begin + (reserved + copy * length) * sector + cluster * 4)
                image.write(bytes(4))

    def dirty(self):
        where, bit = DIRTY[self.filesystem]
        with open(self.image, "rb") as image:
            image.seek(self.begin + where)
            return bool(image.read(1)[0] & bit)
