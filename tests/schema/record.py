#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the contract suite, and writes every request with its answer into the file EXCHANGES names, a line of JSON for each.

Other arguments are run.py's. Bodies that are no JSON are left out.
"""
import json
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "contract"))

import lib  # noqa: E402

EXCHANGES = open(os.environ["EXCHANGES"], "w", encoding="utf-8")


class RecordingTarget(lib.Target):
    def send(self, method, path, *words, **more):
        response = super().send(method, path, *words, **more)
        text = response.body.decode() if "json" in response.ctype else None
        EXCHANGES.write(json.dumps({"method": method, "path": path, "status": response.status, "size": len(response.body),
                                    "type": response.header("Content-Type"), "text": text}) + "\n")
        return response


lib.Target = RecordingTarget

import run  # noqa: E402

status = run.main()
EXCHANGES.close()
sys.exit(status)
