#!/bin/sh
# Installs what the project pins into the project's own folders: .venv (Python packages, Node) and node_modules (CDK CLI).
# Needs Python 3.11 to 3.14 with venv, and the package registries; nothing is installed outside this folder.
set -eu
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}

fail() {
    printf 'error: %s\n  fix     %s\n' "$1" "$2" >&2
    exit 2
}

command -v "$PYTHON" >/dev/null 2>&1 || fail "'$PYTHON' is not on the PATH" "install Python 3.11 to 3.14, or name one: make PYTHON=/path/to/python3"
"$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' ||
    fail "$("$PYTHON" --version) is not supported" "install Python 3.11 to 3.14, or name one: make PYTHON=/path/to/python3.12"

# An environment of another Python, or one whose folder was moved, would break later and say nothing of why.
if [ -x "$VENV/bin/python" ] && ! "$VENV/bin/python" -c "import sys; sys.exit(sys.prefix != '$(pwd)/$VENV')" 2>/dev/null; then
    rm -rf "$VENV"
fi
if [ ! -x "$VENV/bin/python" ]; then
    "$PYTHON" -m venv "$VENV" || fail "Python's venv module does not work here" "on Debian and Ubuntu: apt-get install python3-venv"
fi

# A user without a home that can be written, as in many containers, has no place for caches.
if [ ! -w "${HOME:-/nonexistent}" ]; then
    caches=$(mktemp -d)
    trap 'rm -rf "$caches"' EXIT
    export XDG_CACHE_HOME="$caches" npm_config_cache="$caches/npm" UV_LINK_MODE=copy JSII_RUNTIME_PACKAGE_CACHE=disabled
fi

PYTHON="$(pwd)/$VENV/bin/python"
export PYTHON
[ -x "$VENV/bin/uv" ] || sh scripts/download.sh "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
# --no-deps: the lock is complete, and holds one deliberate override of a pin (docs/adr/0002-checkov-and-boto3.md).
sh scripts/download.sh "$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps --require-hashes -r requirements/dev.txt
sh scripts/download.sh "$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps --build-constraints requirements/build.txt --editable .

PATH="$(pwd)/$VENV/bin:$PATH"
export PATH
# Compiles to bytecode what each synth and each engine imports, while npm installs. Where PYTHONDONTWRITEBYTECODE is set,
# as in many container images, Python would do so again in each process: that takes longer than all the gates.
(
    unset PYTHONDONTWRITEBYTECODE
    PYTHONPATH="$(pwd)" python -c 'import aws_cdk, app, landing_zone.gate.plugin, stacks.composition' &
    python -m landing_zone.engines.worker cfn-lint </dev/null >/dev/null &
    python -m landing_zone.engines.worker checkov </dev/null >/dev/null &
    wait
) &
sh scripts/download.sh npm ci --loglevel=error --no-audit --no-fund --no-update-notifier >/dev/null
wait
