// What the server refuses or fails at while a page asks in the background is said on the page, in the server's own
// sentence; without it a card would wait for ever. It goes on a click, and with the address.
(function () {
  "use strict";
  const ASKED = "/_dash-update-component";
  const fetched = window.fetch;
  let shown = null;

  function clear() {
    shown?.remove();
    shown = null;
  }

  function say(sentence) {
    clear();
    shown = document.createElement("div");
    shown.className = "notice notice-warn refused";
    shown.setAttribute("role", "alert");
    shown.textContent = sentence;
    shown.addEventListener("click", clear);
    document.body.append(shown);
  }

  window.fetch = async function (...asked) {
    const answer = await fetched.apply(this, asked);
    const refused = !answer.ok && answer.status !== 401; // of a session that has ended, session.js takes care
    const sentence = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
    if (refused && sentence && new URL(answer.url).pathname === ASKED) say(await answer.clone().text());
    return answer;
  };
  window.addEventListener("popstate", clear);
  window.addEventListener("_dashprivate_pushstate", clear);
})();
