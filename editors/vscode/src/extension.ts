// Starts the server, asks, and shows what the server says. No product logic lives here.
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';
import { PreviewContent, showPreview } from './preview';
import type { Generated, Preview, Undone } from './protocol';

let client: LanguageClient | undefined;
let output: vscode.LogOutputChannel;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel('Omni-Architect', { log: true });
  const content = new PreviewContent();
  context.subscriptions.push(
    output,
    vscode.workspace.registerTextDocumentContentProvider(PreviewContent.scheme, content),
    command('generate', () => ask((request, uri) => generate({ request, uri }))),
    command('preview', () => ask((request, uri) => preview(request, uri, content))),
    command('undo', undo),
    command('check', check),
    command('harden', harden),
    command('restart', restart),
    command('showLog', () => output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void client?.sendRequest('omni/trust', { trusted: true })),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Registers a command of ours; a failure becomes one message with a way to the log. */
function command(name: string, run: () => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(`omni-architect.${name}`, async () => {
    try {
      await run();
    } catch (error) {
      await fail(error instanceof Error ? error.message : String(error));
    }
  });
}

async function fail(message: string): Promise<void> {
  output.error(message);
  if ((await vscode.window.showErrorMessage(message, 'Show Log')) === 'Show Log') output.show();
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('omni-architect');
  const path = settings.get<string>('server.path', 'omni-architect');
  const server: ServerOptions = { command: path, args: settings.get<string[]>('server.arguments', ['lsp']) };
  const options: LanguageClientOptions = {
    documentSelector: ['terraform', 'terraform-vars', 'hcl', 'yaml', 'json'].map((language) => ({ scheme: 'file', language })),
    synchronize: { configurationSection: 'omni-architect' },
    initializationOptions: { trusted: vscode.workspace.isTrusted },
    outputChannel: output,
  };
  client = new LanguageClient('omni-architect', 'Omni-Architect', server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await fail(`The server did not start (${String(error)}). Check "omni-architect.server.path", now "${path}".`);
  }
}

async function restart(): Promise<void> {
  await client?.stop();
  await start();
}

/** Runs a command of the server. */
async function execute<T>(name: string, argument: object): Promise<T> {
  if (!client) throw new Error('The server is not running: use "Omni-Architect: Restart Server".');
  return client.sendRequest<T>('workspace/executeCommand', { command: name, arguments: [argument] });
}

/** Asks what to build, then hands the request and the place to build it in to `then`. */
async function ask(then: (request: string, uri: string) => Promise<void>): Promise<void> {
  const target = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!target || target.scheme !== 'file') throw new Error('Open a folder first: there is nowhere to write to.');
  const request = await vscode.window.showInputBox({
    title: 'Omni-Architect',
    prompt: 'What do you need?',
    placeHolder: 'a Postgres-backed API on Kubernetes with an RDS database, alerts and a dashboard',
    ignoreFocusOut: true,
  });
  if (request?.trim()) await then(request, target.toString());
}

async function generate(argument: { request: string; uri: string } | { id: string }): Promise<void> {
  const made = await execute<Generated>('omni.generate', argument);
  if (!made.applied) throw new Error(made.message);
  const undoIt = 'Undo';
  if ((await vscode.window.showInformationMessage(made.message, undoIt)) === undoIt) await undo();
}

async function preview(request: string, uri: string, content: PreviewContent): Promise<void> {
  const shown = await execute<Preview>('omni.preview', { request, uri });
  if (!shown.id) throw new Error(shown.message);
  await showPreview(shown, content);
  const apply = 'Apply';
  if ((await vscode.window.showInformationMessage(shown.message, apply)) === apply) await generate({ id: shown.id });
}

async function undo(): Promise<void> {
  const undone = await execute<Undone>('omni.undo', {});
  if (!undone.undone) throw new Error(undone.message);
  await vscode.window.showInformationMessage(undone.message);
}

async function check(): Promise<void> {
  await execute('omni.check', {});
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Mends what is risky in the file that is shown, where no choice is needed. */
async function harden(): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const made = await execute<Generated>('omni.harden', uri === undefined ? {} : { uri });
  if (!made.applied) {
    await vscode.window.showInformationMessage(made.message);
    return;
  }
  const undoIt = 'Undo';
  if ((await vscode.window.showInformationMessage(made.message, undoIt)) === undoIt) await undo();
}
