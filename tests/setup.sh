#!/usr/bin/env bash
# Installs what the tests need besides the .NET SDK, each thing only when it is missing:
#   a Java runtime (WireMock), nginx (a site nobody wrote for us), Chromium (a real EventSource),
#   curl and Python (clients that know nothing of us), Node (bundles the browser client, and runs libraries that pages use),
#   npm (brings what the client is bundled with, those libraries and WireMock's jar).
# Debian and its kin: by apt-get, as root or through sudo. Elsewhere it says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PATH:/usr/sbin:/usr/local/sbin"

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }
has_chromium() { has chromium || has chromium-browser || has google-chrome-stable || has google-chrome; }
has_jar() { compgen -G 'tests/npm/node_modules/wiremock/build/wiremock-standalone-*.jar' >/dev/null; }

has_modules() {
  local module
  has_jar || return 1
  for module in fast-json-patch jsondiffpatch json-patch-test-suite braid-http eventsource ws; do [[ -d tests/npm/node_modules/$module ]] || return 1; done
}

has dotnet || fail 'the .NET SDK 10 is missing (dotnet); install it first, see https://dot.net'

packages=()
has java || packages+=(default-jre-headless)
has nginx || packages+=(nginx)
has curl || packages+=(curl)
has python3 || packages+=(python3-minimal libpython3-stdlib)
has_chromium || packages+=(chromium)
has node || packages+=(nodejs)
has npm || packages+=(npm)
# Without recommended packages nothing else brings the certificates that npm checks.
! has apt-get || [[ -e /etc/ssl/certs/ca-certificates.crt ]] || packages+=(ca-certificates)

if ((${#packages[@]})); then
  has apt-get || fail "no apt-get here; install these by your system's own means and run this again: ${packages[*]}"
  as_root=()
  if ((EUID != 0)); then
    has sudo || fail "run as root, or install these yourself: ${packages[*]}"
    as_root=(sudo)
  fi

  # The tests start an nginx of their own; the package's service must not take port 80 of this machine.
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
  fi

  say "installing ${packages[*]}"
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "apt-get could not install ${packages[*]} (see above)"
  fi
  rm -f "$log"
fi

if ! has_modules; then
  say 'fetching WireMock, the JSON libraries and clients of streams from npm'
  # npm ci takes exactly the committed lock file; the packages' own scripts are not needed.
  npm ci --prefix tests/npm --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  has_modules || fail 'npm brought no WireMock jar into tests/npm/node_modules/wiremock/build, or not all libraries of tests/npm/package.json'
fi

say 'everything the tests need is here'
