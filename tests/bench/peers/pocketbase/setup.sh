#!/bin/sh
# Fetches PocketBase from Debian unstable without touching the machine's own
# package configuration: setup.sh WORK_DIR
# Prints the path of the unpacked server binary ("base").
set -eu
work="${1:?usage: setup.sh WORK_DIR}"
mkdir -p "$work"
work=$(cd "$work" && pwd)
dest="$work/pocketbase"
bin="$dest/usr/bin/base"
if [ -x "$bin" ] && [ -z "${FORCE:-}" ]; then echo "$bin"; exit 0; fi
keyring=${DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
# the archive this machine already uses, whatever mirror that is
uri=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' | grep -v security | head -n 1)
[ -n "$uri" ] || { echo "apt knows no Debian archive here (run apt-get update)" >&2; exit 1; }
apt="$work/apt-sid"
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts" "$dest"
echo "deb [signed-by=$keyring] $uri sid main" > "$apt/sources.list"
trap 'rm -rf "$apt"' EXIT
opt="-o Dir::Etc::SourceList=$apt/sources.list -o Dir::Etc::SourceParts=$apt/parts -o Dir::State::Lists=$apt/lists -o Dir::Cache=$apt/cache -o APT::Sandbox::User=root -o Acquire::Languages=none"
apt-get $opt -qq update >&2
(cd "$dest" && rm -f pocketbase_*.deb && apt-get $opt -qq download pocketbase >&2)
dpkg-deb -x "$dest"/pocketbase_*.deb "$dest"
[ -x "$bin" ] || { echo "no base binary in the package" >&2; exit 1; }
echo "$bin"
