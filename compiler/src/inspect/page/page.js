"use strict";
(() => {
  // What Rust wrote: everything that comes from the buffer or the schema is only ever set as text.
  const data = JSON.parse(document.getElementById("data").textContent);
  const bytes = Uint8Array.from(atob(data.bytes), (c) => c.charCodeAt(0));
  const [DEPTH, START, END, CLASS, FLAGS, NAME, TYPE, VALUE, NOTE, PATH, SLOT] = Array(11).keys();
  const GROUP = 1, HIDDEN = 2;
  const rows = data.rows;
  const NONE = -1;
  const WIDTH = 16, LINE = 24, ROW = 25, DEEPEST = 24;
  const $ = (id) => document.getElementById(id);
  const make = (parent, tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  };

  // What follows from the rows: what each is in, where its inside ends, whose each byte is.
  const parent = new Int32Array(rows.length), after = new Int32Array(rows.length).fill(rows.length);
  const owner = new Int32Array(bytes.length).fill(NONE), partner = new Map();
  const open = [];
  rows.forEach((row, i) => {
    while (open.length && rows[open.at(-1)][DEPTH] >= row[DEPTH]) after[open.pop()] = i;
    parent[i] = open.length ? open.at(-1) : NONE;
    open.push(i);
    if (!(row[FLAGS] & GROUP)) owner.fill(i, row[START], row[END]);
  });
  rows.forEach((row, i) => {
    const slot = row[SLOT] < bytes.length ? owner[row[SLOT]] : undefined;
    if (slot >= 0) partner.set(slot, i).set(i, slot);
  });
  const fault = data.error ? data.error.offset : NONE;
  const faultRow = fault >= 0 && fault < bytes.length ? owner[fault] : NONE;
  const isGroup = (i) => (rows[i][FLAGS] & GROUP) !== 0;
  const className = (i) => `c-${data.classes[rows[i][CLASS]]}`;

  // What is shown: rows that no folded one hides; what is lit; where the keyboard is.
  const folded = new Set();
  let visible = [], position = new Map();
  let hovered = NONE, pinned = NONE, byte = 0, row = 0;
  const lit = () => (hovered >= 0 ? hovered : pinned);
  const hex = $("hex"), tree = $("tree");
  const [hexSheet, treeSheet] = [hex.firstElementChild, tree.firstElementChild];

  function layOut() {
    visible = [];
    for (let i = 0; i < rows.length; i = folded.has(i) ? after[i] : i + 1) visible.push(i);
    position = new Map(visible.map((i, at) => [i, at]));
    treeSheet.style.height = `${visible.length * ROW + 8}px`;
  }
  /** The row itself, or the one that it is folded into. */
  function shown(i) {
    while (i >= 0 && !position.has(i)) i = parent[i];
    return i;
  }
  /** Draws the lines of a pane that can be seen, and a few more. */
  function draw(pane, sheet, size, count, one) {
    const first = Math.max(0, Math.floor(pane.scrollTop / size) - 4);
    const last = Math.min(count, first + Math.ceil(pane.clientHeight / size) + 9);
    const lines = [];
    for (let i = first; i < last; i++) lines.push(one(i));
    sheet.replaceChildren(...lines);
  }
  const end = bytes.length + (fault === bytes.length ? 1 : 0);
  const drawHex = () => draw(hex, hexSheet, LINE, Math.ceil(end / WIDTH), hexLine);
  const drawTree = () => draw(tree, treeSheet, ROW, visible.length, (at) => treeRow(visible[at], at));

  function hexLine(n) {
    const line = document.createElement("div");
    line.className = "line";
    line.style.top = `${n * LINE + 8}px`;
    line.setAttribute("role", "row");
    make(line, "span", "at", n * WIDTH);
    const start = n * WIDTH, stop = Math.min(end, start + WIDTH);
    const ascii = document.createElement("span");
    ascii.className = "ascii";
    ascii.setAttribute("aria-hidden", "true");
    for (let at = start; at < start + WIDTH; at++) {
      const half = at === start + WIDTH / 2 ? " half" : "";
      if (at >= stop) {
        make(line, "span", `cell${half}`);
        continue;
      }
      const i = at < bytes.length ? owner[at] : NONE;
      const hidden = i >= 0 && rows[i][FLAGS] & HIDDEN;
      const value = bytes[at];
      const text = i < 0 ? "··" : hidden ? "••" : value.toString(16).padStart(2, "0");
      const cell = make(line, "span", `cell${half}`, text);
      cell.id = `b${at}`;
      cell.dataset.at = at;
      cell.setAttribute("role", "gridcell");
      if (i >= 0) {
        cell.classList.add("paint", className(i));
        cell.setAttribute("aria-label", `byte ${at}, ${hidden ? "hidden" : text}, ${rows[i][NAME]}`);
        if (at === rows[i][START] || at === start) cell.classList.add("first");
        if (at === rows[i][END] - 1 || at === start + WIDTH - 1) cell.classList.add("last");
        const shows = !hidden && value >= 32 && value < 127;
        make(ascii, "span", className(i), shows ? String.fromCharCode(value) : "·").dataset.at = at;
      }
      cell.classList.toggle("fault", at === fault);
    }
    line.append(ascii);
    return line;
  }

  function treeRow(i, at) {
    const [depth, start, stop, , , name, type, value, note] = rows[i];
    const line = document.createElement("div");
    line.className = `row ${isGroup(i) ? "branch" : "leaf"} ${className(i)}`;
    line.id = `r${i}`;
    line.dataset.row = i;
    line.style.top = `${at * ROW + 4}px`;
    line.setAttribute("role", "treeitem");
    line.setAttribute("aria-level", depth + 1);
    make(line, "span", "indent").style.width = `${10 + Math.min(depth, DEEPEST) * 16}px`;
    const fold = make(line, "span", "fold");
    if (isGroup(i) && after[i] > i + 1) {
      line.setAttribute("aria-expanded", String(!folded.has(i)));
      fold.textContent = folded.has(i) ? "▶" : "▼";
    }
    make(line, "span", `dot paint ${className(i)}`);
    make(line, "span", "name", name);
    if (type) make(line, "span", "type", type);
    if (value) make(line, "span", `value paint ${className(i)}`, value);
    if (note) make(line, "span", "note", note);
    make(line, "span", "range", stop > start + 1 ? `${start}–${stop - 1}` : `${start}`);
    line.classList.toggle("fault", i === faultRow);
    return line;
  }

  /** Lights what belongs together, in what has been drawn. */
  function light() {
    const now = lit(), at = shown(now), aim = partner.get(now) ?? NONE;
    const inside = (row, at) => row >= 0 && at >= rows[row][START] && at < rows[row][END];
    for (const cell of hexSheet.querySelectorAll("[data-at]")) {
      const at = Number(cell.dataset.at);
      cell.classList.toggle("lit", inside(now, at));
      cell.classList.toggle("aim", inside(aim, at));
      cell.classList.toggle("here", at === byte && document.activeElement === hex && cell.id !== "");
    }
    const around = new Set();
    for (let i = at; i >= 0; i = parent[i]) around.add(i);
    for (const line of treeSheet.children) {
      const i = Number(line.dataset.row);
      line.classList.toggle("lit", i === at);
      line.classList.toggle("within", i !== at && around.has(i));
      line.classList.toggle("aim", aim >= 0 && i === shown(aim));
      line.setAttribute("aria-selected", String(i === at));
    }
    hex.setAttribute("aria-activedescendant", $(`b${byte}`) ? `b${byte}` : "");
    tree.setAttribute("aria-activedescendant", $(`r${row}`) ? `r${row}` : "");
    tell(now, aim);
  }
  /** All of what is lit, in words. */
  function tell(i, aim) {
    const detail = $("detail");
    detail.replaceChildren();
    if (i < 0) {
      const hint = make(detail, "p", "say", "Point at a byte to see what it is, or at a row to see its bytes. ");
      for (const [key, does] of [["Tab", " and the arrow keys do the same. A click or "], ["Enter", " keeps it lit, "], ["Esc", " lets go."]]) {
        make(hint, "kbd", "", key);
        hint.append(does);
      }
      return;
    }
    const [, start, stop, , , name, type, value, note, path] = rows[i];
    const title = make(detail, "h2");
    make(title, "span", `tag paint ${className(i)}`, data.classes[rows[i][CLASS]]);
    make(title, "span", "", path || name);
    if (aim >= 0) {
      const button = make(title, "button", "", rows[i][SLOT] >= 0 ? "Go to its slot" : "Go to its target");
      button.type = "button";
      button.onclick = () => pin(aim);
    }
    const facts = make(detail, "dl");
    const fact = (what, tag, text) => {
      if (!text) return;
      make(facts, "dt", "", what);
      make(make(facts, "dd"), tag, "", text);
    };
    const many = stop - start;
    fact("bytes", "span", many > 1 ? `${start} to ${stop - 1}, ${many} in all` : many ? `${start}` : `none, at ${start}`);
    fact("type", "code", type);
    fact("value", "code", value);
    fact("note", "span", note);
    const around = [];
    for (let up = parent[i]; up >= 0; up = parent[up]) around.unshift(rows[up][NAME]);
    fact("in", "span", around.join(" › "));
  }

  function reveal(pane, top, size) {
    const margin = Math.min(3 * size, pane.clientHeight / 4);
    if (top < pane.scrollTop + margin) pane.scrollTop = top - margin;
    else if (top + size > pane.scrollTop + pane.clientHeight - margin) pane.scrollTop = top + size - pane.clientHeight + margin;
  }
  function revealByte(at) {
    reveal(hex, Math.floor(at / WIDTH) * LINE + 8, LINE);
    drawHex();
  }
  function revealRow(i) {
    const at = position.get(shown(i));
    if (at === undefined) return;
    reveal(tree, at * ROW + 4, ROW);
    drawTree();
  }
  /** Lights a row while the pointer is on it or on its bytes; `from` is the pane that stays. */
  function hover(i, from) {
    if (i === hovered) return;
    hovered = i;
    if (i >= 0 && from !== tree) revealRow(i);
    if (i >= 0 && from !== hex) revealByte(rows[i][START]);
    light();
  }
  /** Keeps a row lit. */
  function pin(i) {
    pinned = i;
    hovered = NONE;
    if (i >= 0) {
      for (let up = parent[i]; up >= 0; up = parent[up]) folded.delete(up);
      layOut();
      revealRow(i);
      revealByte(rows[i][START]);
      row = i;
      byte = Math.min(rows[i][START], Math.max(0, bytes.length - 1));
    }
    light();
  }
  function fold(i, close) {
    if (!isGroup(i)) return;
    if (close) folded.add(i);
    else folded.delete(i);
    layOut();
    drawTree();
    light();
  }

  function moveByte(at) {
    byte = Math.max(0, Math.min(bytes.length - 1, at));
    revealByte(byte);
    hovered = NONE;
    hover(bytes.length ? owner[byte] : NONE, hex);
  }
  function moveRow(i) {
    row = i;
    revealRow(i);
    hovered = NONE;
    hover(i, tree);
  }
  const page = (pane, size) => Math.max(1, Math.floor(pane.clientHeight / size) - 2);
  const hexKeys = {
    ArrowLeft: () => moveByte(byte - 1), ArrowRight: () => moveByte(byte + 1),
    ArrowUp: () => moveByte(byte - WIDTH), ArrowDown: () => moveByte(byte + WIDTH),
    PageUp: () => moveByte(byte - WIDTH * page(hex, LINE)), PageDown: () => moveByte(byte + WIDTH * page(hex, LINE)),
    Home: () => moveByte(0), End: () => moveByte(bytes.length - 1),
    Enter: () => bytes.length && pin(owner[byte]), Escape: () => pin(NONE),
  };
  const step = (by) => {
    const at = position.get(shown(row)) + by;
    moveRow(visible[Math.max(0, Math.min(visible.length - 1, at))]);
  };
  const treeKeys = {
    ArrowUp: () => step(-1), ArrowDown: () => step(1),
    PageUp: () => step(-page(tree, ROW)), PageDown: () => step(page(tree, ROW)),
    Home: () => moveRow(visible[0]), End: () => moveRow(visible.at(-1)),
    ArrowRight: () => (folded.has(row) ? fold(row, false) : isGroup(row) && step(1)),
    ArrowLeft: () => {
      if (isGroup(row) && !folded.has(row)) fold(row, true);
      else if (parent[row] >= 0) moveRow(parent[row]);
    },
    Enter: () => pin(row), Escape: () => pin(NONE),
  };
  const listen = (pane, keys, move, rowOf) => {
    pane.addEventListener("keydown", (event) => {
      const action = keys[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      action();
    });
    pane.addEventListener("focus", () => pane.matches(":focus-visible") && move());
    pane.addEventListener("blur", () => hover(NONE));
    pane.addEventListener("pointermove", (event) => {
      const i = rowOf(event.target);
      if (i !== undefined) hover(i, pane);
    });
    pane.addEventListener("pointerleave", () => hover(NONE));
  };
  const byteOf = (target) => {
    const cell = target.closest("[data-at]");
    return cell ? Number(cell.dataset.at) : undefined;
  };
  const rowOf = (target) => {
    const line = target.closest("[data-row]");
    return line ? Number(line.dataset.row) : undefined;
  };
  listen(hex, hexKeys, () => moveByte(byte), (target) => {
    const at = byteOf(target);
    return at === undefined || at >= bytes.length ? undefined : owner[at];
  });
  listen(tree, treeKeys, () => moveRow(row), rowOf);
  hex.addEventListener("click", (event) => {
    const at = byteOf(event.target);
    if (at === undefined || at >= bytes.length) return;
    pin(owner[at] === pinned ? NONE : owner[at]);
    byte = at;
  });
  tree.addEventListener("click", (event) => {
    const i = rowOf(event.target);
    if (i === undefined) return;
    row = i;
    if (event.target.closest(".fold")) fold(i, !folded.has(i));
    else pin(i === pinned ? NONE : i);
  });
  tree.addEventListener("dblclick", (event) => {
    const i = rowOf(event.target);
    if (i !== undefined && !event.target.closest(".fold")) fold(i, !folded.has(i));
  });
  for (const [pane, again] of [[hex, drawHex], [tree, drawTree]]) {
    pane.addEventListener("scroll", () => (again(), light()), { passive: true });
  }

  // The strip above: the whole buffer at once.
  const strip = $("strip");
  function drawStrip() {
    const ratio = window.devicePixelRatio || 1;
    strip.width = Math.max(1, Math.round(strip.clientWidth * ratio));
    strip.height = Math.round(strip.clientHeight * ratio);
    const context = strip.getContext("2d");
    const probe = make(document.body, "i");
    const colours = data.classes.map((name) => {
      probe.className = `band c-${name}`;
      const style = getComputedStyle(probe);
      return name === "padding" || name === "unread" ? style.getPropertyValue("--line") : style.color;
    });
    probe.remove();
    for (let x = 0; x < strip.width && bytes.length; x++) {
      const i = owner[Math.floor((x / strip.width) * bytes.length)];
      context.fillStyle = i >= 0 ? colours[rows[i][CLASS]] : "transparent";
      context.fillRect(x, 0, 1, strip.height);
    }
    if (fault >= 0 && fault <= bytes.length && bytes.length) {
      const x = Math.min(strip.width - 3 * ratio, (fault / bytes.length) * strip.width);
      context.fillStyle = getComputedStyle(document.body).getPropertyValue("--bad");
      context.fillRect(x, 0, 3 * ratio, strip.height);
    }
  }
  strip.addEventListener("click", (event) => {
    const at = Math.floor((event.offsetX / strip.clientWidth) * bytes.length);
    if (at < bytes.length) pin(owner[at]);
  });

  function drawAll() {
    layOut();
    drawHex();
    drawTree();
    drawStrip();
    light();
  }
  $("message").textContent = data.title;
  $("facts").textContent = data.facts.join(" · ");
  const verdict = $("verdict");
  verdict.textContent = data.error ? "✕ refused" : data.schema ? "✓ ok" : "no schema";
  if (data.error || data.schema) verdict.classList.add(data.error ? "bad" : "good");
  if (data.error) {
    const banner = $("fault");
    banner.hidden = false;
    make(banner, "b", "", data.error.sentence);
    make(banner, "code", "", data.error.line);
    if (data.error.rule) make(banner, "span", "", `spec/wire.md, ${data.error.rule}`);
    if (faultRow >= 0) make(banner, "button", "", `Go to byte ${fault}`).onclick = () => pin(faultRow);
  }
  $("notes").hidden = data.notes.length === 0;
  for (const note of data.notes) {
    const line = make($("notes"), "p");
    note.split("`").forEach((text, i) => make(line, i % 2 ? "code" : "span", "", text));
  }
  for (const [i, name] of data.classes.entries()) {
    if (name === "group" || !rows.some((row) => row[CLASS] === i && row[END] > row[START])) continue;
    const item = make($("legend"), "li");
    make(item, "i", `paint c-${name}`);
    make(item, "span", "", data.words[i]);
  }
  hexSheet.style.height = `${Math.ceil(end / WIDTH) * LINE + 16}px`;
  drawAll();
  if (faultRow >= 0) pin(faultRow);
  window.addEventListener("resize", drawAll);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
