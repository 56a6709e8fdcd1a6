// The list of cases: its conditions and its order stand in the address, so that a link and a file hold the same rows in
// the same order; and the number of a case leads to the case.
(function () {
  "use strict";
  const stays = () => window.dash_clientside.no_update;
  const sameList = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  function lead(pathname, parameters) {
    return pathname + "?" + parameters.toString();
  }

  // by: the columns chosen; values and ids: of every control; shown: the conditions that the controls stand for. Only
  // while these are those of the address have the reader's hands moved a control.
  function narrow(by, values, ids, shown, pathname, search) {
    const parameters = new URLSearchParams(search || "");
    const standing = parameters.getAll("where");
    if (!shown || !sameList(shown, standing)) return stays();
    const wanted = [];
    const ends = new Map();
    ids.forEach((id, at) => {
      if (!(by || []).includes(id.column)) return;
      if (id.part === "in") (values[at] || []).forEach((code) => wanted.push(id.column + ":" + code));
      else ends.set(id.column, { ...ends.get(id.column), [id.part]: String(values[at] ?? "").trim() });
    });
    ends.forEach(({ from, to }, column) => (from || to) && wanted.push(column + ":" + (from || "") + ".." + (to || "")));
    if (sameList([...wanted].sort(), [...standing].sort())) return stays();
    parameters.delete("where");
    wanted.forEach((one) => parameters.append("where", one));
    return lead(pathname, parameters);
  }

  // What the grid asks for says by what its reader has ordered it.
  function order(asked, pathname, search) {
    if (!asked || !asked.sortModel) return stays();
    const parameters = new URLSearchParams(search || "");
    const wanted = asked.sortModel.map((one) => one.colId + ":" + one.sort);
    if (sameList(wanted, parameters.getAll("sort"))) return stays();
    parameters.delete("sort");
    wanted.forEach((one) => parameters.append("sort", one));
    return lead(pathname, parameters);
  }

  // Where the number in the search box leads.
  const follow = (way) => way || stays();

  window.dash_clientside = Object.assign({}, window.dash_clientside, { cases: { narrow, order, follow } });

  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const link = (way) => (cell) =>
    cell.data && cell.data[way] ? window.React.createElement("a", { href: cell.data[way], "data-way": "" }, cell.value) : cell.value;
  components.CaseLink = link("way");
  components.UnitLink = link("unit_way");

  // In a grid the keyboard moves from cell to cell: Enter follows the link of the cell that it has reached.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.classList.contains("ag-cell")) return;
    const link = event.target.querySelector("a[data-way]");
    if (link) link.click();
  });
})();
