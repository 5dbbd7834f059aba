#!/usr/bin/env bash
# Brings what the tests read or talk to and nobody here wrote, from npm, into .cache; never copied into the project:
# HL7's published example resources (CC0), a FHIR server (Medplum's router, Apache-2.0), and an authorization server
# (oidc-provider, MIT).
# Without npm it says so and goes on: the test run then ends with what was not tested.
set -euo pipefail
cd "$(dirname "$0")/.."

bring() {  # FOLDER_OF_THE_LOCK CACHE WHAT
  if cmp -s "$1/package-lock.json" "$2/package-lock.json" && [ -e "$2/complete" ]; then
    return
  fi
  if ! command -v npm >/dev/null; then
    scripts/system_packages.sh npm || exit 0
  fi
  rm -rf "$2"
  mkdir -p "$2"
  cp "$1/package.json" "$1/package-lock.json" "$2/"
  echo "Fetching $3 …"
  if npm ci --prefix "$2" --silent --ignore-scripts --no-audit --no-fund; then
    touch "$2/complete"
  else
    echo "npm could not bring $3." >&2
  fi
}

bring tests/npm .cache/npm "HL7's example resources"
bring tests/npm/server .cache/fhir-server "a FHIR server to test against"
bring tests/npm/authorization .cache/authorization "an authorization server to sign in at"
