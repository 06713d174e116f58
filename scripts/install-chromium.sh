#!/usr/bin/env bash
# Prints where a Chromium is that the page's tests can use; installs Debian's where there is none and this is root. Prints
# nothing, and says why on standard error, where none can be had: the tests that need it are then skipped.
set -uo pipefail
find_one() {
  for name in "${ZKCWASM_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  return 1
}
find_one && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
  } > /dev/null 2>&1
  find_one && exit 0
fi
echo "install-chromium: no Chromium, and none could be installed: apt-get install chromium, or set ZKCWASM_CHROMIUM" >&2
