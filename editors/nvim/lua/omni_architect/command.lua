--- The `:Omni` command: asks the server and shows what it says.
local M = {}

local function notify(message, level)
  vim.notify('Omni-Architect: ' .. message, level or vim.log.levels.INFO)
end

--- The running client, attached to this buffer if one is.
---@return vim.lsp.Client?
local function client()
  local here = vim.lsp.get_clients({ name = 'omni_architect', bufnr = 0 })[1]
  return here or vim.lsp.get_clients({ name = 'omni_architect' })[1]
end

--- Runs a command of the server and hands its answer to `done`.
---@param name string
---@param argument table
---@param done fun(answer: table)
local function execute(name, argument, done)
  local server = client()
  if not server then
    notify('no server is running here; open a .tf, .yaml or .json file, or see :checkhealth omni_architect', vim.log.levels.ERROR)
    return
  end
  if vim.tbl_isempty(argument) then
    argument = vim.empty_dict()
  end
  server:request('workspace/executeCommand', { command = name, arguments = { argument } }, function(err, answer)
    if err then
      notify(err.message, vim.log.levels.ERROR)
    else
      done(answer)
    end
  end)
end

--- Where new files go: beside the buffer's file, or in the working directory.
local function target()
  local name = vim.api.nvim_buf_get_name(0)
  if name ~= '' and vim.uv.fs_stat(vim.fs.dirname(name)) then
    return vim.uri_from_fname(vim.fs.dirname(name))
  end
  return vim.uri_from_fname(vim.uv.cwd())
end

--- Hands the request to `go`: the words of the command line, or what the person types when asked.
---@param words string[]
---@param go fun(request: string)
local function ask(words, go)
  if #words > 0 then
    return go(table.concat(words, ' '))
  end
  vim.ui.input({ prompt = 'What do you need? ' }, function(request)
    if request and vim.trim(request) ~= '' then
      go(request)
    end
  end)
end

---@param argument table
local function generate(argument)
  execute('omni.generate', argument, function(made)
    -- Neovim keeps a new file in a buffer alone; others read it from disk.
    for _, uri in ipairs(made.created) do
      vim.api.nvim_buf_call(vim.uri_to_bufnr(uri), function()
        vim.cmd('silent write')
      end)
    end
    notify(made.message, made.applied and vim.log.levels.INFO or vim.log.levels.ERROR)
  end)
end

---@type table<string, fun(words: string[])>
local subcommands = {
  generate = function(words)
    local uri = target()
    ask(words, function(request)
      generate({ request = request, uri = uri })
    end)
  end,
  preview = function(words)
    local uri = target()
    ask(words, function(request)
      execute('omni.preview', { request = request, uri = uri }, function(preview)
        if not preview.id then
          return notify(preview.message, vim.log.levels.ERROR)
        end
        require('omni_architect.preview').show(preview, function()
          generate({ id = preview.id })
        end)
      end)
    end)
  end,
  undo = function()
    execute('omni.undo', {}, function(undone)
      notify(undone.message, undone.undone and vim.log.levels.INFO or vim.log.levels.ERROR)
    end)
  end,
  check = function()
    execute('omni.check', {}, function()
      vim.diagnostic.setqflist({ title = 'Omni-Architect' })
    end)
  end,
}

--- Mends what is risky in the buffer's file where no choice is needed.
subcommands.harden = function()
  execute('omni.harden', { uri = vim.uri_from_bufnr(0) }, function(made)
    notify(made.message, made.applied and vim.log.levels.INFO or vim.log.levels.WARN)
  end)
end

--- Runs a command that the server's grammar allows, in a trusted workspace.
subcommands.run = function(words)
  execute('omni.run', { command = words, uri = target() }, function(ran)
    notify(table.concat(vim.list_extend({ ran.message }, ran.output or {}), '\n'), ran.ran and vim.log.levels.INFO or vim.log.levels.WARN)
  end)
end

--- Says that the workspace is trusted: models are asked and commands run only then.
subcommands.trust = function()
  local server = client()
  if server then
    server:request('omni/trust', { trusted = true }, function(err)
      notify(err and err.message or 'this workspace is trusted until the server ends', err and vim.log.levels.ERROR or nil)
    end)
  end
end

--- Runs `:Omni SUBCOMMAND words...`; without one, asks which.
---@param args { fargs: string[] }
function M.run(args)
  local name = args.fargs[1]
  if not name then
    return vim.ui.select(M.names(), { prompt = 'Omni-Architect' }, function(chosen)
      if chosen then
        subcommands[chosen]({})
      end
    end)
  end
  local run = subcommands[name]
  if not run then
    return notify(('there is no ":Omni %s"; use %s'):format(name, table.concat(M.names(), ', ')), vim.log.levels.ERROR)
  end
  run(vim.list_slice(args.fargs, 2))
end

--- All subcommands in order.
---@return string[]
function M.names()
  local names = vim.tbl_keys(subcommands)
  table.sort(names)
  return names
end

--- Completes the subcommand.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  if line:match('^%S*%s+%S*$') then
    return vim.tbl_filter(function(name)
      return vim.startswith(name, lead)
    end, M.names())
  end
  return {}
end

return M
