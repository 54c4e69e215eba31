#!/bin/bash
# SPDX-License-Identifier: MIT
# Inside the emulated machine: runs the commands that come through a serial port of its own, one a line ("NUMBER
# BASE64"), and answers each with "NUMBER EXIT-CODE BASE64".
port=/dev/virtio-ports/agent
modprobe virtio_console 2>/dev/null
until [ -e "$port" ]; do
  # Without udev there is the device alone.
  if [ ! -d /run/udev ] && [ -e /dev/vport0p1 ]; then port=/dev/vport0p1; fi
  sleep 0.2
done
exec 3<>"$port"
echo "ready" >&3
while read -r number command <&3; do
  output=$(base64 -d <<<"$command" | timeout --kill-after=5 240 bash 2>&1 3<&-)
  code=$?
  printf '%s %s %s\n' "$number" "$code" "$(base64 -w0 <<<"$output")" >&3
done
