#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ruff ROOT: ruff accepts every Python file; ROOT/ruff.toml configures the checks.
set -eu
root=$1
tools=$(cd "$(dirname "$0")/../.." && pwd)

venv=$("$tools/tests/tools/venv.sh" "$tools/packages/lint.pip")
# Patterns in ruff.toml are relative to the current folder.
cd "$root"
if ! "$venv/bin/ruff" check --quiet --no-cache --config ruff.toml .; then
    echo "ruff: refused"
    exit 1
fi
echo "ruff: nothing to refuse"
