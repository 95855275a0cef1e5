// Search, filter, sort, copy. Without it everything stands as it is, every row in its place.
(() => {
  const byId = name => document.getElementById(name);
  const words = search => search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = (text, wanted) => wanted.every(word => text.includes(word));

  // --- sorting: a heading leads through ascending, descending, as it was; undefined numbers stand last
  const directions = ["none", "ascending", "descending"];
  const units = table => (table.tBodies.length > 1 ? [...table.tBodies] : [...table.tBodies[0].rows]);
  const cellOf = (unit, column) => (unit.rows ? unit.rows[0] : unit).cells[column];

  function text(cell) {
    const data = cell.querySelectorAll("data");
    if (data.length === 1) return data[0].value;
    return cell.textContent.trim().replace(/\s+/g, " ").replaceAll("\u2212", "-");
  }

  function key(cell, kind) {
    if (!cell) return NaN;
    return kind === "text" ? cell.dataset.key || text(cell) : Number.parseFloat(text(cell));
  }

  function compare(a, b) {
    return typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b;
  }

  function sort(table, order, heading, column, kind) {
    const now = heading.getAttribute("aria-sort") || "none";
    const next = directions[(directions.indexOf(now) + 1) % 3];
    for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", next);
    const rows = order.map((unit, place) => ({ unit, place, key: key(cellOf(unit, column), kind) }));
    const sign = next === "descending" ? -1 : 1;
    rows.sort((a, b) => {
      if (next === "none") return a.place - b.place;
      const lacking = Number(Number.isNaN(a.key)) - Number(Number.isNaN(b.key));
      if (lacking || Number.isNaN(a.key)) return lacking || a.place - b.place;
      return sign * compare(a.key, b.key) || a.place - b.place;
    });
    const parent = order[0].parentElement;
    parent.append(...rows.map(row => row.unit));
  }

  function sortable(table) {
    const order = units(table), heads = [...table.tHead.rows].at(-1).cells;
    if (order.length < 2) return;
    [...heads].forEach((heading, column) => {
      const cells = order.map(unit => cellOf(unit, column)).filter(cell => cell && /[^\s\u2013]/.test(cell.textContent));
      const numeric = cells.every(cell => /^[-+<>]?\d/.test(text(cell)));
      const kind = heading.dataset.sort || (numeric ? "number" : "text");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, order, heading, column, kind));
      heading.setAttribute("aria-sort", "none");
      heading.append(button);
    });
  }

  // --- copying: what a table shows, numbers with all the digits the page has
  const quoted = cell => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const empty = cell => (cell === "\u2013" ? "" : cell);

  function csv(table) {
    const heads = [...[...table.tHead.rows].at(-1).cells].map(cell => cell.dataset.column || text(cell));
    const rows = units(table).map(unit => [...(unit.rows ? unit.rows[0] : unit).cells].map(cell => empty(text(cell))));
    return [heads, ...rows].map(row => row.map(quoted).join(",") + "\n").join("");
  }

  async function copy(content) {
    try {
      await navigator.clipboard.writeText(content);
    } catch { // no permission, or an old browser
      const area = document.createElement("textarea");
      area.value = content;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  function copyable(table) {
    const button = document.createElement("button"), after = table.closest(".scroll") || table;
    button.type = "button";
    button.className = "csv";
    button.textContent = "Copy as CSV";
    button.addEventListener("click", async () => {
      await copy(csv(table));
      byId("said").textContent = "The table is on the clipboard.";
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy as CSV"; }, 2000);
    });
    after.after(button);
  }

  for (const table of document.querySelectorAll("table.sortable, table.copied")) {
    copyable(table);
    if (table.matches(".sortable")) sortable(table);
  }

  // --- the first screen: comparisons that hold every word
  const lines = [...document.querySelectorAll(".overview tr[data-comparison]")];
  function filterOverview() {
    const wanted = words(byId("overview-search"));
    for (const line of lines) {
      const group = line.parentElement.rows[0].textContent;
      const models = line.querySelector("svg")?.getAttribute("aria-label") ?? "";
      line.hidden = !found(`${group} ${line.textContent} ${models}`.toLowerCase(), wanted);
    }
    for (const body of document.querySelectorAll(".overview tbody")) {
      body.hidden = !body.querySelector("tr[data-comparison]:not([hidden])");
    }
    const shown = lines.filter(line => !line.hidden).length;
    byId("overview-count").textContent = wanted.length ? `${shown} of ${lines.length} comparisons` : "";
  }

  // --- the claims
  const ledger = byId("ledger"), tools = byId("ledger-tools");
  const claims = ledger ? [...ledger.querySelectorAll("tbody.claim")].map(body => ({
    body, verdict: body.dataset.verdict, text: body.textContent.toLowerCase(),
  })) : [];

  function filterClaims() {
    const boxes = [...tools.querySelectorAll("input[name=verdict]")], wanted = words(byId("ledger-search"));
    const verdicts = new Set(boxes.filter(box => box.checked).map(box => box.value));
    const all = !wanted.length && verdicts.size === boxes.length;
    for (const claim of claims) claim.body.hidden = !(verdicts.has(claim.verdict) && found(claim.text, wanted));
    for (const paper of ledger.querySelectorAll(".claims-of")) {
      const hits = paper.querySelectorAll("tbody.claim:not([hidden])").length;
      paper.classList.toggle("empty", !hits);
      if (!all) paper.open = hits > 0;
    }
    const shown = claims.filter(claim => !claim.body.hidden).length;
    byId("ledger-count").textContent = all ? `${shown} claims` : `${shown} of ${claims.length} claims`;
  }

  for (const [form, filter] of [[byId("overview-tools"), filterOverview], [tools, filterClaims]]) {
    if (!form) continue; // a page has the one, the other or neither
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    filter();
  }

  // --- what a link leads to is opened: a paper's claims, a claim, the part a row or a model stands in
  function reveal() {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const inside = ledger?.contains(target) ? (target.matches("tbody") ? "details" : ".claims-of") : "none";
    for (const inner of target.querySelectorAll(inside)) inner.open = true;
    if (target.id === "columns") target.nextElementSibling.open = true;
    for (let outer = target.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();
})();
