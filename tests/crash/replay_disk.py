# SPDX-License-Identifier: MIT
"""A folder made again, from strace's log of a program, as a power cut at any line of the log may leave it.

What was synced is there: a sync covers the writes that had returned when it was called, from the moment it
returns. Of all else that was begun, each write, each 512-byte sector of one, each truncation may be there or
not. A name (a file or folder made, removed, renamed) is on the drive only once the folder that holds it was
synced, whatever was synced of the file; what lies in a folder whose own name is lost is lost with it.
"""
import re
from pathlib import Path

# "?": not every processor has it.
CALLS = ("openat,close,write,pwrite64,ftruncate,fallocate,fsync,fdatasync,sendto,"
         "?unlink,unlinkat,?rename,?renameat,renameat2,?mkdir,mkdirat")
SECTOR = 512
LEFT = ("nothing", "everything", "names", "some", "sectors")  # of what was not synced

LINE = re.compile(r"(\d+) +(?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$", re.DOTALL)
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


def options(log):
    """strace's, so that Drive.replay() understands the log."""
    return ["-f", "-q", "-xx", "-s", "1000000", "-o", str(log), "-e", "trace=" + CALLS]


class Call:
    """One system call: the lines of the log where it began and where it returned, if it did."""

    def __init__(self, name, text, began):
        self.name, self.text, self.began, self.ended, self.result = name, text, began, None, None

    def finish(self, text, line):
        self.text += text
        found = re.search(r"\) += (-?\d+)[^\"]*$", self.text)
        self.result = int(found[1]) if found else None  # "?": it never returned
        self.ended = line if found else None

    def strings(self):
        found = STRING.findall(self.text)
        if any(cut for _, cut in found):
            raise ValueError("strace has cut a string short")
        return [bytes.fromhex(text.replace("\\x", "")) for text, _ in found]

    def path(self, which=0):
        return self.strings()[which].decode()

    def number(self, at):
        return int(self.text.split(",")[at].split(")")[0])


def calls_of(log, first_line):
    """The calls of a log in the order they began."""
    calls, under_way, line = [], {}, first_line
    for line, text in enumerate(log.read_text().splitlines(), first_line):
        found = LINE.match(text)
        if not found:
            continue  # a signal, an end
        thread, name, begin, resumed, rest = found.groups()
        if resumed:
            under_way.pop(thread).finish(rest, line)
            continue
        name = name if name == "openat" else re.sub("at2?$", "", name)
        call = Call(name, begin.removesuffix("<unfinished ...>"), line)
        calls.append(call)
        if begin.endswith("<unfinished ...>"):
            under_way[thread] = call
        else:
            call.finish("", line)
    return calls, line + 1


class Step:
    """Something that may be on the drive from the line it began at, and is for certain once synced."""

    def __init__(self, call, kind, place, at=0, content=b""):
        self.call, self.kind, self.place, self.at, self.content = call, kind, place, at, content

    def apply_to_names(self, names):
        if self.kind == "add":
            names[self.place] = self.content
        elif self.kind == "remove":
            names.pop(self.place, None)
        elif self.at in names:  # renamed from there
            names[self.place] = names.pop(self.at)

    def apply_to_bytes(self, content, begin=0, end=None):
        if self.kind == "truncate":
            del content[self.at:]
            content.extend(bytes(self.at - len(content)))
            return
        end = len(self.content) if end is None else end
        content.extend(bytes(max(0, self.at + end - len(content))))
        content[self.at + begin:self.at + end] = self.content[begin:end]


class File:
    def __init__(self, content=b""):
        self.synced, self.open = bytearray(content), []


class Folder:
    pass


def parent(path):
    return path.rpartition("/")[0]


class Drive:
    """The drive at a line of the log, which only goes forward. Paths are whole ones below `root`."""

    def __init__(self, root):
        self.root = str(root)
        self.names = {}  # of what is on the drive for certain
        self.open_names = []
        self.now = {}  # as the running programs see it
        for path in sorted(Path(root).rglob("*")):
            self.names[str(path)] = Folder() if path.is_dir() else File(path.read_bytes())
        self.now.update(self.names)
        self.handles, self.offsets, self.events, self.answers = {}, {}, [], []

    def replay(self, log, first_line):
        """Takes in a program's whole life; gives the line after it. The folder is as that life left it."""
        calls, next_line = calls_of(log, first_line)
        self.handles = {}
        events = [(call.began, 0, call) for call in calls]
        events += [(call.ended, 1, call) for call in calls if call.ended is not None]
        for line, end, call in sorted(events, key=lambda event: event[:2]):
            self.take(line, end, call)
        # What was under way when a kill came and is there all the same: the next life's syncs cover it.
        for call in calls:
            call.ended = next_line - 1 if call.ended is None else call.ended
        return next_line

    def take(self, line, end, call):
        """Turns a call into events: (line, what happens to the drive then)."""
        if call.result is not None and call.result < 0:
            return
        if call.name == "openat":
            self.take_open(line, end, call)
        elif call.name == "close":
            if not end:
                self.handles.pop(call.number(0), None)
        elif call.name in ("fsync", "fdatasync"):
            if end and self.handle(call) is not None:
                self.events.append((line, "sync", self.handle(call), call.began))
        elif call.name in ("unlink", "rename", "mkdir"):
            if not end:
                self.take_name(line, call)
        elif not end:
            self.take_bytes(line, call)

    def handle(self, call):
        return self.handles.get(call.number(0))

    def take_open(self, line, end, call):
        path = call.path()
        if not path.startswith(self.root):
            return
        if not end:
            made = "O_CREAT" in call.text and path not in self.now
            if made and (call.ended is not None or Path(path).exists()):
                self.add_name(line, Step(call, "add", path, content=File()))
        elif path in self.now:
            self.handles[call.result] = self.now[path] if isinstance(self.now[path], File) else path
            self.offsets[call.result] = 0
        elif Path(path).is_dir():
            self.handles[call.result] = path  # the root

    def add_name(self, line, step):
        step.apply_to_names(self.now)
        self.events.append((line, "name", step, None))

    def make_folder(self, path, line):
        """Makes one as a program would that ends before it syncs the name."""
        Path(path).mkdir()
        call = Call("mkdir", "", line)
        call.ended = line
        self.add_name(line, Step(call, "add", str(path), content=Folder()))

    def take_name(self, line, call):
        paths = [path.decode() for path in call.strings()]
        if not paths[-1].startswith(self.root):
            return
        if call.ended is None and Path(paths[-1]).exists() == (call.name == "unlink"):
            return  # the end came first
        kind = {"unlink": "remove", "mkdir": "add", "rename": "rename"}[call.name]
        self.add_name(line, Step(call, kind, paths[-1], at=paths[0], content=Folder()))

    def take_bytes(self, line, call):
        if call.name == "fallocate":
            raise ValueError("fallocate is not understood")
        file = self.handle(call)
        if not isinstance(file, File):
            content = call.strings()
            if content and content[0].startswith(b"HTTP/1.1 "):
                self.answers.append((line, call.number(0), content[0]))
            return
        if call.name == "ftruncate":
            step = Step(call, "truncate", file, at=call.number(1))
        else:
            content = call.strings()[0]
            content = content[:len(content) if call.result is None else call.result]
            number = call.number(0)
            at = self.offsets[number] if call.name == "write" else int(call.text.rsplit(",", 1)[1].split(")")[0])
            if call.name == "write":
                self.offsets[number] = at + len(content)
            step = Step(call, "write", file, at=at, content=content)
        if call.ended is not None or self.happened(step):
            self.events.append((line, "bytes", step, None))

    def happened(self, step):
        """Whether a write that never returned is in the folder all the same."""
        path = next((path for path, file in self.now.items() if file is step.place), None)
        content = Path(path).read_bytes() if path and Path(path).exists() else b""
        if step.kind == "truncate":
            return len(content) == step.at
        return content[step.at:step.at + len(step.content)] == step.content

    def happen(self, event):
        """Moves the drive on by one event."""
        _, what, step, began = event
        if what == "name":
            self.open_names.append(step)
        elif what == "bytes":
            step.place.open.append(step)
        elif isinstance(step, File):
            step.open = settle(step.open, began, lambda done: done.apply_to_bytes(step.synced))
        else:
            of_folder = [name for name in self.open_names if parent(name.place) == step]
            still = settle(of_folder, began, lambda done: done.apply_to_names(self.names))
            self.open_names = [name for name in self.open_names if name not in of_folder or name in still]

    def after_cut(self, left, random):
        """{path: content}, None for a folder."""
        def stays(even=()):
            return left == "everything" or left in even or left in LEFT[3:] and random.random() < 0.5

        names = dict(self.names)
        for step in self.open_names:
            if stays(("names",)):
                step.apply_to_names(names)
        found = {}
        for path in sorted(names):
            if parent(path) != self.root and parent(path) not in found:
                continue
            if isinstance(names[path], Folder):
                found[path] = None
                continue
            content = bytearray(names[path].synced)
            for step in names[path].open:
                if left == "sectors" and step.kind == "write":
                    for begin, end in sectors(step):
                        if random.random() < 0.5:
                            step.apply_to_bytes(content, begin, end)
                elif stays():
                    step.apply_to_bytes(content)
            found[path] = bytes(content)
        return found


def settle(steps, began, apply):
    """Applies the steps that had returned before a sync began; gives the others."""
    still = []
    for step in steps:
        if step.call.ended is not None and step.call.ended <= began:
            apply(step)
        else:
            still.append(step)
    return still


def sectors(step):
    """The parts of a write that a drive writes as one."""
    begin = 0
    while begin < len(step.content):
        end = min(len(step.content), begin + SECTOR - (step.at + begin) % SECTOR)
        yield begin, end
        begin = end
