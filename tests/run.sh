#!/usr/bin/env bash
# The test command: installs what is missing, builds once, runs every test project, ends with "N passed, N failed".
#   tests/run.sh [--no-install] [--filter EXPRESSION] [--project NAME]
# --filter is dotnet test's own; --project takes part of a project's name. Exit code 0: all passed, and at least one test ran.
set -euo pipefail
cd "$(dirname "$0")/.."

install=yes filter='' project=''
while (($#)); do
  case $1 in
    --no-install) install=no ;;
    --filter) filter=${2:?--filter needs an expression}; shift ;;
    --project) project=${2:?--project needs a name}; shift ;;
    *) printf 'run.sh: unknown argument %s; allowed: --no-install, --filter EXPRESSION, --project NAME\n' "$1" >&2; exit 2 ;;
  esac
  shift
done

# No build server may stay behind after the run.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

[[ $install == no ]] || bash tests/setup.sh

results=$(mktemp -d)
core_job=''
finish() {
  # A group of its own: what dotnet test has started ends with it.
  [[ -z $core_job ]] || kill -- "-$core_job" 2>/dev/null || true
  rm -rf "$results" 2>/dev/null || true
}
trap finish EXIT

# What the SDK, browsers and killed processes leave in the temporary folder goes with the results. Kept short: paths of sockets end at 107 characters.
export TMPDIR=$results/tmp
mkdir "$TMPDIR"

dotnet build CometGateway.sln --configuration Release -p:UseSharedCompilation=false --verbosity quiet

counter() { sed -n "s/.*<Counters .*[ ]$2=\"\([0-9]*\)\".*/\1/p" "$1"; }

# run_tests FILE NAME [FILTER]: leaves what it counts in NAME.counts.
run_tests() {
  local file=$1 name=$2 filter=${3:-} code=0 ok=0 bad=0
  printf '\n== %s\n' "$name"
  dotnet test "$file" --configuration Release --no-build --nologo --verbosity quiet \
    --blame-hang --blame-hang-timeout 6m --blame-hang-dump-type none \
    --results-directory "$results" --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' ${filter:+--filter "$filter"} || code=$?

  if [[ -e $results/$name.trx ]]; then
    ok=$(counter "$results/$name.trx" passed)
    bad=$(counter "$results/$name.trx" failed)
  fi
  if ((code != 0 && ${bad:-0} == 0)); then
    printf '%s: the test run itself failed with exit code %s; counted as one failure\n' "$name" "$code" >&2
    bad=1
  fi
  printf '%s %s\n' "${ok:-0}" "${bad:-0}" >"$results/$name.counts"
}

# What reads JSON by vectors goes other ways on machines that have shorter ones.
run_core_tests() {
  local variable name=$2
  run_tests "$1" "$name" "$filter"
  [[ -z $filter ]] || return 0
  for variable in DOTNET_EnableAVX512 DOTNET_EnableHWIntrinsic; do
    name=$2.without-${variable#DOTNET_Enable}
    export "$variable=0"
    run_tests "$1" "$name" 'FullyQualifiedName~Deltas.Json'
    unset "$variable"
    # They are there, so none that ran is a failure.
    [[ $(<"$results/$name.counts") != '0 0' ]] || printf '0 1\n' >"$results/$name.counts"
  done
}

# One project after the other: tests that watch the clock share two cores with nobody but with the core's, which only compute and
# step back for them. Browsers are waited for more than they work.
core='' selected=()
for file in tests/*Core.Tests/*.csproj; do
  name=$(basename "$file" .csproj)
  [[ $name == *"$project"* ]] || continue
  selected+=("$name")
  # Monitor mode is what gives a job its own process group.
  set -m
  (renice -n 19 -p "$BASHPID" >/dev/null; run_core_tests "$file" "$name") >"$results/$name.out" 2>&1 &
  set +m
  core=$name core_job=$!
done
for file in tests/*Tests/*.csproj; do
  name=$(basename "$file" .csproj)
  [[ $name != *Core.Tests && $name == *"$project"* ]] || continue
  selected+=("$name")
  run_tests "$file" "$name" "$filter"
  wait
done
wait
core_job=''
[[ -z $core ]] || cat "$results/$core.out"

# A project that ran nothing has not passed. Only a filter may leave one without tests.
for name in ${selected[@]+"${selected[@]}"}; do
  counts=$results/$name.counts
  [[ ! -e $counts || (-z $filter && $(<"$counts") == '0 0') ]] || continue
  printf '%s: no test ran; counted as one failure\n' "$name" >&2
  printf '0 1\n' >"$counts"
done

read -r passed failed < <(cat /dev/null "$results"/*.counts | awk '{ passed += $1; failed += $2 } END { print passed + 0, failed + 0 }')
((passed + failed > 0)) || printf '\nNo test ran.\n' >&2
printf '\n%s passed, %s failed\n' "$passed" "$failed"
((failed == 0 && passed > 0))
