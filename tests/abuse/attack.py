# SPDX-License-Identifier: MIT
"""An attack in a process of its own: the attacker's processor is not the server's."""
import dataclasses
import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("attacks.py")


class Attack:
    """An attack in a process of its own, for the time of a with-statement; `seen` is what came of it."""

    def __init__(self, name, target):
        self.command = [sys.executable, str(PROGRAM), name, json.dumps(dataclasses.asdict(target))]
        self.process, self.seen, self.fault = None, {}, ""

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.process.stdout.readline()  # "begun"
        return self

    def __exit__(self, *fault):
        try:
            told = json.loads(self.process.communicate(timeout=60)[0] or "{}")
            self.seen, self.fault = told.get("seen", {}), told.get("fault", "it ended")
        except subprocess.TimeoutExpired:
            self.fault = "it does not end"
            self.process.kill()
            self.process.wait()
