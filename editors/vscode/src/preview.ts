// Shows a change set in the editor's own multi-file diff, with its proof beside it.
import * as vscode from 'vscode';
import type { Preview } from './protocol';

/** Serves the texts of the change set on show under its own scheme. */
export class PreviewContent implements vscode.TextDocumentContentProvider {
  static readonly scheme = 'omni-architect';
  private readonly texts = new Map<string, string>();

  /** The address under which `text` can be read. */
  put(id: string, side: string, path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: PreviewContent.scheme, authority: id, path, query: side });
    this.texts.set(uri.toString(), text);
    return uri;
  }

  /** Forgets all that was shown before. */
  clear(): void {
    this.texts.clear();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }
}

export async function showPreview(preview: Preview, content: PreviewContent): Promise<void> {
  content.clear();
  const id = preview.id ?? 'preview';
  const changes = preview.files.map((file) => {
    const uri = vscode.Uri.parse(file.uri);
    return [
      uri,
      content.put(id, 'before', uri.path, file.before ?? ''),
      content.put(id, 'after', uri.path, file.after),
    ];
  });
  await vscode.commands.executeCommand('vscode.changes', 'Omni-Architect: preview', changes);
  const proof = content.put(id, 'proof', '/Proof.md', preview.proof);
  await vscode.commands.executeCommand('markdown.showPreviewToSide', proof);
}
