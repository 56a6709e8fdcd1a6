// A session that has ended while a page stood open: the page is asked for anew, which leads to the sign-in and back.
(function () {
  "use strict";
  const fetched = window.fetch;
  let leaving = false;
  window.fetch = async function (...asked) {
    const answer = await fetched.apply(this, asked);
    if (answer.status !== 401) return answer;
    if (!leaving) window.location.reload();
    leaving = true;
    return new Promise(() => {}); // nobody waits for what the page would have shown
  };
})();
