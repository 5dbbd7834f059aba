#!/usr/bin/env bash
# Brings what the cohort's engine on Apache Spark needs into the virtual environment: pyspark (450 MB), and Java.
# Without it everything else works, and a test run ends with what was not tested. Usage: spark.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv}

if ! command -v java >/dev/null && [ ! -x "${JAVA_HOME:-/none}/bin/java" ]; then
  scripts/system_packages.sh default-jre-headless
fi
if ! "$venv/bin/python" -c 'import pandas, pyspark' 2>/dev/null; then
  echo "Installing Apache Spark …"
  "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r requirements-spark.lock
fi
