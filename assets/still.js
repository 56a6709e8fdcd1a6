// What is drawn once and for all comes as HTML in the attribute data-still (pages/components/still.py): it is put into
// its element here, and its links of kind data-way lead within the page, as Dash's own do.
(function () {
  "use strict";
  const KEPT = "[data-still]";
  const put = new WeakMap(); // element -> the nodes put into it: the browser's page library knows nothing of them

  function fill(element) {
    (put.get(element) || []).forEach((node) => node.remove());
    const written = document.createElement("template");
    written.innerHTML = element.dataset.still || "";
    put.set(element, [...written.content.childNodes]);
    element.append(written.content);
  }

  function drawn(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(KEPT)) fill(node);
    node.querySelectorAll(KEPT).forEach(fill);
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") fill(change.target);
      else change.addedNodes.forEach(drawn);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["data-still"] });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-way]");
    const elsewhere = event.metaKey || event.shiftKey || event.altKey || event.ctrlKey;
    if (!link || link.target || link.origin !== location.origin || elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    const place = link.hash && document.getElementById(link.hash.slice(1));
    if (place) place.scrollIntoView();
    else window.scrollTo(0, 0);
  });
})();
