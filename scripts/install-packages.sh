#!/usr/bin/env bash
# Installs exactly what package-lock.json names, unless that was done since the lock file last changed: npm writes
# node_modules/.package-lock.json when an installation is whole.
set -euo pipefail
cd "$(dirname "$0")/.."
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund
