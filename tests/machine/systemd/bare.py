# SPDX-License-Identifier: MIT
"""A machine with nothing installed, and a stick that others' tools have formatted and the zip was extracted onto."""
import time

import packages
from box import need
from qemu import Machine
from root import Root
from stick import Stick

PLACE = "/mnt/expobox"


class Bare:
    def __init__(self, machine):
        self.machine = machine

    def boot(self):
        self.machine.boot()
        self.machine.ready()
        need(self.machine.try_to("command -v expobox")[0] != 0, "there is a program already")

    def put_in(self, stick):
        """As START-HERE.html has it for a system without a desktop."""
        self.machine.plug(stick)
        self.machine.until("udevadm settle; blkid -L EXPOBOX", "the stick does not appear")
        self.machine.run("mkdir -p %s && mount LABEL=EXPOBOX %s" % (PLACE, PLACE))

    def take_out(self, stick):
        self.machine.run("umount " + PLACE)
        self.machine.pull(stick)
        stick.check()

    def start(self, stick):
        """sh start.sh, ended by SIGTERM."""
        self.put_in(stick)
        started = time.monotonic()
        self.machine.run("setsid sh %s/start.sh >/tmp/start.log 2>&1 </dev/null &" % PLACE)
        self.machine.show("%s: start.sh to first answer" % stick.filesystem,
                          self.machine.until_answer("no answer after sh start.sh", started))
        need("#/first-run/" in self.machine.run("cat %s/data/FIRST-RUN.txt" % PLACE), "no link")
        self.machine.run("kill $(pgrep -f 'serve --data %s')" % PLACE)
        self.machine.until("! pgrep -f 'serve --data'", "it does not end")
        self.take_out(stick)

    def wrong(self, stick):
        """A zip for another machine says which one is needed, and changes nothing."""
        self.put_in(stick)
        for command in ("start.sh", "install.sh"):
            code, said = self.machine.try_to("sh %s/%s" % (PLACE, command))
            need(code == 69, "%s: exit %d: %s" % (command, code, said))
            for words in ("built for: aarch64", "This computer is: x86_64", "linux-x86_64.zip"):
                need(words in said, "%s does not say %r: %s" % (command, words, said))
        self.machine.run("test ! -e /usr/local/bin/expobox && test -z \"$(ls /etc/systemd/system | grep expobox)\"")
        self.take_out(stick)

    def install(self, stick):
        self.put_in(stick)
        started = time.monotonic()
        said = self.machine.run("sh %s/install.sh" % PLACE)
        need("#/first-run/" in said and ":8000/" in said, "no address and link: " + said)
        self.machine.until_answer("no answer after install.sh")
        self.machine.show("%s: install.sh to first answer" % stick.filesystem, time.monotonic() - started)
        need(self.machine.run("cat /var/lib/expobox-drive/paired").split() == [stick.uuid], "it is not paired")
        self.again(stick)

    def again(self, stick):
        """Pulled and plugged, it is served by itself."""
        self.machine.run("systemctl stop 'expobox-attach@*'")
        self.machine.pull(stick)
        stick.check()
        started = time.monotonic()
        self.machine.plug(stick)
        self.machine.until("systemctl -q is-active 'expobox-drive@*'", "the server does not start")
        self.machine.show("%s: plug to first answer" % stick.filesystem,
                          self.machine.until_answer("no answer after it was plugged in", started))

    def new_version(self, stick):
        """install.sh again, from where the server has mounted the drive."""
        pid = self.machine.run("systemctl show -P MainPID 'expobox-drive@*'")
        said = self.machine.run("sh /run/expobox-drive/mnt/sda1/install.sh")
        need(":8000/" in said, said)
        need(self.machine.run("systemctl show -P MainPID 'expobox-drive@*'") != pid, "the old program runs on")
        self.machine.until_answer("no answer after a new version")

    def remove(self, stick):
        """Run from the drive that it takes out of use."""
        self.machine.run("sh /run/expobox-drive/mnt/sda1/install.sh remove")
        left = self.machine.run("find /usr/local /etc -name '*expobox*' ! -name 'machine*'")
        need(not left, "something stays: " + left)
        need(self.machine.run("findmnt -n -S /dev/sda1 || true") == "", "it is still mounted")
        self.machine.pull(stick)
        stick.check()

    def in_the_way(self, stick):
        """Installed by somebody whose terminal is in the drive's folder: they are told to plug it in again."""
        self.put_in(stick)
        said = self.machine.run("cd %s && sh install.sh" % PLACE)
        need("pull the drive out, and plug it in again" in said, said)
        self.machine.run("umount " + PLACE)
        self.machine.run("systemctl stop 'expobox-attach@*'; rm /var/lib/expobox-drive/paired")
        self.again(stick)
        # The first one of a machine without data is paired by itself.
        need(self.machine.run("cat /var/lib/expobox-drive/paired").split() == [stick.uuid], "it is not paired")
        self.machine.run("cp -r /run/expobox-drive/mnt/sda1 /tmp/zip; sh /tmp/zip/install.sh remove")
        self.machine.pull(stick)

    def card(self):
        said = self.machine.run("sh /tmp/zip/install.sh card")
        need("#/first-run/" in said, said)
        self.machine.run("test ! -e /etc/udev/rules.d/99-expobox-drive.rules")
        self.machine.until_answer("no answer after install.sh card")
        self.machine.power_off()
        self.machine.boot()
        self.machine.show("boot to first answer, installed server",
                          self.machine.until_answer("no answer after boot", self.machine.started, 240))
        self.machine.ready()
        self.machine.show("  of which the system until it starts the server", float(self.machine.run(
            "systemctl show -P ExecMainStartTimestampMonotonic expobox.service")) / 1e6)


def bare_steps(cache, folder, archive):
    with Root(cache, "systemd", folder) as root:
        machine = Machine(root.disk(folder / "bare"), folder)
    unzipped = packages.unzip(archive, folder / "zip")
    vfat, exfat = Stick(folder, "start", "vfat"), Stick(folder, "install", "exfat")
    for stick in (vfat, exfat):
        stick.copy(unzipped)
    packages.for_another_machine(unzipped)
    other = Stick(folder, "other", "vfat")
    other.copy(unzipped)
    it = Bare(machine)
    yield machine
    yield "boot with nothing installed", it.boot, 1
    yield "a zip for another machine", lambda: it.wrong(other), 1
    yield "sh start.sh, vfat", lambda: it.start(vfat), 1
    yield "install.sh, exFAT", lambda: it.install(exfat), 1
    yield "install.sh again, as for a new version", lambda: it.new_version(exfat), 1
    yield "install.sh remove", lambda: it.remove(exfat), 1
    yield "install.sh in a terminal that is in the drive's folder, vfat", lambda: it.in_the_way(vfat), 1
    yield "install.sh card", it.card, 1
    yield "power off", machine.power_off, 1
