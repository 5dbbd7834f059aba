#!/usr/bin/env bash
# Brings smart-fetch (Apache-2.0), a kept client of bulk exports, into .cache: tests run it against a server of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$PWD/.venv/bin/uv
lock=tests/smart-fetch/requirements.lock
cache=.cache/smart-fetch

if cmp -s "$lock" "$cache/requirements.lock"; then
  exit
fi
echo "Installing smart-fetch …"
rm -rf "$cache"
"$uv" venv --quiet --python .venv/bin/python "$cache"
"$uv" pip install --quiet --python "$cache/bin/python" --require-hashes -r "$lock"
cp "$lock" "$cache/"
