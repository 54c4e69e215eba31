# SPDX-License-Identifier: MIT
"""The installed package: upgraded, watched over, removed and purged."""
import hashlib
import time

from box import Client, need, photo
from client import EXHIBITOR, Organiser

MAX_EXPOSURE = {"expobox.service": 1.6, "expobox-drive@sda1.service": 2.0}


class Installed:
    def __init__(self, machine):
        self.machine = machine
        self.organiser = self.picture = None

    def boot(self):
        self.machine.boot()
        took = self.machine.until_answer("no answer after the machine was switched on", self.machine.started, 240)
        self.machine.ready()
        self.machine.show("boot to first answer, package of before", took)

    def fill(self):
        """An organiser's session, an exhibitor's booth with a photo."""
        self.organiser = Organiser(self.machine, self.machine.run("cat /var/lib/expobox/FIRST-RUN.txt"))
        client = Client(self.machine.port, 60)
        client.log_in(*EXHIBITOR)
        country = client.call("GET", "/api/v1/countries/", 200)[0]["id"]
        image = photo(50_000)
        booth = client.post_form("/api/v1/booths/", [("name", "Before"), ("category", "c"), ("country", country),
                                                     ("images", ("p.png", image))])
        url = booth["images"][0]["url"]
        self.picture = (url[url.index("/", 8):], hashlib.sha256(image).hexdigest())

    def is_whole(self):
        client = Client(self.machine.port, 60)
        client.log_in(*EXHIBITOR)
        names = [one["name"] for one in client.call("GET", "/api/v1/booths/list/", 200)]
        need(names == ["Before"], "booths: %s" % names)
        status, content = client.ask("GET", self.picture[0])
        need(status == 200 and hashlib.sha256(content).hexdigest() == self.picture[1], "the photo: %d" % status)
        self.organiser.signed_in()

    def upgrade(self):
        run = self.machine.run
        need(self.machine.try_to("grep -q '^expobox:' /etc/passwd")[0] == 1, "there is a static user already")
        run("dpkg --install /root/expobox.deb")
        self.machine.until_answer("no answer after the upgrade")
        self.is_whole()
        need(run("stat -c %U /var/lib/expobox/expobox.db /var/lib/expobox-drive").split() == ["expobox"] * 2, "another's data")
        need(run("grep -c '^expobox:' /etc/passwd") == "1", "no static user")
        need(run("test ! -L /var/lib/expobox && stat -c %a /var/lib/expobox") == "700", "the data folder is no plain one")
        run("test ! -e /lib/udev/rules.d/99-expobox-drive.rules && test ! -e /etc/udev/rules.d/99-expobox-drive.rules")
        return "data and sessions are there"

    def security(self):
        levels = []
        for unit, limit in MAX_EXPOSURE.items():
            said = self.machine.run("systemd-analyze security --no-pager %s | tail -1" % unit)
            level = float(said.split(":")[1].split()[0])
            need(level <= limit, "%s: %.1f" % (unit, level))
            levels.append("%s %.1f" % (unit, level))
        return ", ".join(levels)

    def verified(self):
        """By the systemd and udev that run there."""
        run = self.machine.run
        said = run("systemd-analyze verify --man=no --recursive-errors=no /lib/systemd/system/expobox*.service "
                   "/lib/systemd/system/expobox*.path 2>&1")
        need(not said, said)
        run("cp /usr/share/expobox/99-expobox-drive.rules /run/udev/rules.d/ 2>/dev/null || "
            "{ mkdir -p /run/udev/rules.d && cp /usr/share/expobox/99-expobox-drive.rules /run/udev/rules.d/; }")
        said = run("udevadm test /sys/class/block/vda 2>&1; rm /run/udev/rules.d/99-expobox-drive.rules")
        wrong = [line for line in said.splitlines() if "99-expobox-drive.rules:" in line]
        need("99-expobox-drive.rules" in said and not wrong, wrong or "udev has not read the rule")
        if self.machine.try_to("udevadm verify --help")[0]:
            return "no udevadm verify there"
        run("udevadm verify /usr/share/expobox/99-expobox-drive.rules")
        return "udevadm verify"

    def watchdog(self):
        """A server that hangs is found by the watchdog, and started anew."""
        started = time.monotonic()
        pid = self.machine.run("systemctl show -P MainPID expobox.service")
        self.machine.run("kill -STOP " + pid)
        self.machine.until("[ $(systemctl show -P MainPID expobox.service) != %s ]" % pid, "the watchdog does nothing", 120)
        self.machine.until_answer("no answer after the watchdog")
        self.machine.show("watchdog: SIGSTOP to the next answer", time.monotonic() - started)
        self.is_whole()

    def without_rule(self, stick):
        """The package alone does nothing with a drive."""
        before = self.machine.run("systemctl show -P MainPID expobox.service")
        self.machine.plug(stick)
        self.machine.until("udevadm settle; [ -b /dev/sda1 ]", "the stick does not appear")
        need(self.machine.run("systemctl list-units --no-legend 'expobox-*'") == "", "a unit was started")
        need(self.machine.run("systemctl show -P MainPID expobox.service") == before, "the server was started anew")
        self.machine.pull(stick)

    def remove(self):
        run = self.machine.run
        run("dpkg --remove expobox")
        need(self.machine.try_to("pgrep -x expobox")[0] == 1, "it still runs")
        run("test -s /var/lib/expobox/expobox.db && test ! -e /usr/bin/expobox && test ! -e /etc/udev/rules.d/99-expobox-drive.rules")
        said = run("dpkg --purge expobox")
        for word in ("/var/lib/expobox", "/var/lib/expobox-drive", "user expobox"):
            need(word in said, "purge does not say what it keeps: " + said)
        run("test -s /var/lib/expobox/expobox.db")
        run("dpkg --install /root/expobox.deb")
        self.machine.until_answer("no answer after it was installed again")
        self.is_whole()
        return "purge says what it keeps; installed again, all is there"
