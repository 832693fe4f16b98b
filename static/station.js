// Stations: scans go to their field.
(() => {
  const $ = (id) => document.getElementById(id);

  // --- focus the field for the next scan: after a slip was requested, and after one was scanned
  document.addEventListener("htmx:afterSwap", (event) => {
    const asked = event.detail.requestConfig.verb === "post";
    if (asked && (event.detail.target.id === "proof" || $("slip")?.matches("[data-pairing]"))) {
      $("code")?.focus({ preventScroll: false });
      $("code")?.select();
    }
  });
})();
