// The query editor: colours under a transparent textarea, completion, running without a new page.
"use strict";
(() => {
  const form = document.querySelector(".editor"), area = document.getElementById("query");
  if (!form || !area) return;
  const paint = form.querySelector(".paint"), layers = form.querySelector(".layers"), list = document.getElementById("complete");
  const said = form.querySelector("[data-announce]"), plain = form.querySelector("[data-plain]");
  const remember = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* storage is closed */ } };
  const recall = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(name)) ?? otherwise; } catch { return otherwise; } };
  const TOKENS = /(#[^\n]*)|("""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(<[^<>"{}|^`\\\s]*>|\b[A-Za-z][\w-]*:[\w.-]*)|([?$]\w+)|\b(select|construct|describe|ask|where|from|named|prefix|base|optional|union|minus|filter|bind|values|graph|service|group|order|by|having|limit|offset|distinct|reduced|as|asc|desc|exists|not|in|count|sum|min|max|avg|sample|group_concat|a|undef|regex|str|lang|contains|lcase|strstarts|if|coalesce)\b/gi;

  // ---- colours
  const NAMES = ["t-com", "t-str", "t-iri", "t-var", "t-key"];
  const bad = area.dataset.line ? [Number(area.dataset.line), Number(area.dataset.column)] : null;
  let wrong = bad;
  const colour = () => {
    if (!layers.classList.contains("painted")) return;
    const text = area.value, parts = [];
    let last = 0;
    for (const match of text.matchAll(TOKENS)) {
      if (match.index > last) parts.push(document.createTextNode(text.slice(last, match.index)));
      const span = document.createElement("span");
      span.className = NAMES[match.slice(1).findIndex((group) => group !== undefined)];
      span.textContent = match[0];
      parts.push(span);
      last = match.index + match[0].length;
    }
    parts.push(document.createTextNode(text.slice(last) + "\n"));
    paint.replaceChildren(...parts);
    if (wrong) underline();
    scroll();
  };
  const underline = () => {
    const lines = area.value.split("\n"), before = lines.slice(0, wrong[0] - 1).reduce((sum, line) => sum + line.length + 1, 0);
    const place = point(Math.min(before + wrong[1] - 1, area.value.length));
    if (place && place.node.parentElement !== paint) place.node.parentElement.classList.add("t-bad");
  };
  const scroll = () => { paint.scrollTop = area.scrollTop; paint.scrollLeft = area.scrollLeft; };
  // The text node of the painted layer that holds an offset of the textarea.
  const point = (offset) => {
    const walker = document.createTreeWalker(paint, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(), seen = 0; node; node = walker.nextNode()) {
      if (seen + node.length >= offset) return { node, offset: offset - seen };
      seen += node.length;
    }
    return null;
  };
  const setPlain = (on) => { layers.classList.toggle("painted", !on); colour(); };
  if (plain) {
    plain.closest("label").hidden = false;
    plain.checked = recall("plain-editor", false);
    plain.addEventListener("change", () => { remember("plain-editor", plain.checked); setPlain(plain.checked); });
  }
  setPlain(Boolean(plain && plain.checked));
  area.addEventListener("scroll", scroll);
  area.addEventListener("input", () => { wrong = null; colour(); if (!list.hidden) suggest(); });

  // ---- completion
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-expanded", "false"], ["aria-controls", "complete"]]) area.setAttribute(name, value);
  let terms = null, choices = [], chosen = 0, number = 0;
  const load = async () => {
    if (!terms) { const answer = await fetch(form.dataset.terms); terms = answer.ok ? await answer.json() : { prefixes: {}, classes: [], properties: [], codes: [], above: {} }; }
    return terms;
  };
  // What was typed: two words where they begin a label ("party to"), else the last one.
  const words = () => {
    const line = area.value.slice(0, area.selectionStart).split("\n").pop();
    const two = /[\w-]+ [\w-]+$/.exec(line), one = /(?:[A-Za-z][\w-]*:)?[\w-]*$/.exec(line);
    return two ? [two[0], one[0]] : [one[0]];
  };
  let typed = "";
  // The class of the variable that stands as the subject where the caret is.
  const classOf = () => {
    const before = area.value.slice(0, area.selectionStart).split(/[.{}]/).pop();
    const subject = /^\s*([?$]\w+)/.exec(before);
    if (!subject) return null;
    const name = subject[1].slice(1).replace(/\W/g, "");
    const found = new RegExp(`[?$]${name}\\s+(?:a|rdf:type)[^.;]*?dg:(\\w+)`).exec(area.value);
    return found && found[1];
  };
  const afterA = () => /(?:\ba|rdf:type|subClassOf\*)\s+(?:dg:)?[\w-]*$/.test(area.value.slice(0, area.selectionStart));
  const ranked = async (typed) => {
    const known = await load(), wanted = typed.replace(/^dg:/, "").toLowerCase(), kind = classOf();
    const above = kind ? known.above[kind] || [kind] : [];
    const fits = (term) => { const label = term.label.toLowerCase(), name = term.name.slice(3).toLowerCase(); return label.startsWith(wanted) || name.startsWith(wanted) ? 2 : label.includes(wanted) || name.includes(wanted) ? 1 : 0; };
    const pool = afterA() ? known.classes : [...known.properties, ...known.classes];
    const score = (term) => fits(term) * 1000 + ((term.domain || []).some((d) => above.includes(d)) ? 5000 : 0) + Math.min(term.n, 900);
    const found = pool.filter((term) => fits(term)).sort((a, b) => score(b) - score(a) || a.label.localeCompare(b.label)).slice(0, 30)
      .map((term) => ({ insert: term.name, label: term.label, note: term.definition, n: term.n }));
    if (wanted.length > 1 && !typed.includes(":")) {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(wanted)}`);
      for (const hit of answer.ok ? await answer.json() : []) found.push({ insert: `<${hit.iri}>`, label: hit.label, note: hit.kind, n: "" });
    }
    return found;
  };
  const close = () => { list.hidden = true; area.setAttribute("aria-expanded", "false"); area.removeAttribute("aria-activedescendant"); };
  const mark = (index) => {
    chosen = (index + choices.length) % choices.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    area.setAttribute("aria-activedescendant", `c${chosen}`);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const suggest = async () => {
    const mine = ++number;
    let found = [], used = "";
    for (used of words()) { found = await ranked(used); if (found.length) break; }
    if (mine !== number) return;
    choices = found; typed = used;
    if (!choices.length) { close(); said.textContent = "Nothing to complete"; return; }
    list.replaceChildren(...choices.map((choice, i) => {
      const item = document.createElement("li"), note = document.createElement("small"), count = document.createElement("span");
      item.id = `c${i}`; item.setAttribute("role", "option");
      count.className = "t"; count.textContent = choice.n === "" ? "" : String(choice.n); note.textContent = choice.note;
      item.append(choice.label, " ", count, note);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); mark(i); insert(); });
      return item;
    }));
    list.hidden = false; area.setAttribute("aria-expanded", "true");
    said.textContent = `${choices.length} completions`;
    mark(0); place();
  };
  const place = () => {
    const at = layers.classList.contains("painted") && point(area.selectionStart), frame = layers.getBoundingClientRect();
    let left = 12, top = 40;
    if (at) {
      const range = document.createRange();
      range.setStart(at.node, at.offset); range.setEnd(at.node, at.offset);
      const box = range.getClientRects()[0] || at.node.parentElement.getBoundingClientRect();
      left = box.left - frame.left; top = box.bottom - frame.top;
    }
    list.style.left = `${Math.max(0, Math.min(left, frame.width - list.offsetWidth))}px`;
    list.style.top = `${Math.min(top, frame.height)}px`;
  };
  const insert = () => {
    const choice = choices[chosen], start = area.selectionStart - typed.length;
    area.setSelectionRange(start, area.selectionStart);
    // execCommand keeps the browser's own undo.
    if (!document.execCommand("insertText", false, choice.insert)) area.setRangeText(choice.insert, start, area.selectionEnd, "end");
    const prefix = /^([A-Za-z]\w*):/.exec(choice.insert);
    if (prefix && terms.prefixes[prefix[1]] && !new RegExp(`prefix\\s+${prefix[1]}:`, "i").test(area.value)) {
      const end = area.selectionStart, line = `PREFIX ${prefix[1]}: <${terms.prefixes[prefix[1]]}>\n`;
      area.setRangeText(line, 0, 0, "preserve");
      area.setSelectionRange(end + line.length, end + line.length);
    }
    close(); colour();
  };
  area.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); run(); return; }
    if (event.ctrlKey && event.key === " ") { event.preventDefault(); suggest(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter") { event.preventDefault(); insert(); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
  area.addEventListener("blur", close);

  // ---- running: the same page is asked for, and its answer put into this one
  const answer = document.getElementById("answer"), cancel = form.querySelector("[data-cancel]");
  let running = null;
  const swap = async (url, push) => {
    if (running) running.abort();
    running = new AbortController();
    cancel.hidden = false; said.textContent = "Running";
    try {
      const reply = await fetch(url, { headers: { Accept: "text/html" }, signal: running.signal });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const fresh = page.getElementById("answer"), text = page.getElementById("query");
      if (!fresh) { location.href = url; return; }
      answer.replaceChildren(...fresh.childNodes);
      wrong = text && text.dataset.line ? [Number(text.dataset.line), Number(text.dataset.column)] : null;
      area.toggleAttribute("aria-invalid", Boolean(answer.querySelector("[role=alert]")));
      if (push) history.pushState(null, "", url);
      said.textContent = answer.querySelector("[role=alert]") ? "The query was not answered" : "Answer below";
      colour();
    } catch (fault) {
      said.textContent = fault.name === "AbortError" ? "Cancelled" : "The server did not answer";
    } finally { cancel.hidden = true; running = null; }
  };
  const run = () => {
    const past = [area.value, ...recall("queries", []).filter((query) => query !== area.value)].slice(0, 20);
    remember("queries", past); showHistory();
    const url = `${form.action}?${new URLSearchParams({ query: area.value, ...(form.elements.view.value && { view: form.elements.view.value }) })}`;
    if (url.length > 7000) { form.method = "post"; form.submit(); } else swap(url, true);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  cancel.addEventListener("click", () => running && running.abort());
  answer.addEventListener("click", (event) => {
    const link = event.target.closest(".views a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); swap(link.href, true); }
  });
  addEventListener("popstate", () => location.reload());

  // ---- tidy, examples, history
  const fill = (text) => { area.focus(); area.select(); if (!document.execCommand("insertText", false, text)) area.value = text; colour(); };
  const tidy = form.querySelector("[data-format]"), clear = form.querySelector("[data-clear]"), past = form.querySelector("[data-history]");
  tidy.hidden = false;
  tidy.addEventListener("click", () => {
    let depth = 0;
    const lines = area.value.split("\n").map((line) => {
      const bare = line.trim().replace(/"(?:[^"\\]|\\.)*"|#.*$|<[^>]*>/g, "");
      const closes = /^[})]/.test(bare) ? 1 : 0;
      const text = "  ".repeat(Math.max(0, depth - closes)) + line.trim();
      depth += (bare.match(/[{(]/g) || []).length - (bare.match(/[})]/g) || []).length;
      return text.trimEnd();
    });
    fill(lines.join("\n"));
  });
  form.querySelector("[data-examples]").addEventListener("change", (event) => { if (event.target.value) fill(event.target.value); });
  const showHistory = () => {
    const kept = recall("queries", []);
    past.hidden = clear.hidden = kept.length === 0;
    past.querySelector("select").replaceChildren(new Option("earlier queries …", ""), ...kept.map((query) => new Option(query.replace(/^(?:PREFIX .*\n)*/i, "").slice(0, 80), query)));
  };
  past.querySelector("select").addEventListener("change", (event) => { if (event.target.value) fill(event.target.value); });
  for (const chip of document.querySelectorAll("[data-prefix]")) {
    chip.hidden = false;
    chip.addEventListener("click", () => {
      const { prefix, space } = chip.dataset;
      if (new RegExp(`prefix\\s+${prefix}:`, "i").test(area.value)) { said.textContent = `${prefix}: is declared already`; return; }
      area.focus(); area.setSelectionRange(0, 0);
      const line = `PREFIX ${prefix}: <${space}>\n`;
      if (!document.execCommand("insertText", false, line)) area.setRangeText(line, 0, 0, "end");
      colour(); said.textContent = `${prefix}: declared`;
    });
  }
  clear.addEventListener("click", () => { remember("queries", []); showHistory(); });
  showHistory();
})();
