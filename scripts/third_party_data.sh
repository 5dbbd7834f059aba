#!/usr/bin/env bash
# Brings HL7's published example resources (npm, CC0) into .cache/npm for the tests. They are never copied into the project.
# Without npm it says so and goes on: the test run then ends with what was not tested.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=.cache/npm

if cmp -s tests/npm/package-lock.json "$cache/package-lock.json" && [ -e "$cache/complete" ]; then
  exit 0
fi
if ! command -v npm >/dev/null; then
  scripts/system_packages.sh npm || exit 0
fi
rm -rf "$cache"
mkdir -p "$cache"
cp tests/npm/package.json tests/npm/package-lock.json "$cache/"
echo "Fetching HL7's example resources …"
if npm ci --prefix "$cache" --silent --ignore-scripts --no-audit --no-fund; then
  touch "$cache/complete"
else
  echo "npm could not bring HL7's example resources." >&2
fi
