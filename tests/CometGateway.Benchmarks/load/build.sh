#!/usr/bin/env bash
# Compiles the load tools into a folder and installs from Debian what is missing: the compiler and the peers.
#   load/build.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?build.sh FOLDER}
mkdir -p "$out"

missing=()
have() { command -v "$1" >/dev/null || [[ -x /usr/sbin/$1 ]]; }
have gcc || missing+=(gcc libc6-dev)
have nginx || missing+=(nginx-core)
[[ -e /usr/lib/nginx/modules/ngx_nchan_module.so ]] || missing+=(libnginx-mod-nchan)
have pushpin || missing+=(pushpin)
[[ -e /usr/include/zlib.h ]] || missing+=(zlib1g-dev)
[[ -e /usr/include/openssl/ssl.h ]] || missing+=(libssl-dev)
have wrk || missing+=(wrk)
have taskset || missing+=(util-linux)
if ((${#missing[@]})); then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

newest=$(ls -t "$here"/*.h | head -n 1)
for tool in "$here"/*.c; do
  name=$(basename "$tool" .c)
  [[ $out/$name -nt $tool && $out/$name -nt $newest ]] || gcc -O2 -Wall -Werror -o "$out/$name" "$tool" -Wl,--as-needed -lz -lssl -lcrypto
done
