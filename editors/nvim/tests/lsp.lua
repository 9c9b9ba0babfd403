-- Neovim and `halflap lsp`, end to end:
--
--   HALFLAP=path/to/halflap SCHEMAS=folder nvim --headless -u NONE -i NONE -c "luafile tests/lsp.lua"
--
-- SCHEMAS is a folder of its own with copies of testdata/editors. Nothing waits for a time: all
-- waits are for what has to come.

local here = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h:h")
local schemas = assert(vim.env.SCHEMAS, "SCHEMAS is not set")
local command = assert(vim.env.HALFLAP, "HALFLAP is not set")

local count = 0

local function check(what, condition, shown)
  count = count + 1
  if not condition then
    error(what .. ": " .. vim.inspect(shown), 2)
  end
end

local function equal(what, found, wanted)
  check(what .. ", wanted " .. vim.inspect(wanted), vim.deep_equal(found, wanted), found)
end

--- Waits until something is so. The limit is for a server that never answers.
local function wait(what, condition)
  check("still waiting: " .. what, vim.wait(120000, condition, 10), vim.diagnostic.get())
end

local function find(pattern)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(pattern)
    if at then
      return i, at
    end
  end
  error("no line has " .. pattern)
end

--- Puts the cursor on what a pattern finds, some letters behind its beginning.
local function go(pattern, behind)
  local line, at = find(pattern)
  vim.api.nvim_win_set_cursor(0, { line, at - 1 + (behind or 0) })
end

local function ask(method, more)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(), more or {})
  local answers = assert(vim.lsp.buf_request_sync(0, method, params, 120000))
  for _, answer in pairs(answers) do
    assert(not answer.err and not answer.error, vim.inspect(answer))
    return answer.result
  end
  error(method .. ": no answer")
end

local function hover(pattern, behind)
  go(pattern, behind)
  return ask("textDocument/hover").contents.value
end

--- Goes to where something is declared, as the editor's own command does.
local function jump(pattern, behind)
  go(pattern, behind)
  local from = { vim.api.nvim_get_current_buf(), vim.api.nvim_win_get_cursor(0) }
  vim.lsp.buf.definition()
  wait("a jump from " .. pattern, function()
    local now = { vim.api.nvim_get_current_buf(), vim.api.nvim_win_get_cursor(0) }
    return not vim.deep_equal(now, from)
  end)
  return vim.fn.expand("%:t"), vim.api.nvim_get_current_line()
end

local function group_at(pattern, behind)
  local line, at = find(pattern)
  local id = vim.fn.synID(line, at + (behind or 0), 1)
  return vim.fn.synIDattr(id, "name")
end

--- Newer versions of Neovim call it otherwise.
local clients = vim.lsp.get_clients or vim.lsp.get_active_clients

local function codes()
  return vim.tbl_map(function(found)
    return found.code or found.user_data and found.user_data.lsp.code or "error"
  end, vim.diagnostic.get(0))
end

local function run()
  vim.opt.runtimepath:prepend(here)
  vim.opt.hidden = true
  vim.opt.swapfile = false
  require("halflap").setup({ cmd = { command, "lsp" } })
  vim.cmd("filetype plugin on")
  vim.cmd("syntax on")
  vim.cmd("edit " .. vim.fn.fnameescape(schemas .. "/highlight.lap"))
  equal("file type", vim.bo.filetype, "lap")
  equal("comments", vim.bo.commentstring, "// %s")

  -- Colours: a keyword is one in its place only.
  equal("a keyword", group_at("^message Order"), "lapKeyword")
  equal("a field of that name", group_at("  1 message: ", 4), "lapField")
  equal("a built-in type", group_at("uuid%?"), "lapType")
  equal("a field called as a type", group_at("  2 string: ", 4), "lapField")
  equal("an attribute", group_at("removed 3"), "lapAttribute")
  equal("a field called since", group_at("  3 since: ", 4), "lapField")
  equal("secret", group_at("secret bytes"), "lapKeyword")
  equal("a text", group_at('"none"', 1), "lapString")
  equal("an escape", group_at("\\x41"), "lapEscape")
  equal("documentation", group_at("/// Of several"), "lapDoc")
  equal("a comment", group_at("// why"), "lapComment")
  equal("an allowance", group_at("halflap: allow"), "lapAllow")
  equal("a number", group_at("0x10"), "lapNumber")
  equal("a constant of the language", group_at("nan  since"), "lapConstant")

  wait("the client", function()
    return #clients() == 1 and clients()[1].initialized
  end)

  -- Findings: a good schema has none. One that is spoiled has them where they are, and behind what
  -- is not ASCII too.
  local good = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  local line = find("^/// Grüße")
  vim.api.nvim_buf_set_lines(0, line - 1, line, false, { 'const crab: string = "🦀🦀" const OTHER: Nothing = 1' })
  wait("an error", function()
    return #vim.diagnostic.get(0) == 1
  end)
  local found = vim.diagnostic.get(0)[1]
  equal("its line", found.lnum, line - 1)
  equal("its column, in bytes", found.col, ('const crab: string = "🦀🦀" const OTHER: '):len())
  equal("its severity", found.severity, vim.diagnostic.severity.ERROR)
  check("its text", found.message:find("there is no `Nothing`", 1, true), found)
  vim.api.nvim_buf_set_lines(0, line - 1, line, false, { "const crab: u8 = 1" })
  wait("a lint", function()
    return vim.deep_equal(codes(), { "naming" })
  end)
  vim.api.nvim_buf_set_lines(0, 0, -1, false, good)
  wait("nothing to be found", function()
    return #vim.diagnostic.get(0) == 0
  end)

  -- Hover: layout and documentation.
  local text = hover("version: u16")
  check("where a field lies", text:find("of `Order`, `u16`: size 2, alignment 2", 1, true), text)
  check("its documentation", text:find("Of several things.", 1, true), text)
  check("the block", text:find("block of `Order`: ", 1, true), text)
  text = hover("m%.Amount", 3)
  check("a type of another file", text:find("How much of what.", 1, true), text)
  text = hover("= ALL", 3)
  check("a constant", text:find("value `0x3`", 1, true), text)
  text = hover("Side = buy", 1)
  check("what is not ASCII", text:find("Grüße 🦀 an alle.", 1, true), text)

  -- Definition: in this file, in another, and of an import.
  local file, shown = jump("Side = buy", 1)
  equal("definition", { file, shown }, { "highlight.lap", "enum Side: u8 {" })
  file, shown = jump("m%.Amount", 3)
  equal("in another file", { file, shown }, { "money.lap", "message Amount {" })
  vim.cmd("edit " .. vim.fn.fnameescape(schemas .. "/highlight.lap"))
  file, shown = jump('"money.lap"', 2)
  equal("of an import", { file, shown }, { "money.lap", "package acme.money version 2" })

  -- An import's text counts before it is saved.
  local money = vim.api.nvim_get_current_buf()
  local saved = vim.api.nvim_buf_get_lines(money, 0, -1, false)
  local at = find("^message Amount")
  vim.api.nvim_buf_set_lines(money, at - 1, at, false, { "message Sum {" })
  vim.cmd("edit " .. vim.fn.fnameescape(schemas .. "/highlight.lap"))
  local shop = vim.api.nvim_get_current_buf()
  wait("an error by an unsaved import", function()
    return #vim.diagnostic.get(shop) == 1
  end)
  vim.api.nvim_buf_set_lines(money, 0, -1, false, saved)
  wait("its end", function()
    return #vim.diagnostic.get(shop) == 0
  end)

  -- References, and the outline.
  go("^enum Side", 5)
  local places = ask("textDocument/references", { context = { includeDeclaration = true } })
  equal("references", #places, 2)
  local outline = ask("textDocument/documentSymbol")
  equal("the outline", outline[#outline].name, "Clock")

  -- Renaming, as the editor applies it.
  go("  0 buy", 4)
  vim.lsp.buf.rename("purchase")
  wait("the new name", function()
    local lines = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
    return lines:find("0 purchase", 1, true) and lines:find("= purchase", 1, true)
  end)
  vim.api.nvim_buf_set_lines(0, 0, -1, false, good)

  -- Formatting, as the editor applies it.
  line = find("  1 message: ")
  vim.api.nvim_buf_set_lines(0, line - 1, line, false, { "\t1   message:uuid ?   // 🦀" })
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 120000 })
  else
    vim.lsp.buf.formatting_sync(nil, 120000)
  end
  equal("the formatted line", vim.api.nvim_buf_get_lines(0, line - 1, line, false), { "  1 message: uuid?  // 🦀" })

  -- Completion, as the editor asks for it.
  line = find("  8 version: ")
  vim.api.nvim_buf_set_lines(0, line - 1, line, false, { "  8 version: m." })
  vim.api.nvim_win_set_cursor(0, { line, ("  8 version: m."):len() })
  local items = ask("textDocument/completion", { position = { line = line - 1, character = 15 } })
  equal("completion", vim.tbl_map(function(item) return item.label end, items), { "Amount" })

  -- The end: the server goes as the protocol has it.
  vim.lsp.stop_client(clients()[1].id)
  wait("the server's end", function()
    return #clients() == 0
  end)
end

local fine, why = xpcall(run, debug.traceback)
if fine then
  io.stdout:write(count .. " checks\n")
  vim.cmd("qall!")
else
  io.stdout:write(tostring(why) .. "\n")
  vim.cmd("cquit 1")
end
