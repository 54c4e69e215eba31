#!/bin/sh
# SPDX-License-Identifier: MIT
# Starts ExpoBox from the folder this file is in, without installing anything:  sh start.sh
# The data is in the folder data/ beside it. Ctrl+C ends it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if "$here/expobox" --version >/dev/null 2>&1; then
  exec "$here/expobox" serve --data "$here/data" "$@"
fi

# A drive formatted by Windows may hold no program that Linux would start: a copy is started, and is gone at once.
copy=$(mktemp -d -t expobox-copy.XXXXXX)
trap 'rm -rf "$copy"' EXIT
cp "$here/expobox" "$copy/expobox"
chmod 700 "$copy/expobox"
if ! "$copy/expobox" --version >/dev/null 2>&1; then
  . "$here/service/machine.sh"
  wrong_machine "$here/expobox" >&2
  exit 69
fi
exec 9<"$copy/expobox"
rm -rf "$copy"
exec /proc/self/fd/9 serve --data "$here/data" "$@"
