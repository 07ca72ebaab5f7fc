// In a document: the passage that the address names is lit, and n and p walk from mark to mark.
"use strict";
(() => {
  const light = () => {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    const found = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
    const start = found && document.getElementById(`char=${found[1]},${found[2]}`);
    if (!start) return;
    let left = Number(found[2]) - Number(found[1]), first = null;
    for (let node = start.nextSibling; node && left > 0; node = node.nextSibling) {
      if (node.nodeType === 1 && (node.classList.contains("anchor") || node.classList.contains("ref"))) continue;
      const size = [...node.textContent].length;
      if (node.nodeType === 1) { node.classList.add("lit"); first = first || node; }
      left -= size;
    }
    (first || start.parentElement).scrollIntoView({ block: "center", behavior: "instant" });
  };
  addEventListener("hashchange", light);
  light();
  const marks = [...document.querySelectorAll(".reading .hl")];
  const walk = marks.length ? marks : [...document.querySelectorAll(".reading .ref")];
  let at = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea|select)$/i.test(event.target.tagName)) return;
    try { if (localStorage.getItem("shortcuts") === "off") return; } catch { /* storage is closed */ }
    if (event.key !== "n" && event.key !== "p") return;
    const focused = walk.indexOf(document.activeElement);
    if (focused >= 0) at = focused;
    at = Math.max(0, Math.min(walk.length - 1, at + (event.key === "n" ? 1 : -1)));
    if (walk[at]) { walk[at].focus(); walk[at].scrollIntoView({ block: "center" }); }
  });
})();
