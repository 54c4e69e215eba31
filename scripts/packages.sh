# shellcheck shell=bash
# Sourced by the other scripts: what this machine is, and the Debian packages they cannot do without.

# need_packages NAME…: installs what is missing when that is allowed here, else says how and exits 69.
need_packages() {
  local name missing=() as_root=()
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0

  if ((EUID)); then as_root=(sudo -n); fi
  if ! "${as_root[@]}" true 2>/dev/null; then
    echo "apt-get install ${missing[*]}" >&2
    exit 69
  fi
  echo "Installing ${missing[*]}" >&2
  update_index
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
    install --no-install-recommends "${missing[@]}" >/dev/null
}

# update_index: once per run, as a fresh machine has no list of packages at all. Where the lists cannot be renewed, those
# that are there may do.
update_index() {
  [[ -z ${index_updated-} ]] || return 0
  local as_root=()
  if ((EUID)); then as_root=(sudo -n); fi
  "${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 update >&2 ||
    echo "apt-get update failed: going on with the lists of packages that are there" >&2
  index_updated=yes
}

# need_modules FOLDER: Node, and in the folder what its package-lock.json names.
need_modules() {
  local programs=() lock=$1/package-lock.json installed=$1/node_modules/.installed
  # Some machines have Node from elsewhere, as one package that holds npm too.
  command -v node >/dev/null || programs+=(nodejs)
  command -v npm >/dev/null || programs+=(npm)
  need_packages "${programs[@]}"
  if ! cmp -s "$lock" "$installed"; then
    npm ci --prefix "$1" --loglevel error
    cp "$lock" "$installed"
  fi
}

# this_machine: prints the name its binary has under build/.
this_machine() {
  # What runs here, not what the kernel could run: a 64-bit kernel often carries a 32-bit system.
  case $(dpkg --print-architecture) in
    amd64) echo x86_64 ;;
    arm64) echo aarch64 ;;
    armhf) echo armv7 ;;
    armel) echo armv6 ;;
    *) echo unknown ;;
  esac
}

# emulator_of ARCH: prints what runs its programs here, with what its processor can do and no more; nothing for this
# machine's own. It is in toolchains/, for ctest too.
emulator_of() {
  if [[ $1 != "$(this_machine)" ]]; then
    sed -n 's/^ *set(CMAKE_CROSSCOMPILING_EMULATOR \(.*\))$/\1/p' "toolchains/$1.cmake"
  fi
}
