#!/usr/bin/env bash
# Installs system packages where that is expected (CI=true, and root); elsewhere says the command and answers 1.
# Usage: system_packages.sh PACKAGE…
set -euo pipefail

if [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -qq -y --no-install-recommends "$@"
  exit
fi
echo "Missing: $*. On Debian and Ubuntu: sudo apt-get install $*" >&2
exit 1
