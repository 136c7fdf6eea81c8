--- The answers of the server's commands, as server/src/lsp/protocol.rs defines them.
---@meta

---@class omni.Preview
---@field id? string Names the change set for `omni.generate`; nil where nothing could be made.
---@field message string One sentence for a person.
---@field files omni.PreviewFile[]
---@field proof string The proof as Markdown.

---@class omni.PreviewFile
---@field uri string
---@field before? string Nil where the file does not exist yet.
---@field after string

---@class omni.Generated
---@field id? string
---@field applied boolean
---@field message string
---@field created string[] The URIs of the new files.

---@class omni.Undone
---@field undone boolean
---@field message string
