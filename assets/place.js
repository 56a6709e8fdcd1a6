// Back and forward lead to where the reader stood, and another page to its head: the browser does so too early, before
// the cards stand.
(function () {
  "use strict";
  const LONGEST = 10000; // milliseconds in which a page's cards come to stand
  const INPUT = ["wheel", "touchstart", "pointerdown", "keydown"];
  const here = () => "place " + location.pathname + location.search;
  let shown = here();
  let wanted = null; // how far down, while the page still grows
  let giveUp;

  const keep = () => sessionStorage.setItem(shown, wanted ?? window.scrollY);
  const stood = () => Number(sessionStorage.getItem(shown));
  const scroll = () => wanted !== null && window.scrollTo(0, wanted);
  const anchor = (how) => document.documentElement.style.setProperty("overflow-anchor", how);
  const settle = () => {
    wanted = null;
    anchor("");
  };

  function hold(down) {
    wanted = down;
    anchor("none"); // the browser would follow what it shows, which moves while cards above it come to stand
    clearTimeout(giveUp);
    giveUp = setTimeout(settle, LONGEST);
    scroll();
  }

  history.scrollRestoration = "manual";
  const push = history.pushState;
  history.pushState = function (...to) {
    keep();
    settle();
    const page = location.pathname;
    push.apply(this, to);
    shown = here();
    if (location.pathname !== page && !location.hash) hold(0);
  };
  window.addEventListener("popstate", () => {
    if (here() === shown) return; // a place on the same page, to which the browser leads
    keep();
    shown = here();
    hold(stood());
  });
  window.addEventListener("pagehide", keep);
  INPUT.forEach((name) => window.addEventListener(name, settle, { passive: true }));
  new ResizeObserver(scroll).observe(document.body);
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") hold(stood());
})();
