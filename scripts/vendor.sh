#!/usr/bin/env bash
# Brings the chart library of the pages from npm into app/pages/static/vendor and says its hashes: run it to renew them.
# tests/app/pages/test_vendored.py compares the files with SHA256SUMS.
set -euo pipefail
cd "$(dirname "$0")/.."

FOLDER=app/pages/static/vendor
D3=7.9.2
PLOT=0.6.17

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bring() {  # PACKAGE VERSION FILE_IN_IT NAME TITLE
  local archive
  archive=$(npm pack --silent --pack-destination "$work" "$1@$2")
  mkdir -p "$work/$4"
  tar xzf "$work/$archive" -C "$work/$4"
  cp "$work/$4/package/dist/$3" "$FOLDER/$4-$2.min.js"
  printf '%s, file %s-%s.min.js\n\n' "$5" "$4" "$2" >> "$work/LICENSES.txt"
  cat "$work/$4/package/LICENSE" >> "$work/LICENSES.txt"
  printf '\n' >> "$work/LICENSES.txt"
}

rm -f "$FOLDER"/*.min.js
bring d3 "$D3" d3.min.js d3 "d3 $D3 (https://d3js.org)"
bring @observablehq/plot "$PLOT" plot.umd.min.js plot "Observable Plot $PLOT (https://observablehq.com/plot)"
mv "$work/LICENSES.txt" "$FOLDER/LICENSES.txt"
(cd "$FOLDER" && sha256sum ./*.min.js | sed 's#\./##' > SHA256SUMS && cat SHA256SUMS)
