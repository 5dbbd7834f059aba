#!/usr/bin/env bash
# Builds what a release consists of, from a commit and nothing else: sdist, wheel (of the sdist), lock, bill
# of materials, hashes.
# The same commit gives the same bytes. Usage: release.sh [FOLDER] [COMMIT]; PYTHON names the interpreter.
set -euo pipefail
folder=${1:-dist} commit=${2:-HEAD}
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

if [ -n "$(git -C "$root" status --porcelain --untracked-files=no)" ]; then
  echo "What is not committed is not in the release." >&2
fi
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct "$commit")}
export SOURCE_DATE_EPOCH
mkdir "$work/source" "$work/sdist"
git -C "$root" archive "$commit" | tar -x -C "$work/source"

rm -rf "$folder"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
build() { (cd "$1" && "$python" -m hatchling build --target "$2" --directory "$folder" >/dev/null); }
build "$work/source" sdist
tar -xzf "$folder"/trd_cds-*.tar.gz -C "$work/sdist" --strip-components 1
build "$work/sdist" wheel

name=$(basename "$folder"/trd_cds-*.tar.gz .tar.gz)
"$python" "$work/source/scripts/bill_of_materials.py" > "$folder/$name.cdx.json"
cp "$work/source/requirements.lock" "$folder/"
cd "$folder"
sha256sum "$name"-py3-none-any.whl "$name.tar.gz" "$name.cdx.json" requirements.lock > SHA256SUMS
cat SHA256SUMS
