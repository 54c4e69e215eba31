# SPDX-License-Identifier: MIT
"""A memory cgroup of a test's own, v1 or v2."""
import os
from pathlib import Path

V1 = Path("/sys/fs/cgroup/memory")
V2 = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))


def own_v2_path():
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        if line.startswith("0::/"):
            return line[4:]
    return ""


def v2_parents():
    """Folders in which a v2 cgroup with the memory controller may be made: the own cgroup, what holds it, the root."""
    for root in V2:
        own = root / own_v2_path()
        for folder in dict.fromkeys((own, own.parent, root)):
            control = folder / "cgroup.subtree_control"
            if root in (folder, *folder.parents) and control.exists():
                try:
                    if "memory" not in control.read_text().split():
                        control.write_text("+memory")
                    yield folder
                except OSError:
                    continue


class MemoryCgroup:
    """Limits what is started with `prefix` to `limit` bytes, swap included; used in a with-statement."""

    count = 0

    def __init__(self, folder, limit, names):
        self.folder, self.prefix = folder, ["sh", "-c", 'echo $$ > "$0"/cgroup.procs && exec "$@"', str(folder)]
        for name in names:
            if (folder / name).exists():
                (folder / name).write_text("0" if "swap" in name and "memsw" not in name else str(limit))

    @classmethod
    def create(cls, limit):
        """None where this machine has no memory controller, or does not let us use it."""
        cls.count += 1
        name = "expobox-abuse-%d-%d" % (os.getpid(), cls.count)
        parents = [(V1, ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"))] if (V1 / "memory.limit_in_bytes").exists() else [
            (parent, ("memory.max", "memory.swap.max")) for parent in v2_parents()]
        for parent, names in parents:
            folder = parent / name
            try:
                folder.mkdir()
            except OSError:
                continue
            try:
                return cls(folder, limit, names)
            except OSError:
                folder.rmdir()
        return None

    def kills(self):
        """How many processes the kernel has killed in it."""
        for name in ("memory.events", "memory.oom_control"):
            if (self.folder / name).exists():
                words = (self.folder / name).read_text().split()
                return int(words[words.index("oom_kill") + 1]) if "oom_kill" in words else 0
        return 0

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.folder.rmdir()
