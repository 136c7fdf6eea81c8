// The extension as a person uses it: diagnostic, quick fix, generate, undo, preview. The exit code is the result.
import fs from 'node:fs';
import path from 'node:path';
import { openWindow } from './window.mjs';

const out = process.env.OUT ?? 'out';
const main = 'resource "aws_s3_bucket" "logs" {\n  buckte = "logs"\n}\n';
const queue = 'resource "aws_sqs_queue" "orders"';
let passed = 0;
let failed = 0;
let shots = 0;

function check(name, good, why = '') {
  if (good) passed += 1;
  else failed += 1;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name}${good ? '' : `  ${why}`}`);
}

const { page, folder, close } = await openWindow({ 'main.tf': main }, out);
const shot = (name) => page.screenshot({ path: path.join(out, `${(shots += 1)}-${name}.png`) });

/** All text of the folder's Terraform files on disk. */
const onDisk = () =>
  fs.readdirSync(folder).filter((f) => f.endsWith('.tf')).map((f) => fs.readFileSync(path.join(folder, f), 'utf8')).join('\n');

async function eventually(name, condition) {
  const deadline = Date.now() + 30_000;
  let good = await condition();
  while (!good && Date.now() < deadline) {
    await page.waitForTimeout(100);
    good = await condition();
  }
  check(name, good);
}

/** Runs a command from the palette. */
async function palette(title) {
  await page.keyboard.press('F1');
  await page.keyboard.type(`Omni-Architect: ${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

async function type(request) {
  await page.locator('.quick-input-widget input').waitFor();
  await page.locator('.quick-input-title', { hasText: 'Omni-Architect' }).waitFor();
  await page.keyboard.type(request);
  await page.keyboard.press('Enter');
}

const editor = (text) => page.locator('.editor-instance .view-lines', { hasText: text }).first();

/** Saves everything that is open and changed. */
async function saveAll() {
  await page.keyboard.press('F1');
  await page.keyboard.type('File: Save All');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Save All' }).first().waitFor();
  await page.keyboard.press('Enter');
}

try {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'main.tf' }).first().dblclick();
  await editor('buckte').waitFor();
  await page.locator('.editor-instance .squiggly-error').first().waitFor();
  check('a misspelt argument is underlined', true);
  await shot('diagnostic');

  await page.locator('.editor-instance .view-line', { hasText: 'buckte' }).click({ position: { x: 40, y: 8 } });
  await page.keyboard.press('Control+.');
  const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'bucket' }).first();
  await fix.waitFor();
  await shot('quick-fix');
  await fix.hover({ force: true });
  await fix.click();
  await editor('bucket = "logs"').waitFor();
  await page.locator('.editor-instance .squiggly-error').first().waitFor({ state: 'detached' });
  check('the quick fix mends it', true);
  await saveAll();
  await eventually('it is saved', () => onDisk().includes('  bucket = "logs"'));
  const before = onDisk();

  await palette('Generate');
  await type('an sqs queue named "orders"');
  await page.locator('.notifications-toasts .notification-toast').first().waitFor();
  await shot('generated');
  await saveAll();
  await eventually('the queue is written', () => onDisk().includes(queue));

  await page.locator('.notification-toast .monaco-button', { hasText: 'Undo' }).first().click();
  await saveAll();
  await eventually('undo takes it back', () => onDisk().trim() === before.trim());

  await palette('Preview');
  await type('an sqs queue named "orders"');
  await page.locator('.multiDiffEntry, .multi-diff-root-floating-menu, .monaco-diff-editor').first().waitFor();
  await page.locator('.notification-toast .monaco-button', { hasText: 'Apply' }).first().waitFor();
  await shot('preview');
  check('a preview writes nothing', !onDisk().includes(queue));
  await page.locator('.notification-toast .monaco-button', { hasText: 'Apply' }).first().click();
  await saveAll();
  await eventually('a preview can be applied', () => onDisk().includes(queue));
  await shot('applied');
} catch (error) {
  check('the run', false, error.stack);
  await shot('failure');
} finally {
  await close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
