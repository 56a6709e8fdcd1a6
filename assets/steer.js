// Filters write the URL: only what differs from what the URL already stands for, so that URL -> page -> filters never loops.
(function () {
  "use strict";
  const empty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
  const same = (a, b) => (empty(a) && empty(b)) || JSON.stringify(a) === JSON.stringify(b);

  function write(parameters, name, value) {
    parameters.delete(name);
    if (Array.isArray(value)) value.forEach((one) => parameters.append(name, one));
    else if (!empty(value)) parameters.set(name, value);
  }

  // values and ids: of every control; shown: the values that the URL stands for, by name ("period" is from..to).
  function steer(values, start, end, ids, shown, pathname, search) {
    const none = window.dash_clientside.no_update;
    if (!shown) return none;
    const parameters = new URLSearchParams(search || "");
    let changed = false;
    ids.forEach((id, index) => {
      const value = values[index];
      if (!(id.name in shown) || same(value, shown[id.name])) return;
      if (id.name === "period") {
        if (empty(value)) return;
        const [from, to] = value.split("..");
        write(parameters, "from", from);
        write(parameters, "to", to);
      } else write(parameters, id.name, value);
      changed = true;
    });
    if (!empty(start) && !empty(end) && !(same(start, shown.from) && same(end, shown.to))) {
      write(parameters, "from", start);
      write(parameters, "to", end);
      changed = true;
    }
    return changed ? pathname + "?" + parameters.toString() : none;
  }

  // A click on a mark of a chart leads where its link says; each point carries [n, link].
  function follow() {
    const triggered = window.dash_clientside.callback_context.triggered[0];
    const points = triggered && triggered.value && triggered.value.points;
    const link = points && points.map((point) => point.customdata && point.customdata[1]).find(Boolean);
    return link || window.dash_clientside.no_update;
  }

  function expanded(clicks) {
    return clicks % 2 ? "true" : "false";
  }

  // A new page: its title, and the focus where a reader begins; the first page keeps the browser's.
  let opened = false;
  function title(words) {
    if (words) {
      document.title = words;
      if (opened) setTimeout(() => document.getElementById("main")?.focus({ preventScroll: true }));
      opened = true;
    }
    return window.dash_clientside.no_update;
  }

  // The small menus of a card close when the reader turns elsewhere, or on Escape.
  function closeMenus(but) {
    document.querySelectorAll(".tool-menu[open]").forEach((menu) => menu !== but && menu.removeAttribute("open"));
  }
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".tool-menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement.closest(".tool-menu[open]");
    if (event.key === "Escape") closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { steer: { steer, follow, expanded, title } });
})();
