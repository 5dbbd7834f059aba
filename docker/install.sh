#!/bin/sh
# Builds the wheel of this tree and installs it, with the locked packages and nothing else, as FOLDER.
# Usage: docker/install.sh FOLDER; PYTHON names the interpreter.
set -eu
target=$1
source=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT

"$python" -m venv "$target"
pip() { "$target/bin/python" -m pip --disable-pip-version-check "$@"; }

pip install --quiet --no-compile --require-hashes -r "$source/requirements.lock"
pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir "$wheels" "$source"
pip install --quiet --no-compile --no-deps --no-index "$wheels"/trd_cds-*.whl

# What only building needs does not run beside patients' data.
pip uninstall --quiet --yes hatchling packaging pathspec pluggy tomlkit trove-classifiers
pip uninstall --quiet --yes setuptools 2>/dev/null || true
pip uninstall --quiet --yes pip

# The account that runs the service cannot write here, so the bytecode is made now, and holds whatever the files' times.
"$target/bin/python" -m compileall -q --invalidation-mode unchecked-hash "$target/lib"
