#!/usr/bin/env bash
# The browser of the tests of the pages: found, or installed where that is expected; else the run ends with what was not tested.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null; then
    exit 0
  fi
done
scripts/system_packages.sh chromium || exit 0
