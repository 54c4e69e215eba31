#!/usr/bin/env bash
# Installs the Fastify peer into a work folder: setup.sh WORK_DIR
# Prints the folder that holds server.js and node_modules.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${1:?usage: setup.sh WORK_DIR}
source "$here/../../../../scripts/packages.sh"
command -v npm >/dev/null || need_packages nodejs npm make g++

# Fastify wants Node 20; where the system's is older, npm brings one.
own_node=$work/node/node_modules/node/bin
if [[ ! -x $own_node/node ]] && (($(node -p 'process.versions.node.split(".")[0]') < 20)); then
  mkdir -p "$work/node"
  npm install --prefix "$work/node" --no-package-lock --no-audit --no-fund --loglevel=error node@20 >&2
fi
if [[ -x $own_node/node ]]; then PATH=$own_node:$PATH; fi

mkdir -p "$work/fastify"
cp "$here/server.js" "$here/package.json" "$work/fastify/"
cd "$work/fastify"
binding=node_modules/better-sqlite3/build/Release/better_sqlite3.node
if [[ ! -f $binding ]]; then npm install --no-package-lock --no-audit --no-fund --loglevel=error >&2; fi
# without a prebuilt binary at hand the SQLite binding is compiled here
if [[ ! -f $binding ]]; then npm rebuild better-sqlite3 >&2; fi
node -e "new (require('better-sqlite3'))(':memory:').prepare('select 1').get()"
pwd
