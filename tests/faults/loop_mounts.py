# SPDX-License-Identifier: MIT
"""Small drives: a file with a filesystem in it, mounted through a loop device."""
import os
import shutil
import subprocess
from pathlib import Path

MEGABYTE = 1 << 20


class CannotMount(Exception):
    """Why there is no such drive on this machine."""


def run(*command):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    except FileNotFoundError:
        raise CannotMount("there is no " + command[0])
    if done.returncode:
        raise CannotMount("%s: %s" % (command[0], (done.stderr or done.stdout).strip().replace("\n", "; ")))
    return done.stdout.strip()


class Drive:
    """A drive of its own size and failures; used in a with-statement, and gone after it."""

    MAKE = {"ext4": ["mkfs.ext4", "-q", "-F", "-m", "0"], "vfat": ["mkfs.vfat"], "exfat": ["mkfs.exfat"]}

    def __init__(self, folder, kind, megabytes):
        self.kind, self.image, self.root = kind, folder / "drive.img", folder / "drive"
        self.loop = None
        self.size = megabytes * MEGABYTE

    def __enter__(self):
        if os.geteuid() != 0:
            raise CannotMount("only root may mount")
        self.root.mkdir()
        with open(self.image, "wb") as image:
            image.truncate(self.size)
        run(*self.MAKE[self.kind], self.image)
        self.mount()
        return self

    def __exit__(self, *fault):
        self.unmount()

    def mount(self):
        self.loop = run("losetup", "-f", "--show", self.image)
        try:
            self.mount_loop()
        except CannotMount:
            self.unmount()
            raise

    def mount_loop(self):
        if self.kind == "ext4":
            return run("mount", "-o", "noatime,errors=remount-ro", self.loop, self.root)
        try:
            run("mount", "-t", self.kind, self.loop, self.root)
        except CannotMount:
            if self.kind != "exfat":
                raise
            run("mount.exfat-fuse", self.loop, self.root)

    def unmount(self):
        if os.path.ismount(self.root):
            run("umount", self.root)
        if self.loop:
            run("losetup", "-d", self.loop)
            self.loop = None

    def free(self):
        return shutil.disk_usage(self.root).free

    def fill(self):
        """Another program takes all the room there is."""
        if not os.path.ismount(self.root):
            raise CannotMount("not mounted")
        file = os.open(self.root / "filler", os.O_WRONLY | os.O_CREAT, 0o600)
        for piece in (MEGABYTE, 4096):
            try:
                for _ in range(self.size // piece):
                    os.write(file, bytes(piece))
                    os.fsync(file)
            except OSError:
                pass  # no room for a piece so large
        os.close(file)

    def make_room(self):
        os.unlink(self.root / "filler")

    def break_filesystem(self):
        """The kernel finds the filesystem damaged, and takes no more writes."""
        trigger = Path("/sys/fs/ext4") / Path(self.loop).name / "trigger_fs_error"
        try:
            trigger.write_text("1")
        except OSError as fault:
            raise CannotMount("%s: %s" % (trigger, fault.strerror))

    def repair(self):
        self.unmount()
        subprocess.run(["e2fsck", "-fy", str(self.image)], capture_output=True, check=False)
        self.mount()
