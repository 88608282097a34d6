#!/usr/bin/env bash
# Install the Debian packages that tests need and that are missing; without them these tests are skipped.
set -euo pipefail
missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v cc > /dev/null || missing+=(gcc libc6-dev)
[ -f "$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ] || missing+=(python3-dev)
command -v mvn > /dev/null || missing+=(maven)
command -v nginx > /dev/null || missing+=(nginx-light)
fc-list : family 2> /dev/null | grep -q "Noto Sans" || missing+=(fonts-noto-core fontconfig)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "not here: ${missing[*]}; what needs them is skipped (apt-get install them as root)"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"
