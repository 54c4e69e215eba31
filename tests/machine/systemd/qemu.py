# SPDX-License-Identifier: MIT
"""An emulated x86_64 machine: booted, given commands, USB sticks plugged and pulled."""
import base64
import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "support"))
from box import Client, Wrong, until  # noqa: E402

# QEMU_ACCEL=kvm is for those who change the tests; figures are given under the emulation that every machine has.
ACCELERATOR = os.environ.get("QEMU_ACCEL", "tcg,thread=multi")
BOOT_SECONDS, COMMAND_SECONDS, STOP_SECONDS = 240, 300, 90


class Channel:
    """A socket of QEMU, read by lines."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        until(path.exists, "QEMU has not opened " + path.name)
        self.socket.connect(str(path))
        self.rest = b""

    def send(self, line):
        self.socket.sendall(line.encode() + b"\n")

    def line(self, seconds):
        end = time.monotonic() + seconds
        while b"\n" not in self.rest:
            self.socket.settimeout(max(end - time.monotonic(), 0.01))
            try:
                received = self.socket.recv(65536)
            except TimeoutError:
                raise Wrong("nothing said in %d s" % seconds) from None
            if not received:
                raise Wrong("the machine has ended")
            self.rest += received
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode(errors="replace")


class Monitor(Channel):
    """QMP."""

    def __init__(self, path):
        super().__init__(path)
        self.line(20)
        self.events = []
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        self.send(json.dumps({"execute": command, "arguments": arguments}))
        while True:
            said = json.loads(self.line(30))
            if "event" in said:
                self.events.append(said)
            elif "error" in said:
                raise Wrong("%s: %s" % (command, said["error"]["desc"]))
            else:
                return said["return"]

    def wait_for(self, event, device):
        def found():
            return any(one["event"] == event and one["data"].get("device") == device for one in self.events)

        while not found():
            said = json.loads(self.line(30))
            if "event" in said:
                self.events.append(said)
        self.events.clear()


class Machine:
    """What boots from the disk of root.py. `sticks` are images that are plugged in from the beginning."""

    def __init__(self, disk, folder):
        self.disk, self.folder, self.console = disk, folder, folder / "console.log"
        self.emulator = self.agent = self.monitor = None
        self.port = self.number = self.started = 0
        self.figures = []

    def boot(self, sticks=()):
        for name in ("agent", "monitor"):
            (self.folder / name).unlink(missing_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.started = time.monotonic()
        with open(self.console, "ab") as log:
            self.emulator = subprocess.Popen(self.command_line(sticks), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.monitor, self.agent = Monitor(self.folder / "monitor"), Channel(self.folder / "agent")

    def command_line(self, sticks):
        processor = "host,-arch-capabilities,migratable=no" if ACCELERATOR == "kvm" else "qemu64"
        line = ["qemu-system-x86_64", "-M", "q35", "-accel", ACCELERATOR, "-cpu", processor, "-smp", "2", "-m", "512", "-nodefaults", "-nographic",
                "-no-reboot", "-serial", "stdio", "-kernel", self.disk / "vmlinuz", "-initrd", self.disk / "initrd.img",
                "-append", "root=/dev/vda rw console=ttyS0 panic=-1 net.ifnames=0",
                "-drive", "file=%s,format=raw,if=virtio,cache=unsafe" % (self.disk / "disk.img"),
                "-netdev", "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:%d-10.0.2.15:8000" % self.port,
                "-device", "virtio-net-pci,netdev=net,romfile=", "-device", "virtio-rng-pci", "-device", "qemu-xhci,id=usb",
                "-device", "virtio-serial-pci", "-chardev", "socket,id=agent,path=%s,server=on,wait=off" % (self.folder / "agent"),
                "-device", "virtserialport,chardev=agent,name=agent",
                "-qmp", "unix:%s,server=on,wait=off" % (self.folder / "monitor")]
        for stick in sticks:
            line += ["-blockdev", json.dumps(stick.blockdev()), "-device", "usb-storage,bus=usb.0,id=%s,drive=%s-node,removable=on"
                     % (stick.name, stick.name)]
        return [str(word) for word in line]

    def plug(self, stick):
        self.monitor.ask("blockdev-add", **stick.blockdev())
        self.monitor.ask("device_add", driver="usb-storage", bus="usb.0", id=stick.name, drive=stick.name + "-node",
                         removable=True)

    def pull(self, stick):
        """As a hand does it: at once, whatever is under way."""
        self.monitor.ask("device_del", id=stick.name)
        self.monitor.wait_for("DEVICE_DELETED", stick.name)
        self.monitor.ask("blockdev-del", **{"node-name": stick.name + "-node"})

    def show(self, what, seconds):
        """A figure for the end of the run."""
        self.figures.append((what, seconds))
        print("     %s: %.1f s" % (what, seconds), flush=True)

    # Commands

    def ready(self):
        """Waits for the machine's end of the line."""
        if self.agent.line(BOOT_SECONDS) != "ready":
            raise Wrong("the machine does not say that it is ready")

    def try_to(self, command):
        """Exit code and what it printed."""
        self.number += 1
        self.agent.send("%d %s" % (self.number, base64.b64encode(command.encode()).decode()))
        while True:
            words = self.agent.line(COMMAND_SECONDS).split(" ")
            if words[0] == str(self.number):
                return int(words[1]), base64.b64decode(words[2]).decode(errors="replace").strip()

    def run(self, command):
        code, said = self.try_to(command)
        if code:
            raise Wrong("%s: exit %d\n%s" % (command, code, said[-3000:]))
        return said

    def until(self, command, complaint, seconds=60):
        """Until the command in the machine ends with 0; gives the seconds it took."""
        started = time.monotonic()
        while self.try_to(command)[0]:
            if time.monotonic() - started > seconds:
                raise Wrong("%s\n%s" % (complaint, self.try_to(command)[1][-2000:]))
            time.sleep(0.2)
        return time.monotonic() - started

    # Its server

    def answers(self):
        if self.emulator.poll() is not None:
            raise Wrong("the machine ended with %d" % self.emulator.returncode)
        with contextlib.suppress(OSError, http.client.HTTPException):
            return Client(self.port, 2).ask("GET", "/api/v1/health/")[0] == 200
        time.sleep(0.1)
        return False

    def until_answer(self, complaint, since=None, seconds=120):
        """Gives the seconds since then."""
        since = since or time.monotonic()
        until(self.answers, complaint, seconds)
        return time.monotonic() - since

    def power_off(self):
        self.agent.send("0 " + base64.b64encode(b"poweroff").decode())
        try:
            self.emulator.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise Wrong("still on %d s after poweroff" % STOP_SECONDS) from None

    def kill(self):
        if self.emulator and self.emulator.poll() is None:
            self.emulator.kill()
            self.emulator.wait()

    def end_of_log(self):
        if not self.console.exists():
            return ""
        return "\n".join(self.console.read_text(errors="replace").splitlines()[-40:])
