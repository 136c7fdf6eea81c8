# shellcheck shell=bash disable=SC2034
# Sourced by the scripts under tests/ and by .ci/run: where things are, and how to say what is being done.
# Not for product code; never touches a folder outside the repository.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=$root/tests/.tools
data=$root/server/crates/schema/data
mkdir -p "$tools/bin"
export PATH=$tools/bin:$PATH

say() { printf '\n== %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 2
}

# needs PROGRAM INSTALL-NAME: fails with what to run when a tool is not there.
needs() { command -v "$1" >/dev/null || die "$1 is not installed: run tests/install $2"; }
