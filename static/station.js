// Stations: scans go to their field, and a lost connection is shown once, not every two seconds.
(() => {
  const $ = (id) => document.getElementById(id);
  const ASKS = "#moving, #cards, #slip, .ask"; // these poll the server

  // --- focus the field for the next scan: after a slip was requested, and after one was scanned
  document.addEventListener("htmx:afterSwap", (event) => {
    const asked = event.detail.requestConfig.verb === "post";
    if (asked && (event.detail.target.id === "proof" || $("slip")?.matches("[data-pairing]"))) {
      $("code")?.focus({ preventScroll: false });
      $("code")?.select();
    }
  });

  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(name, (event) => {
      if (!event.target.matches(ASKS) || event.detail.requestConfig.verb === "post" && !event.target.matches(".ask")) return;
      event.stopPropagation();
      const lost = document.querySelector("[data-lost]");
      if (lost) lost.hidden = false;
    });
  }
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const lost = document.querySelector("[data-lost]");
    if (lost && event.target.matches(ASKS) && event.detail.successful) lost.hidden = true;
  });
})();
