--- Configuration for `vim.lsp.enable('omni_architect')` (Neovim 0.11 and later).
---@type vim.lsp.Config
return {
  cmd = function(dispatchers)
    local config = require('omni_architect.config').get()
    return vim.lsp.rpc.start(config.cmd, dispatchers)
  end,
  filetypes = { 'terraform', 'terraform-vars', 'hcl', 'yaml', 'yaml.docker-compose', 'json' },
  root_markers = { 'omni-architect.toml', '.terraform.lock.hcl', 'kustomization.yaml', 'Chart.yaml', '.git' },
}
