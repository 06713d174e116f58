#!/usr/bin/env bash
# Installs Debian packages where that can be done, and elsewhere says which to install: install-debian.sh PACKAGE...
set -euo pipefail
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" > /dev/null
else
  echo "install these first: $*" >&2
  exit 1
fi
