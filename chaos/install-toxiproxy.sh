#!/usr/bin/env bash
# Installs the Toxiproxy server that the drills use, if there is none: chaos/.tools/toxiproxy-server, which the launcher and
# the tests look at. Needs Go 1.23 or newer, and takes half a minute. Prints where it is; status 3 where it can't be had.
set -euo pipefail
version=2.12.0
tools=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)/.tools
program=$tools/toxiproxy-server

if [ -n "${TOXIPROXY_SERVER:-}" ] && [ -x "$TOXIPROXY_SERVER" ]; then
  echo "$TOXIPROXY_SERVER"
  exit
fi
if found=$(command -v toxiproxy-server); then
  echo "$found"
  exit
fi
if [ -x "$program" ] && "$program" -version | grep -q "version $version"; then
  echo "$program"
  exit
fi
command -v go >/dev/null || {
  echo "install-toxiproxy.sh: no Go here to build Toxiproxy with. Install Go 1.23 or newer (on Debian: apt-get install golang), or name a server in TOXIPROXY_SERVER." >&2
  exit 3
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
GOBIN=$work go install -ldflags "-X github.com/Shopify/toxiproxy/v2.Version=$version" \
  "github.com/Shopify/toxiproxy/v2/cmd/server@v$version"
mkdir -p "$tools"
mv "$work/server" "$program" # its name there says nothing
echo "$program"
