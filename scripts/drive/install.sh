#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs ExpoBox on this machine, under systemd:  sudo sh install.sh [drive|card|remove]
#   drive    (what happens without a word) a drive with the name EXPOBOX starts the box when it is plugged in
#   card     the box starts with the machine; its data is in /var/lib/expobox
#   remove   takes the program away again, and leaves all data
# DESTDIR=FOLDER puts the files under that folder and starts nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${DESTDIR-}
program=$to/usr/local/bin/expobox units=$to/etc/systemd/system rules=$to/etc/udev/rules.d

fail() { echo "$1" >&2; exit "$2"; }
live() { [ -n "$to" ] || "$@"; }
systemd_reads_anew() {
  live systemctl daemon-reload
  live udevadm control --reload
}

install_files() {
  mkdir -p "$to/usr/local/bin" "$units" "$rules"
  cp "$here/expobox" "$program.new"
  chmod 755 "$program.new"
  "$program.new" --version || {
    rm -f "$program.new"
    fail "This program does not run here. This machine is: $(uname -m). START-HERE.html says which zip it wants." 69
  }
  mv "$program.new" "$program"
  for unit in expobox.service expobox-drive@.service; do
    cp "$here/service/$unit" "$units/$unit"
    chmod 644 "$units/$unit"
  done
  cp "$here/service/99-expobox-drive.rules" "$rules/"
  chmod 644 "$rules/99-expobox-drive.rules"
  systemd_reads_anew
}

# What the box tells whoever has just started it.
show() {
  cat "$1/ADDRESS.txt"
  [ ! -f "$1/FIRST-RUN.txt" ] || cat "$1/FIRST-RUN.txt"
}

start_drive() {
  live systemctl disable --now expobox.service 2>/dev/null || true
  [ -z "$to" ] || return 0
  device=$(findmnt -n -o SOURCE --target "$here")
  if [ "$(lsblk -n -d -o LABEL "$device" 2>/dev/null)" = EXPOBOX ]; then
    systemctl start "expobox-drive@${device#/dev/}.service"
    show "/run/expobox-drive/${device#/dev/}/data"
  else
    echo "Installed. Give your drive the name EXPOBOX, and plug it in: the box starts by itself."
  fi
}

start_card() {
  live systemctl enable expobox.service
  live systemctl restart expobox.service
  live show /var/lib/expobox
}

remove() {
  live systemctl disable --now expobox.service || true
  live systemctl stop 'expobox-drive@*.service' || true
  rm -f "$program" "$units/expobox.service" "$units/expobox-drive@.service" "$rules/99-expobox-drive.rules"
  systemd_reads_anew
  echo "Removed. The data is where it was."
}

what=${1-drive}
case $what in
  drive | card | remove) ;;
  *) fail "usage: sudo sh install.sh [drive|card|remove]" 64 ;;
esac
[ -n "$to" ] || [ "$(id -u)" = 0 ] || fail "Only root may do this:  sudo sh install.sh $what" 77
[ -n "$to" ] || [ -d /run/systemd/system ] ||
  fail "There is no systemd here. service/README.txt says what else there is; sh start.sh works anywhere." 69
case $what in
  drive) install_files && start_drive ;;
  card) install_files && start_card ;;
  remove) remove ;;
esac
