--- `:checkhealth omni_architect`
local M = {}

function M.check()
  local config = require('omni_architect.config')
  vim.health.start('omni_architect')
  local faults = config.faults(config.user())
  for _, fault in ipairs(faults) do
    vim.health.error(fault)
  end
  if #faults == 0 then
    vim.health.ok('vim.g.omni_architect is valid')
  end
  local cmd = config.get().cmd[1]
  if vim.fn.executable(cmd) == 0 then
    vim.health.error(('the server "%s" is not on the PATH'):format(cmd), { 'Set vim.g.omni_architect = { cmd = { "/path/to/omni-architect", "lsp" } }' })
  else
    local version = vim.system({ cmd, '--version' }):wait()
    vim.health.ok(vim.trim(version.stdout or '') .. ' at ' .. vim.fn.exepath(cmd))
  end
  for _, other in ipairs({ 'terraformls', 'tofu_ls', 'yamlls' }) do
    if #vim.lsp.get_clients({ name = other }) > 0 then
      vim.health.info(other .. ' is attached too: some findings will be shown twice')
    end
  end
end

return M
