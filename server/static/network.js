// In a network: what is not linked to the node under the pointer or the focus steps back.
"use strict";
for (const svg of document.querySelectorAll("[data-network]")) {
  const lines = [...svg.querySelectorAll(".lines line")], nodes = [...svg.querySelectorAll(".node")];
  const place = (x, y) => `${x} ${y}`;
  const at = new Map(nodes.map((node) => { const c = node.querySelector("circle"); return [place(c.getAttribute("cx"), c.getAttribute("cy")), node]; }));
  const ends = lines.map((line) => [at.get(place(line.getAttribute("x1"), line.getAttribute("y1"))), at.get(place(line.getAttribute("x2"), line.getAttribute("y2")))]);
  const show = (node) => {
    const near = new Set([node]);
    lines.forEach((line, i) => {
      const linked = node && ends[i].includes(node);
      line.classList.toggle("dim", Boolean(node) && !linked);
      if (linked) ends[i].forEach((end) => near.add(end));
    });
    for (const other of nodes) other.classList.toggle("dim", Boolean(node) && !near.has(other));
  };
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => show(node));
    node.addEventListener("pointerleave", () => show(null));
    node.addEventListener("focus", () => show(node));
    node.addEventListener("blur", () => show(null));
  }
}
