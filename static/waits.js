// Every wait shows that the click was taken, and what is waited for when it lasts.
(() => {
  const TAKEN = 150; // ms
  const LONG = 1000;
  const MOST = 20000; // a download leaves no trace here: nothing waits for ever
  const FILE = /\.(csv|xlsx|pdf|py)$|\/raw\/$/;
  let waits = null;

  const line = Object.assign(document.createElement("p"), { id: "wait", className: "wait", hidden: true });
  line.setAttribute("role", "status");
  document.body.append(line);

  function wordsFor(pressed, path) {
    const own = pressed?.closest("[data-wait]")?.dataset.wait;
    if (own) return own;
    const packages = document.querySelector('#menu [data-go="p"]')?.getAttribute("href");
    return packages && path.startsWith(packages) ? gettext("Asking Seller Center…") : gettext("One moment…");
  }
  function begin(pressed, path) {
    end();
    const words = wordsFor(pressed, path);
    const taken = setTimeout(() => pressed?.setAttribute("aria-busy", "true"), TAKEN);
    const long = setTimeout(() => ((line.textContent = words), (line.hidden = false)), LONG);
    const most = setTimeout(() => end(), MOST);
    waits = { pressed, timers: [taken, long, most] };
  }
  function end() {
    waits?.timers.forEach(clearTimeout);
    waits?.pressed?.removeAttribute("aria-busy");
    line.hidden = true;
    waits = null;
  }

  // --- over htmx: only what a person did; what a page asks by itself is no wait
  let asking = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { requestConfig, elt, xhr } = event.detail;
    const did = requestConfig.triggeringEvent;
    if (!did || !["click", "submit", "change", "input", "keyup", "search"].includes(did.type)) return;
    asking = xhr;
    begin(did.submitter ?? elt, new URL(requestConfig.path, location.href).pathname);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr === asking && !event.detail.xhr.getResponseHeader("HX-Redirect")) end();
  });

  // --- to another page
  const goes = (event, address, target) =>
    !event.defaultPrevented && (!target || target === "_self") && address.origin === location.origin && !FILE.test(address.pathname);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hasAttribute("download") || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = new URL(link.href);
    const stays = address.pathname + address.search === location.pathname + location.search && address.hash;
    if (!stays && goes(event, address, link.target)) begin(link, address.pathname);
  });
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const address = new URL(submitter?.getAttribute("formaction") ?? form.action, location.href);
    if (form.method !== "dialog" && goes(event, address, form.target)) begin(submitter ?? form, address.pathname);
  });
  addEventListener("pageshow", end);
})();
