// Suggestions in the search field, and keys of one letter. Everything works without it.
"use strict";
(() => {
  const field = document.getElementById("find-q");
  const on = () => { try { return localStorage.getItem("shortcuts") !== "off"; } catch { return true; } };
  const toggle = document.querySelector("[data-shortcuts]");
  if (toggle) {
    toggle.checked = on();
    toggle.addEventListener("change", () => { try { localStorage.setItem("shortcuts", toggle.checked ? "on" : "off"); } catch { /* storage is closed */ } });
  }
  const help = document.querySelector('.bottom a[href$="/help"]');
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !on()) return;
    if (/^(input|textarea|select)$/i.test(event.target.tagName)) return;
    if (event.key === "/" && field) { event.preventDefault(); field.focus(); }
    if (event.key === "?" && help) location.href = help.href;
  });
  for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
  if (!field) return;

  const list = document.createElement("ul");
  list.className = "suggestions"; list.id = "suggestions"; list.hidden = true;
  list.setAttribute("role", "listbox"); list.setAttribute("aria-label", "Suggestions");
  const said = document.createElement("p");
  said.className = "visually-hidden"; said.setAttribute("role", "status");
  field.after(list); field.form.append(said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "suggestions"]]) field.setAttribute(name, value);
  let chosen = -1, hits = [], timer = 0, asked = 0;

  const close = () => { list.hidden = true; chosen = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else { field.setAttribute("aria-activedescendant", `s${chosen}`); list.children[chosen].scrollIntoView({ block: "nearest" }); }
  };
  const show = () => {
    list.replaceChildren(...hits.map((hit, i) => {
      const item = document.createElement("li"), tag = document.createElement("abbr");
      item.id = `s${i}`; item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false");
      tag.className = `chip k-${hit.key}`; tag.textContent = hit.tag;
      item.append(tag, " ", hit.label);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); location.href = hit.url; });
      return item;
    }));
    list.hidden = hits.length === 0;
    field.setAttribute("aria-expanded", String(hits.length > 0));
    said.textContent = hits.length ? `${hits.length} suggestions` : "";
    chosen = -1;
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (!field.value.trim()) { hits = []; close(); return; }
    timer = setTimeout(async () => {
      const number = ++asked;
      try {
        const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`);
        const found = answer.ok ? await answer.json() : [];
        if (number === asked) { hits = found; show(); }
      } catch { close(); }
    }, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(Math.max(-1, Math.min(hits.length - 1, chosen + step)));
    } else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.href = hits[chosen].url; }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
  field.addEventListener("blur", close);
})();
