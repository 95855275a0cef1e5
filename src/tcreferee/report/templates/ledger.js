// Search, filter and sort of the claims. Without it the tables stand as they are, every row in its place.
(() => {
  const ledger = document.getElementById("ledger"), tools = document.getElementById("ledger-tools");
  const search = document.getElementById("ledger-search"), said = document.getElementById("ledger-count");
  const claims = [...ledger.querySelectorAll("tbody.claim")].map((body, place) => ({
    body, place, verdict: body.dataset.verdict, text: body.textContent.toLowerCase(),
  }));
  const boxes = [...tools.querySelectorAll("input[name=verdict]")];

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
    const all = !words.length && wanted.size === boxes.length;
    let shown = 0;
    for (const claim of claims) {
      const hit = wanted.has(claim.verdict) && words.every(word => claim.text.includes(word));
      claim.body.hidden = !hit;
      shown += hit;
    }
    for (const paper of ledger.querySelectorAll(".claims-of")) {
      const hits = paper.querySelectorAll("tbody.claim:not([hidden])").length;
      paper.classList.toggle("empty", !hits);
      if (!all) paper.open = hits > 0;
    }
    said.textContent = all ? `${claims.length} claims` : `${shown} of ${claims.length} claims`;
  }

  const byPlace = new Map(claims.map(claim => [claim.body, claim.place]));
  const directions = ["none", "ascending", "descending"];

  function key(body, column, kind) {
    const cell = body.rows[0].cells[column];
    if (kind === "text") return cell.dataset.key || cell.textContent.trim();
    const data = cell.querySelector("data");
    return data ? Number(data.value) : Number.parseFloat(cell.textContent.replace("\u2212", "-"));
  }

  function compare(a, b) {
    if (typeof a === "string") return a.localeCompare(b, "en", { numeric: true });
    return a - b;
  }

  function sort(table, heading, column) {
    const now = heading.getAttribute("aria-sort") || "none";
    const next = directions[(directions.indexOf(now) + 1) % 3];
    for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", next);
    const rows = [...table.tBodies].map(body => ({
      body, place: byPlace.get(body), key: key(body, column, heading.dataset.sort),
    }));
    const sign = next === "descending" ? -1 : 1;
    rows.sort((a, b) => {
      if (next === "none") return a.place - b.place;
      const lacking = Number(Number.isNaN(a.key)) - Number(Number.isNaN(b.key)); // undefined numbers stand last
      if (lacking || Number.isNaN(a.key)) return lacking || a.place - b.place;
      return sign * compare(a.key, b.key) || a.place - b.place;
    });
    table.append(...rows.map(row => row.body));
  }

  for (const table of ledger.querySelectorAll("table.claims")) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading, column));
      heading.setAttribute("aria-sort", "none");
      heading.append(button);
    });
  }

  function reveal() { // what a link leads to is opened: a paper's claims, a claim, the part a row or a model stands in
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const inside = ledger.contains(target) ? (target.matches("tbody") ? "details" : ".claims-of") : "none";
    for (const inner of target.querySelectorAll(inside)) inner.open = true;
    if (target.id === "columns") target.nextElementSibling.open = true;
    for (let outer = target.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    target.scrollIntoView();
  }

  const meanings = new Map([...document.querySelectorAll("#columns + details dt code")].map(name => [
    name.textContent, name.parentElement.nextElementSibling.textContent,
  ]));
  for (const head of document.querySelectorAll(".comparison th[data-column]")) {
    const meaning = meanings.get(head.dataset.column);
    if (meaning) head.title = meaning;
  }

  tools.hidden = false;
  tools.addEventListener("input", filter);
  tools.addEventListener("submit", event => event.preventDefault());
  tools.addEventListener("reset", () => setTimeout(filter));
  addEventListener("hashchange", reveal);
  filter();
  reveal();
})();
