// Light or dark: a cookie, so that the server draws its figures in the same theme. The first visit takes the system's
// choice. Stands in <head> (before the first paint); Dash loads every script of assets/ again at the end of the body.
(function () {
  "use strict";
  const COOKIE = "tongdian_theme";
  const YEAR = 365 * 24 * 3600;
  const root = document.documentElement;

  function saved() {
    const found = document.cookie.match(new RegExp("(?:^|; )" + COOKIE + "=(light|dark)"));
    return found && found[1];
  }

  function apply(theme) {
    root.setAttribute("data-bs-theme", theme);
    root.setAttribute("data-ag-theme-mode", theme);
    document.cookie = COOKIE + "=" + theme + "; path=/; max-age=" + YEAR + "; samesite=lax";
    return theme;
  }

  const preferred = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  apply(saved() || preferred);

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.tongdian = {
    current_theme: () => root.getAttribute("data-bs-theme"),
    toggle_theme: (clicks) =>
      clicks ? apply(root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark") : window.dash_clientside.no_update,
  };
})();
