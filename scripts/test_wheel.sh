#!/bin/sh
# Builds the wheel, installs it with the locked packages into an environment of its own, and runs the tests on it there.
# Arguments go to pytest; PYTHON names another version: PYTHON=python3.13 make test-wheel.
set -eu
VENV=build/wheel/venv
rm -rf build/wheel/dist
sh scripts/download.sh uv build --quiet --wheel --build-constraints requirements/build.txt --out-dir build/wheel/dist
uv venv --quiet --clear --python "${PYTHON:-python}" "$VENV"
sh scripts/download.sh uv pip install --quiet --python "$VENV/bin/python" --no-deps --require-hashes -r requirements/dev.txt
sh scripts/download.sh uv pip install --quiet --python "$VENV/bin/python" --no-deps build/wheel/dist/*.whl

# Without src/ and constructs/ on the path; tests/conftest.py refuses to run where they would be imported all the same.
PATH="$(pwd)/$VENV/bin:$PATH" LZ_TEST_WHEEL=1 exec "$VENV/bin/python" -m pytest -o pythonpath=. \
    --numprocesses 2 --dist loadfile --no-loadscope-reorder "$@"
