if vim.g.loaded_omni_architect then
  return
end
vim.g.loaded_omni_architect = true

vim.filetype.add({ extension = { tf = 'terraform', tfvars = 'terraform-vars' } })

if require('omni_architect.config').get().enable then
  vim.lsp.enable('omni_architect')
end

vim.api.nvim_create_user_command('Omni', function(args)
  require('omni_architect.command').run(args)
end, {
  nargs = '*',
  range = true,
  desc = 'Generate, preview and undo proven infrastructure configuration',
  complete = function(lead, line)
    return require('omni_architect.command').complete(lead, line)
  end,
})

for name, action in pairs({ generate = 'generate', preview = 'preview', undo = 'undo', check = 'check' }) do
  vim.keymap.set('n', ('<Plug>(omni-%s)'):format(name), function()
    require('omni_architect.command').run({ fargs = { action }, range = 0 })
  end, { desc = 'Omni-Architect: ' .. name })
end
