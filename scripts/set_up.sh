#!/usr/bin/env bash
# Makes the virtual environment: the locked dependencies, then this project (editable).
# Usage: set_up.sh FOLDER; PYTHON names the interpreter, else the first that is new enough is taken.
set -euo pipefail
venv=${1:-.venv}
here=$(dirname "$0")

suits() { # new enough, and able to make virtual environments
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if suits "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

if ! suits "$venv/bin/python"; then
  if ! python=$(find_python); then
    echo "trd-cds needs Python 3.11 or newer, with its venv module, and found none${PYTHON:+ in PYTHON=$PYTHON}." >&2
    "$here/system_packages.sh" python3 python3-venv || {
      echo "Or name one: make setup PYTHON=…/bin/python3" >&2
      exit 1
    }
    python=$(find_python) || { echo "The system's Python is older than 3.11." >&2; exit 1; }
  fi
  echo "Setting up $venv with $("$python" --version) …"
  rm -rf "$venv"
  "$python" -m venv "$venv"
fi

echo "Installing the locked dependencies (about half a minute the first time) …"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }
pip install --quiet --require-hashes -r requirements-dev.lock
pip install --quiet --no-deps --no-build-isolation -e .
