// Starts code-server with the extension and opens a folder in Chromium, as a person would have it on the screen.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const { chromium } = await import(process.env.PLAYWRIGHT);

const QUIET = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'window.autoDetectColorScheme': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'files.autoSave': 'off',
  'git.enabled': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

const CHROMIUM = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function untilHealthy(url) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    try {
      if ((await fetch(url)).ok) return;
    } catch { /* not listening yet */ }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('code-server did not answer within a minute');
}

/** A window on a new folder that holds `files` ({name: text}); close it when done. */
export async function openWindow(files, out) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'omni-vscode-'));
  const [folder, data, extensions] = ['folder', 'data', 'extensions'].map((name) => path.join(home, name));
  for (const directory of [folder, path.join(data, 'User'), path.join(data, 'Machine'), extensions, out]) {
    fs.mkdirSync(directory, { recursive: true });
  }
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  fs.writeFileSync(path.join(data, 'User', 'settings.json'), JSON.stringify(QUIET));
  const machine = { 'omni-architect.server.path': process.env.OMNI_ARCHITECT };
  fs.writeFileSync(path.join(data, 'Machine', 'settings.json'), JSON.stringify(machine));
  const env = { ...process.env, XDG_DATA_HOME: path.join(home, 'xdg'), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  const dirs = ['--user-data-dir', data, '--extensions-dir', extensions];
  const install = spawnSync(process.env.CODE_SERVER, [...dirs, '--install-extension', process.env.VSIX], { env, encoding: 'utf8' });
  if (install.status !== 0) throw new Error(`the extension did not install: ${install.stdout}${install.stderr}`);
  const port = await freePort();
  const flags = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'];
  const server = spawn(process.env.CODE_SERVER, ['--bind-addr', `127.0.0.1:${port}`, ...flags, ...dirs, folder], { env, detached: true });
  const log = fs.createWriteStream(path.join(out, 'code-server.log'));
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  let browser;
  const close = async () => {
    await browser?.close();
    try {
      process.kill(-server.pid, 'SIGTERM');
    } catch { /* gone already */ }
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await untilHealthy(`http://127.0.0.1:${port}/healthz`);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: CHROMIUM });
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
    await page.locator('.monaco-workbench').waitFor();
    return { page, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
