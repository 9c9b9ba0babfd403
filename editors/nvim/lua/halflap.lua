--- halflap for Neovim: starts `halflap lsp` for schemas.
---
---     require("halflap").setup()
---     require("halflap").setup({ cmd = { "/opt/bin/halflap", "lsp" } })
---
--- Works from Neovim 0.7 on, without other plugins.

local M = {}

local options = { cmd = { "halflap", "lsp" } }

--- Clients by root folder, where Neovim does not look after that itself.
local clients = {}

--- The folder that holds the schemas: the repository, or else the file's own.
local function root_of(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  local folder = file == "" and vim.loop.cwd() or vim.fn.fnamemodify(file, ":p:h")
  local marker = vim.fn.finddir(".git", folder .. ";")
  if marker == "" then
    marker = vim.fn.findfile(".git", folder .. ";")
  end
  if marker == "" then
    return folder
  end
  return vim.fn.fnamemodify(marker, ":p"):gsub("/%.git/?$", "")
end

--- Starts the server for a buffer, or lets the one that runs look after it too.
--- Returns the client's id.
function M.start(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local root = root_of(buffer)
  local config = {
    name = "halflap",
    cmd = options.cmd,
    root_dir = root,
    on_attach = options.on_attach,
    capabilities = options.capabilities or vim.lsp.protocol.make_client_capabilities(),
  }
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  local id = clients[root]
  if not id or vim.lsp.client_is_stopped(id) then
    id = vim.lsp.start_client(config)
    clients[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
  return id
end

--- From now on schemas have a server. `opts.cmd` is the command, `opts.on_attach` and
--- `opts.capabilities` are those of |vim.lsp.start_client()|.
function M.setup(opts)
  options = vim.tbl_extend("force", options, opts or {})
  local group = vim.api.nvim_create_augroup("halflap", { clear = true })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "lap",
    callback = function(args)
      M.start(args.buf)
    end,
  })
end

return M
