--- Shows a change set: each file as a diff in a tab of its own, the proof in a window above.
local M = {}

--- A scratch buffer that vanishes with its window.
---@param name string
---@param text string
---@param filetype string
---@return integer
local function scratch(name, text, filetype)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buffer, name)
  local lines = vim.split(text, '\n')
  if lines[#lines] == '' then
    table.remove(lines)
  end
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = filetype
  return buffer
end

--- Shows `preview`; `apply` runs when the person presses the key that the proof names.
---@param preview omni.Preview
---@param apply fun()
function M.show(preview, apply)
  local tabs = {}
  local function close()
    for _, tab in ipairs(tabs) do
      if vim.api.nvim_tabpage_is_valid(tab) and #vim.api.nvim_list_tabpages() > 1 then
        vim.cmd.tabclose(vim.api.nvim_tabpage_get_number(tab))
      end
    end
  end
  local function keys(buffer)
    vim.keymap.set('n', 'a', function()
      close()
      apply()
    end, { buffer = buffer, desc = 'Apply the change set' })
    vim.keymap.set('n', 'q', close, { buffer = buffer, desc = 'Discard the change set' })
  end
  for _, file in ipairs(preview.files) do
    local path = vim.uri_to_fname(file.uri)
    local filetype = vim.filetype.match({ filename = path }) or ''
    vim.cmd.tabnew()
    table.insert(tabs, vim.api.nvim_get_current_tabpage())
    for index, side in ipairs({ { 'before', file.before or '' }, { 'after', file.after } }) do
      local buffer = scratch(('omni://%s/%s%s'):format(preview.id, side[1], path), side[2], filetype)
      keys(buffer)
      if index == 2 then
        vim.cmd('rightbelow vsplit')
      end
      vim.api.nvim_win_set_buf(0, buffer)
      vim.cmd.diffthis()
    end
  end
  vim.cmd.tabnew()
  table.insert(tabs, vim.api.nvim_get_current_tabpage())
  local proof = scratch(('omni://%s/proof'):format(preview.id), 'a applies, q discards\n\n' .. preview.proof, 'markdown')
  keys(proof)
  vim.api.nvim_win_set_buf(0, proof)
end

return M
