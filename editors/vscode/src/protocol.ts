// The answers of the server's commands, as server/src/lsp/protocol.rs defines them.

/** What `omni.preview` answers. */
export interface Preview {
  /** Names the change set for `omni.generate`; null where nothing could be made. */
  id: string | null;
  /** One sentence for a person. */
  message: string;
  files: PreviewFile[];
  /** The proof as Markdown. */
  proof: string;
}

/** A file as it is and as it would be. */
export interface PreviewFile {
  uri: string;
  /** Null where the file does not exist yet. */
  before: string | null;
  after: string;
}

/** What `omni.generate` answers. */
export interface Generated {
  id: string | null;
  applied: boolean;
  message: string;
  /** The URIs of the new files. */
  created: string[];
}

/** What `omni.undo` answers. */
export interface Undone {
  undone: boolean;
  message: string;
}
