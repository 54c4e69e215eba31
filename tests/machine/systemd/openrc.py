# SPDX-License-Identifier: MIT
"""The script for OpenRC, under Debian's OpenRC with sysvinit as the first process."""
import time
from pathlib import Path

from box import need
from qemu import Machine
from root import Root

SCRIPT = Path(__file__).resolve().parent.parent.parent.parent / "scripts/service/expobox.openrc"


class OpenRC:
    def __init__(self, machine):
        self.machine = machine

    def boot(self):
        self.machine.boot()
        self.machine.show("OpenRC: boot to first answer",
                          self.machine.until_answer("no answer after boot", self.machine.started, 240))
        self.machine.ready()
        need("started" in self.machine.run("rc-service expobox status"), "not started")
        need(self.machine.run("ps -o user= -p $(pgrep -x expobox)") == "expobox", "another user")
        need(self.machine.run("stat -c %U:%a /var/lib/expobox") == "expobox:700", "another's folder")

    def pid(self):
        return self.machine.run("pgrep -x expobox")

    def respawn(self):
        pid, started = self.pid(), time.monotonic()
        self.machine.run("kill -KILL " + pid)
        self.machine.until("p=$(pgrep -x expobox) && [ $p != %s ]" % pid, "it does not come back")
        self.machine.show("OpenRC: SIGKILL to the next answer", self.machine.until_answer("no answer", started))

    def reload(self):
        pid = self.pid()
        self.machine.run("rc-service expobox reload")
        need(self.pid() == pid and self.machine.answers(), "it does not go on after reload")

    def stop(self):
        self.machine.run("rc-service expobox stop")
        need(self.machine.try_to("pgrep -x expobox")[0] == 1 and not self.machine.answers(), "it still runs")
        self.machine.run("test ! -e /var/lib/expobox/running")

    def start(self):
        self.machine.run("rc-service expobox start")
        self.machine.until_answer("no answer after start")

    def wrong_settings(self):
        """What is wrong is said when it starts."""
        self.stop()
        self.machine.run("echo 'workers = many' >/var/lib/expobox/expobox.conf")
        code, said = self.machine.try_to("rc-service expobox start")
        need(code and "expobox.conf line 1" in said, "exit %d: %s" % (code, said))
        self.machine.run("rm /var/lib/expobox/expobox.conf; rc-service expobox zap")
        self.start()


def openrc_steps(cache, folder, binary):
    with Root(cache, "openrc", folder) as root:
        root.write("usr/local/bin/expobox", binary.read_bytes(), 0o755)
        root.write("etc/init.d/expobox", SCRIPT.read_text(), 0o755)
        root.chroot("useradd", "--system", "--no-create-home", "--user-group", "expobox")
        root.chroot("rc-update", "add", "expobox", "default")
        machine = Machine(root.disk(folder / "openrc"), folder)
    it = OpenRC(machine)
    yield machine
    yield "boot", it.boot, 1
    yield "respawn", it.respawn, 1
    yield "reload", it.reload, 1
    yield "stop", it.stop, 1
    yield "start", it.start, 1
    yield "settings that are wrong", it.wrong_settings, 1
