// What the frame of a page does by itself.
//
// Buttons of class "disclosure" open and close what stands beside them (the rail's links, the filters of a narrow
// screen) by aria-expanded; look/2-shell.css and 3-filters.css do the rest. Escape closes, and so does following a link of the rail.
(function () {
  "use strict";
  const close = (button) => button.setAttribute("aria-expanded", "false");

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".disclosure");
    if (button) {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    } else if (event.target.closest(".rail-link")) {
      document.querySelectorAll(".rail-toggle").forEach(close);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.activeElement.closest(".rail, .page")?.querySelector('.disclosure[aria-expanded="true"]');
    if (open) {
      close(open);
      open.focus();
    }
  });

  // Charts are as wide as the screen's cards; paper is narrower. One that scrolls in its card is made smaller as a whole.
  const PAPER = 680;
  const resize = (width) =>
    document.querySelectorAll(".js-plotly-plot").forEach((graph) => {
      const scrolled = graph.closest(".chart-scroll")?.firstElementChild;
      if (scrolled) scrolled.style.zoom = width && Math.min(1, width / graph.clientWidth);
      else window.Plotly.relayout(graph, { autosize: width === null, width: width && Math.min(width, graph.clientWidth) });
    });
  window.addEventListener("beforeprint", () => resize(PAPER));
  window.addEventListener("afterprint", () => resize(null));
})();
