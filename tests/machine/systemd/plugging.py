# SPDX-License-Identifier: MIT
"""Sticks that are plugged in and pulled out while exhibitors upload."""
import time

from box import need, until
from client import EXHIBITOR, Organiser
from exhibitor import Exhibitor, check_book
from stick import DIRTY

UPLOADS = 12
SHARE = "/usr/share/expobox/99-expobox-drive.rules"
MAX_PLUG, MAX_CLEAN, MAX_BACK = 10, 10, 10  # what is promised; a loaded machine that emulates another one gets PATIENCE times that
PATIENCE = 4


class Plugging:
    def __init__(self, machine):
        self.machine, self.books = machine, {}

    # What the machine says

    def status(self, device):
        code, said = self.machine.try_to("cat /run/expobox-drive/status/" + device)
        return dict(line.split("=", 1) for line in said.splitlines()) if code == 0 else {}

    def until_state(self, device, state):
        found = {}

        def reached():
            found.update(self.status(device))
            return found.get("state") == state or time.sleep(0.2)

        until(reached, "%s instead of %s" % (found, state), 60)
        return found

    def installed_pid(self):
        return self.machine.run("systemctl show -P MainPID expobox.service")

    def within(self, what, limit, seconds):
        self.machine.show(what, seconds)
        need(seconds <= limit * PATIENCE, "%.1f s instead of %d" % (seconds, limit))

    def until_served(self, device, since, what):
        """By the server that runs on the stick, not by the installed one."""
        self.machine.until("systemctl -q is-active expobox-drive@%s.service" % device, "the server on %s does not start" % device)
        self.within(what, MAX_PLUG, self.machine.until_answer("the server on %s does not answer" % device, since))
        need(self.installed_pid() == "0", "the installed server runs beside it")

    def pair(self, uuid):
        """As the server's page does it: the list is replaced, by the server's user."""
        self.machine.run("cd /var/lib/expobox-drive && setpriv --reuid expobox --regid expobox --clear-groups sh -c "
                         "'{ cat paired 2>/dev/null; echo %s; } >new && mv new paired'" % uuid)

    # What is tried

    def enable(self):
        self.machine.run("expobox drive enable")
        need(self.machine.run("readlink /etc/udev/rules.d/99-expobox-drive.rules") == SHARE, "the rule is not linked")

    def unpaired(self, stick):
        """It is named in the journal, on the console and in the status, and the installed server goes on."""
        before = self.installed_pid()
        self.machine.plug(stick)
        found = self.until_state("sda1", "unpaired")
        need((found["device"], found["uuid"], found["filesystem"]) == ("sda1", stick.uuid, stick.filesystem), found)
        self.machine.run("journalctl -u expobox-attach@sda1 | grep 'not paired.*%s'" % stick.uuid)
        need("sda1\t%s\tvfat\tunpaired" % stick.uuid in self.machine.run("expobox drive list"), "it is not listed")
        until(lambda: "not paired with this machine" in self.machine.console.read_text(errors="replace"),
              "nothing on the console", 20)
        need(self.installed_pid() == before and self.machine.answers(), "the installed server is disturbed")
        need(self.machine.run("findmnt -n -S /dev/sda1 || true") == "", "it is mounted")

    def paired(self, stick):
        """A stick that is plugged in already starts when it is paired."""
        started = time.monotonic()
        self.machine.run("expobox drive pair")
        self.until_served("sda1", started, "pair to first answer")
        started = time.monotonic()
        self.pull_clean("sda1", stick)
        self.until_back(started, "stick taken out to the installed server's answer")

    def pull_clean(self, device, stick):
        """As it is done in order: the unit is stopped before."""
        self.machine.run("systemctl stop expobox-attach@%s.service" % device)
        need(self.machine.run("findmnt -n -S /dev/%s || true" % device) == "", "it is still mounted")
        self.machine.pull(stick)
        stick.check()

    def until_back(self, since, what):
        self.machine.until("systemctl -q is-active expobox.service", "the installed server is not back")
        self.within(what, MAX_BACK, self.machine.until_answer("the installed server does not answer", since))

    def plug(self, stick, device):
        self.pair(stick.uuid)
        started = time.monotonic()
        self.machine.plug(stick)
        self.until_served(device, started, "%s: plug to first answer" % stick.filesystem)
        self.mounted_as_it_should(stick, device)
        Organiser(self.machine, self.machine.run("cat /run/expobox-drive/mnt/%s/data/FIRST-RUN.txt" % device))

    def mounted_as_it_should(self, stick, device):
        options = self.machine.run("findmnt -n -o OPTIONS /run/expobox-drive/mnt/" + device).split(",")
        wanted = {"nodev", "nosuid", "noexec", "noatime", "nosymfollow"}
        if stick.filesystem != "ext4":
            user = self.machine.run("id -u expobox")
            wanted |= {"uid=" + user, "fmask=0077", "dmask=0077"}
        need(wanted <= set(options), "mounted with %s" % options)
        who = self.machine.run("stat -c %%U /run/expobox-drive/mnt/%s/data /run/expobox-drive/mnt/%s/data/expobox.db; "
                               "ps -o user= -C expobox" % (device, device))
        need(who.split() == ["expobox"] * 3, who)

    def second(self, stick, other, device):
        """Another paired stick waits."""
        self.pair(other.uuid)
        self.machine.plug(other)
        found = self.until_state(device, "waiting")
        need("plugged in before" in found["reason"], found)
        self.machine.pull(other)
        self.machine.until("[ ! -e /run/expobox-drive/status/%s ]" % device, "its status stays")
        need(self.machine.answers(), "the first one's server is disturbed")

    def pull(self, stick, device):
        """In the middle of uploads."""
        exhibitor = Exhibitor(self.machine.port, EXHIBITOR)
        exhibitor.start()
        until(lambda: len(exhibitor.book) >= UPLOADS or not exhibitor.is_alive(), "too few uploads in time", 120)
        need(len(exhibitor.book) >= UPLOADS, "the uploads ended: %s" % exhibitor.fault)
        started = time.monotonic()
        self.machine.pull(stick)
        self.machine.until("[ ! -e /run/expobox-drive/status/{0} ] && ! grep -q expobox-drive /proc/self/mountinfo && "
                           "[ $(systemctl show -P ActiveState expobox-drive@{0}) != active ]".format(device),
                           "it is not clean: systemctl status 'expobox-*'")
        self.within("%s: pull to clean" % stick.filesystem, MAX_CLEAN, time.monotonic() - started)
        self.until_back(started, "%s: pull to the installed server's answer" % stick.filesystem)
        exhibitor.join()
        self.books[stick.name] = exhibitor.book
        need(stick.filesystem not in DIRTY or stick.dirty(), "the pull has left no trace on the drive")
        return "%d uploads answered before" % len(exhibitor.book)

    def plug_again(self, stick, device):
        """It is repaired before it is mounted, and goes on with everything that was answered."""
        started = time.monotonic()
        self.machine.plug(stick)
        self.until_served(device, started, "%s: plug again to first answer" % stick.filesystem)
        found = check_book(self.machine.port, EXHIBITOR, self.books[stick.name])
        self.machine.run("journalctl -u expobox-attach@%s | grep -E 'fsck|clean|recover|volume'" % device)
        started = time.monotonic()
        self.pull_clean(device, stick)
        self.until_back(started, "%s: taken out to the installed server's answer" % stick.filesystem)
        return "%d booths and photos as answered" % found

    def pulled_while_checked(self, stick):
        """A check that takes long, and a hand that does not wait: nothing is left that keeps others from being served."""
        before = self.installed_pid()
        self.machine.run("printf '#!/bin/sh\\nexec sleep 300\\n' >/root/slow && chmod 755 /root/slow && "
                         "mount --bind /root/slow $(command -v fsck.vfat)")
        self.machine.plug(stick)
        self.until_state("sda1", "checking")
        self.machine.pull(stick)
        self.machine.until("[ ! -e /run/expobox-drive/status/sda1 ] && ! pgrep -f 'sleep 300'", "its status or its check stays")
        self.machine.run("umount $(command -v fsck.vfat)")
        need(self.installed_pid() == before and self.machine.answers(), "the installed server is disturbed")

    def repaired(self, stick):
        """A folder that was being made when the stick was pulled out takes fsck.vfat two passes."""
        self.pair(stick.uuid)
        self.machine.plug(stick)
        self.machine.until("systemctl -q is-active expobox-drive@sda1.service", "the server does not start on it")
        self.machine.run("journalctl -u expobox-attach@sda1 | grep 'repaired (pass 2)' && test ! -e /run/expobox-drive/mnt/sda1/data/media/3f")
        need("rw" in self.machine.run("findmnt -n -o OPTIONS /run/expobox-drive/mnt/sda1").split(","), "it is read-only")
        self.pull_clean("sda1", stick)

    def taken_over(self, stick, other):
        """The second stick is served when the first one is pulled."""
        self.machine.plug(stick)
        self.machine.until("systemctl -q is-active expobox-drive@sda1.service", "the first stick is not served")
        self.machine.plug(other)
        self.until_state("sdb1", "waiting")
        started = time.monotonic()
        self.machine.pull(stick)
        self.until_served("sdb1", started, "pull of the first stick to the second one's answer")
        self.machine.run("systemctl stop expobox-attach@sdb1.service")
        self.machine.pull(other)
        self.until_back(time.monotonic(), "the second one taken out to the installed server's answer")

    def refused(self, stick, device):
        """The server cannot start on it: the installed one goes on."""
        self.pair(stick.uuid)
        self.machine.plug(stick)
        found = self.until_state(device, "failed")
        need("does not start" in found["reason"], found)
        self.until_back(time.monotonic(), "stick that fails to the installed server's answer")
        self.machine.pull(stick)

    def at_boot(self, stick):
        """The machine is switched on with the stick in it; the installed server is enabled, too."""
        self.machine.power_off()
        self.machine.boot([stick])
        took = self.machine.until_answer("no answer after the machine was switched on", self.machine.started, 240)
        self.machine.ready()
        self.machine.until("systemctl -q is-active expobox-drive@sda1.service", "the stick's server does not run")
        self.machine.show("boot to first answer, stick plugged in before", took)
        check_book(self.machine.port, EXHIBITOR, self.books[stick.name])
        need(self.installed_pid() == "0", "the installed server runs beside it")
        started = time.monotonic()
        self.machine.pull(stick)
        self.until_back(started, "pull after such a boot to the installed server's answer")


def plugging_steps(machine, sticks):
    it = Plugging(machine)
    vfat, exfat, ext4, broken = sticks["vfat"], sticks["exfat"], sticks["ext4"], sticks["broken"]
    yield "the rule is enabled", it.enable, 1
    yield "a stick that is not paired", lambda: it.unpaired(vfat), 1
    yield "it is paired while it is plugged in", lambda: it.paired(vfat), 1
    for stick, device, other in ((vfat, "sda1", exfat), (exfat, "sda1", vfat), (ext4, "sda", vfat)):
        of = stick.filesystem + ": "
        yield of + "plugged in", lambda s=stick, d=device: it.plug(s, d), 1
        yield of + "a second stick waits", lambda s=stick, o=other: it.second(s, o, "sdb1"), 1
        yield of + "pulled in the middle", lambda s=stick, d=device: it.pull(s, d), 1
        yield of + "plugged in again", lambda s=stick, d=device: it.plug_again(s, d), 1
    yield "a stick that is pulled out while it is checked", lambda: it.pulled_while_checked(vfat), 1
    yield "a stick with a folder that was half made", lambda: it.repaired(sticks["half"]), 1
    yield "the second stick takes over", lambda: it.taken_over(vfat, exfat), 1
    yield "a stick with settings that are wrong", lambda: it.refused(broken, "sda1"), 1
    yield "a stick that is there at boot", lambda: it.at_boot(vfat), 1
