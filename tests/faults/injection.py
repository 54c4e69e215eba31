# SPDX-License-Identifier: MIT
"""System calls that fail, hang or kill: strace attached to the running box makes them, and lets go again."""
import signal
import subprocess
import tempfile
import time

from box import Wrong

# What each call is named on some machine; strace passes over those it does not know there.
NAMES = {"unlink": "?unlink,?unlinkat", "mkdir": "?mkdir,?mkdirat"}


class Injection:
    """While it lasts, `call` fails with `error` as `when` says (strace's words, counted in each thread); or is
    held up for `delay` microseconds; or the box gets `signal_sent` at it."""

    def __init__(self, box, call, error="", when="1+", delay="", signal_sent=""):
        names = NAMES.get(call, call)
        effect = "signal=" + signal_sent if signal_sent else "delay_enter=" + delay if delay else "error=" + error
        self.box, self.kills = box, bool(signal_sent)
        self.output = tempfile.TemporaryFile()
        self.command = ["strace", "-f", "-o", "/dev/null", "-e", "trace=" + names, "-e",
                        "inject=%s:%s:when=%s" % (names, effect, when), "-p", str(box.server.pid)]

    def __enter__(self):
        self.strace = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stderr=self.output)
        end = time.monotonic() + 10
        while "attached" not in self.said():
            if self.strace.poll() is not None or time.monotonic() > end:
                self.let_go()
                raise Wrong("strace does not attach: " + self.said())
            time.sleep(0.005)
        return self

    def __exit__(self, *fault):
        self.let_go()

    def let_go(self):
        if self.strace.poll() is None:
            # It does not always notice that a process with many threads was killed.
            self.strace.send_signal(signal.SIGKILL if self.kills else signal.SIGTERM)
            self.strace.wait()

    def said(self):
        self.output.seek(0)
        return self.output.read().decode(errors="replace")


def complaint(box):
    """Why calls cannot be made to fail here; nothing when they can."""
    try:
        with Injection(box, "fsync", "EIO", "65535"):
            pass
    except (OSError, Wrong) as fault:
        return str(fault)
    return None
