#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the Dart client with the API's schema: paths, methods and JSON member names. Exits 1 at a name the schema lacks."""
import json
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
client = root / "docs/clients/dart"
schema = json.loads((root / "web/openapi.json").read_text(encoding="utf-8"))

# Keys of tus' Upload-Metadata, which the schema describes in prose.
metadata = {"target", "booth", "client_id", "filename"}


def members(node):
    """Names of all properties and query parameters below a node of the schema."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        if node.get("in") == "query":
            yield node["name"]
        for value in node.values():
            yield from members(value)
    elif isinstance(node, list):
        for value in node:
            yield from members(value)


def shape(path):
    return re.sub(r"\{[^}]*\}|\$\w+", "*", path)


def used(source):
    """(method or None, path) and member names that a source uses."""
    code = re.sub(r"//.*", "", source)
    calls = re.findall(r"'(GET|POST|PUT|PATCH|DELETE)',\s*(?:url\()?'(/api/v1/[^']*)'", code)
    calls += [("GET", path) for path in re.findall(r"getJson\('(/api/v1/[^']*)'", code)]
    calls += [("POST", path) for path in re.findall(r"_tokens\('(/api/v1/[^']*)'", code)]
    known = {path for _, path in calls}
    calls += [(None, path) for path in re.findall(r"'(/api/v1/[^']*)'", code) if path not in known]
    names = re.findall(r"'([a-z_]+)':|(?<!headers)\['([a-z_]+)'\]|fromBytes\('([a-z_]+)'", code)
    return calls, {name for group in names for name in group if name}


def main():
    routes = {shape(path): {method.upper() for method in item} for path, item in schema["paths"].items()}
    known = set(members(schema)) | metadata
    faults, checked = [], 0
    for file in sorted(client.rglob("*.dart")):
        calls, names = used(file.read_text(encoding="utf-8"))
        checked += len(calls) + len(names)
        for method, path in calls:
            if method is None or method not in routes.get(shape(path), set()):
                faults.append(f"{file.name}: {method or 'a call'} {path} is not in the schema")
        faults += [f"{file.name}: no member {name!r} in the schema" for name in sorted(names - known)]
    if checked < 30:
        faults.append(f"only {checked} names found in the Dart client: the patterns here do not fit it")
    print(*faults, f"{checked} paths and names of the Dart client compared with the schema", sep="\n")
    return 1 if faults else 0


sys.exit(main())
