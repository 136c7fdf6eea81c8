-- The plugin as a person uses it, in a real Neovim against the real server. The exit code is the result.
local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h')
vim.opt.runtimepath:prepend(here)
vim.cmd('filetype plugin on')
vim.g.omni_architect = { cmd = { vim.env.OMNI_ARCHITECT, 'lsp' } }
dofile(here .. '/plugin/omni_architect.lua')

local fails, passes = 0, 0
local function check(name, ok, why)
  if ok then
    passes = passes + 1
  else
    fails = fails + 1
  end
  io.stdout:write((ok and 'ok   ' or 'FAIL ') .. name .. (ok and '' or ('  ' .. vim.inspect(why))) .. '\n')
end
local function eventually(name, condition, why)
  check(name, vim.wait(10000, condition, 20), why and why())
end

local said = {}
vim.notify = function(message)
  table.insert(said, message)
end

local directory = vim.fn.tempname()
vim.fn.mkdir(directory .. '/.git', 'p')
local main = directory .. '/main.tf'
vim.fn.writefile({ 'resource "aws_s3_bucket" "logs" {', '  buckte = "logs"', '}' }, main)
vim.cmd.edit(main)
local buffer = vim.api.nvim_get_current_buf()
local function text()
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

check('the file type is terraform', vim.bo.filetype == 'terraform', vim.bo.filetype)
eventually('the client attaches', function()
  local client = vim.lsp.get_clients({ bufnr = buffer, name = 'omni_architect' })[1]
  return client ~= nil and client.initialized
end)
eventually('a misspelt argument is a diagnostic', function()
  return #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }) == 1
end, function()
  return vim.diagnostic.get(buffer)
end)
local fault = vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })[1]
check('it stands on the name', fault and fault.lnum == 1 and fault.col == 2 and fault.end_col == 8, fault)

vim.api.nvim_win_set_cursor(0, { 2, 3 })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    return action.isPreferred == true
  end,
})
eventually('the quick fix mends it', function()
  return text():find('  bucket = "logs"', 1, true) ~= nil
end, text)
eventually('the diagnostic goes', function()
  return #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }) == 0
end)
vim.cmd.write()

local before = text()
vim.cmd('Omni generate an sqs queue named "orders"')
eventually(':Omni generate says what it did', function()
  return #said > 0
end)
eventually('the queue is in the workspace', function()
  for _, open in ipairs(vim.api.nvim_list_bufs()) do
    local all = table.concat(vim.api.nvim_buf_get_lines(open, 0, -1, false), '\n')
    if all:find('resource "aws_sqs_queue" "orders"', 1, true) then
      return true
    end
  end
  return false
end, function()
  return said
end)
vim.cmd('Omni undo')
eventually(':Omni undo takes it back', function()
  return text() == before
end, function()
  return { said, text() }
end)

vim.cmd('Omni preview an sqs queue named "orders"')
eventually('a preview opens diffs and the proof', function()
  return vim.api.nvim_buf_get_name(0):find('omni://', 1, true) ~= nil and vim.api.nvim_buf_get_name(0):find('proof', 1, true) ~= nil
end)
check('nothing is written by a preview', text() == before, text())
vim.api.nvim_feedkeys('q', 'xt', false)
eventually('q closes it', function()
  return #vim.api.nvim_list_tabpages() == 1
end)

said = {}
vim.cmd('Omni generate asdf qwer zxcv')
eventually('a meaningless request is one sentence', function()
  return #said == 1
end, function()
  return said
end)
check('and changes nothing', text() == before, text())

local config = require('omni_architect.config')
check('an unknown setting is named', config.faults({ colour = 1 })[1]:find('colour', 1, true) ~= nil)
check('a wrong type is named', config.faults({ cmd = 'x' })[1]:find('must be a table', 1, true) ~= nil)
check('subcommands complete', vim.deep_equal(vim.fn.getcompletion('Omni ge', 'cmdline'), { 'generate' }), vim.fn.getcompletion('Omni ge', 'cmdline'))

local client = vim.lsp.get_clients({ name = 'omni_architect' })[1]
client:stop()
eventually('the server stops', function()
  return client:is_stopped()
end)
io.stdout:write(('%d passed, %d failed\n'):format(passes, fails))
os.exit(fails == 0 and 0 or 1)
