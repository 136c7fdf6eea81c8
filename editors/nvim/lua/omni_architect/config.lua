--- What the person set in `vim.g.omni_architect`, checked, over the defaults.
local M = {}

---@class omni.Config
---@field cmd string[] Command that starts the server.
---@field enable boolean Whether the server starts by itself on the file types it knows.

---@class omni.PartialConfig
---@field cmd? string[]
---@field enable? boolean

---@type omni.Config
local defaults = { cmd = { 'omni-architect', 'lsp' }, enable = true }

--- Faults of the person's configuration, one sentence each; empty when all is well.
---@param user table
---@return string[]
function M.faults(user)
  local faults = {}
  for key, value in pairs(user) do
    local default = defaults[key]
    if default == nil then
      table.insert(faults, ('vim.g.omni_architect has no setting "%s"; it knows cmd and enable'):format(key))
    elseif type(value) ~= type(default) then
      table.insert(faults, ('vim.g.omni_architect.%s must be a %s, not a %s'):format(key, type(default), type(value)))
    end
  end
  table.sort(faults)
  return faults
end

--- The person's own settings: a table, or a function that gives one.
---@return table
function M.user()
  local user = vim.g.omni_architect or {}
  if type(user) == 'function' then
    user = user()
  end
  return type(user) == 'table' and user or {}
end

--- The settings in force. A setting with a fault keeps its default.
---@return omni.Config
function M.get()
  local config = vim.deepcopy(defaults)
  for key, value in pairs(M.user()) do
    if defaults[key] ~= nil and type(value) == type(defaults[key]) then
      config[key] = value
    end
  end
  return config
end

return M
