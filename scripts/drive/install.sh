#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs ExpoBox on this machine, under systemd:  sudo sh install.sh [drive|card|remove]
#   drive    (what happens without a word) a drive with the name EXPOBOX starts the server when it is plugged in, if it is
#            paired with this machine; the drive that this file is on becomes paired
#   card     the server starts with the machine; its data is in /var/lib/expobox
#   remove   takes the program away again, and leaves all data
# DESTDIR=FOLDER puts the files under that folder and starts nothing.
set -eu
PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
to=${DESTDIR-}
program=$to/usr/local/bin/expobox units=$to/etc/systemd/system
library=$to/usr/local/lib/expobox share=$to/usr/local/share/expobox
rule=99-expobox-drive.rules rules=$to/etc/udev/rules.d sysusers=$to/etc/sysusers.d
paired=/var/lib/expobox-drive/paired
unit_names=$(cd "$here/service" 2>/dev/null || exit 0; echo *.service *.path)
start_seconds=120

fail() { echo "$1" >&2; exit "$2"; }
live() { [ -n "$to" ] || "$@"; }

# put MODE FOLDER FILE [NAME]: a file of service/, whole or not at all.
put() {
  mkdir -p "$2"
  cp "$here/service/$3" "$2/.${4-$3}.new"
  chmod "$1" "$2/.${4-$3}.new"
  mv -f "$2/.${4-$3}.new" "$2/${4-$3}"
}

install_program() {
  mkdir -p "${program%/*}"
  cp "$here/expobox" "$program.new"
  chmod 755 "$program.new"
  if ! "$program.new" --version 2>/dev/null; then
    rm -f "$program.new"
    . "$here/service/machine.sh"
    fail "$(wrong_machine "$here/expobox")" 69
  fi
  mv "$program.new" "$program"
}

install_files() {
  install_program
  put 755 "$library" attach-drive
  put 755 "$library" prepare-user
  put 644 "$share" "$rule"
  put 644 "$sysusers" expobox.sysusers expobox.conf
  for unit in $unit_names; do put 644 "$units" "$unit"; done
  live "$library/prepare-user"
  live systemctl daemon-reload
}

# What the server tells whoever has just started it.
show() {
  cat "$1/ADDRESS.txt"
  [ ! -f "$1/FIRST-RUN.txt" ] || cat "$1/FIRST-RUN.txt"
}

enable_rule() {
  mkdir -p "$rules"
  ln -sf "/usr/local/share/expobox/$rule" "$rules/$rule"
  live udevadm control --reload
}

pair() {
  if ! grep -Fixq -e "$1" "$paired" 2>/dev/null; then
    # shellcheck disable=SC2016 # the inner shell's $1 and $2
    setpriv --reuid expobox --regid expobox --clear-groups sh -c \
      'umask 022; { cat "$1" 2>/dev/null; echo "$2"; } >"$1.new"; mv -f "$1.new" "$1"' sh "$paired" "$1"
  fi
  echo "Paired with this machine: the drive $1."
}

start_drive() {
  enable_rule
  [ -z "$to" ] || return 0
  if systemctl -q is-enabled expobox.service 2>/dev/null && ! systemctl -q is-active 'expobox-drive@*.service'; then
    systemctl restart expobox.service
  fi
  device=$(findmnt --noheadings --output SOURCE --target "$here")
  if [ "$(blkid -p -o value -s LABEL "$device" 2>/dev/null)" != EXPOBOX ]; then
    echo "Installed. This folder is not on a drive with the name EXPOBOX."
    echo "Give your drive this name, plug it in, and run the install.sh that is on it."
    return
  fi
  pair "$(blkid -p -o value -s UUID "$device")"
  # The drive is taken out of the place where it is now, and no program may run from there meanwhile.
  copy=$(mktemp /run/expobox-install.XXXXXX)
  cp "$here/install.sh" "$copy"
  cd /
  exec sh "$copy" plugged "${device#/dev/}"
}

# unmounted DEVICE: whether it is, after all.
unmounted() {
  findmnt --noheadings --raw --output TARGET --source "/dev/$1" | while read -r target; do
    umount "$(printf '%b' "$target")" 2>/dev/null || exit 1
  done
}

# What "drive" ends with: run from a copy, not from the drive.
plugged() {
  rm -f "$0"
  device=$1 status=/run/expobox-drive/status/$1
  if systemctl -q is-active "expobox-drive@$device.service"; then
    systemctl restart "expobox-drive@$device.service"
  elif unmounted "$device"; then
    systemctl stop "expobox-attach@$device.service"
    udevadm trigger --action=change "/dev/$device"
  else
    echo "Installed. Now leave the drive's folder (cd /), pull the drive out, and plug it in again: the server starts by itself."
    return
  fi
  echo "The server is starting…"
  while [ "$start_seconds" -gt 0 ] && ! systemctl -q is-active "expobox-drive@$device.service"; do
    case $(sed -n 's/^state=//p' "$status" 2>/dev/null) in
      failed | waiting | unpaired) fail "It does not start. $(sed -n 's/^reason=//p' "$status")" 1 ;;
    esac
    sleep 1
    start_seconds=$((start_seconds - 1))
  done
  systemctl -q is-active "expobox-drive@$device.service" ||
    fail "It does not start. Read: journalctl -u expobox-attach@$device -u expobox-drive@$device" 1
  show "/run/expobox-drive/mnt/$device/data"
}

start_card() {
  live systemctl enable expobox.service
  live systemctl restart expobox.service
  live show /var/lib/expobox
}

remove() {
  rm -f "$rules/$rule"
  live udevadm control --reload
  live systemctl stop 'expobox-attach@*.service' expobox-drive.path || :
  live systemctl disable --now expobox.service || :
  # The drive that this file is on may be unmounted by now.
  for unit in $unit_names; do rm -f "$units/$unit"; done
  rm -f "$program" "$library/attach-drive" "$library/prepare-user" "$share/$rule" "$sysusers/expobox.conf"
  rmdir "$library" "$share" 2>/dev/null || :
  live systemctl daemon-reload
  echo "Removed. The data is where it was: on the drive, and in /var/lib/expobox."
}

what=${1-drive}
case $what in
  drive | card | remove | plugged) ;;
  *) fail "usage: sudo sh install.sh [drive|card|remove]" 64 ;;
esac
[ -n "$to" ] || [ "$(id -u)" = 0 ] || fail "Only root may do this:  sudo sh install.sh $what" 77
[ -n "$to" ] || [ -d /run/systemd/system ] ||
  fail "There is no systemd here. service/README.txt says what else there is; sh start.sh works anywhere." 69
case $what in
  drive)
    install_files
    start_drive
    ;;
  card)
    install_files
    start_card
    ;;
  remove) remove ;;
  plugged) plugged "$2" ;;
esac
