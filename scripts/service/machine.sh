# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# Sourced by start.sh and install.sh: what a program is built for, and what this computer needs.

# built_for FILE: by the ELF header.
built_for() {
  case $(od -An -tu1 -j18 -N1 "$1" 2>/dev/null | tr -d ' ') in
    62) echo x86_64 ;;
    183) echo aarch64 ;;
    40) echo "armv7 or armv6" ;;
    *) echo "another kind of computer, or it is damaged" ;;
  esac
}

# zip_for_here: what runs here, not what the kernel could run; a 64-bit kernel may carry a 32-bit system.
zip_for_here() {
  case $(uname -m):$(getconf LONG_BIT 2>/dev/null) in
    x86_64:64) echo x86_64 ;;
    aarch64:64) echo aarch64 ;;
    aarch64:* | armv7*:* | armv8*:*) echo armv7 ;;
    armv6*:*) echo armv6 ;;
    *) echo none ;;
  esac
}

wrong_machine() {
  echo "The program on this drive does not run on this computer."
  echo "It is built for: $(built_for "$1"). This computer is: $(uname -m)."
  if [ "$(zip_for_here)" = none ]; then
    echo "There is no zip for this kind of computer."
  else
    echo "Download the zip whose name ends with linux-$(zip_for_here).zip, and unzip it over the files on this drive. Nothing is lost by that."
  fi
}
