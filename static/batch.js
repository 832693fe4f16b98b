// One batch: the print dialog opens once, whoever looks at it.
(() => {
  const $ = (id) => document.getElementById(id);
  const batch = $("batch");
  if (!batch) return;
  const choiceKey = `batch-${batch.dataset.batch}-print`;
  const kept = sessionStorage; // of this tab
  let sawItRunning = false;
  let opening = false;

  const wanted = () => (kept.getItem(choiceKey) ?? (batch.dataset.mine === undefined ? "no" : "yes")) === "yes";

  // --- unasked: only the page to which the server says that it was handed over now
  async function open(pdf, address) {
    opening = true;
    try {
      const there = await fetch(pdf, { method: "HEAD" });
      if (!there.ok) return location.assign(pdf); // the page that says why
      const headers = { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
      const answer = await fetch(address, { method: "POST", headers });
      if (answer.status === 200) printPdf(pdf);
      if ([200, 409].includes(answer.status)) refresh();
    } catch {
      // out of reach: the page says so by itself, and nothing was printed
    } finally {
      opening = false;
    }
  }
  const refresh = () => htmx.ajax("GET", location.pathname, { target: "#progress", swap: "outerHTML" });

  document.addEventListener("print", (event) => printPdf(event.detail.pdf)); // somebody pressed Print

  function look() {
    const { pdf, open: address } = $("actions").dataset;
    const choice = $("print-when-ready");
    if (choice) {
      $("print-choice").hidden = false;
      choice.checked = wanted();
    }
    if (!pdf) sawItRunning = true;
    else if (address && (sawItRunning || batch.dataset.justMade !== undefined) && wanted() && $("print") && !opening) open(pdf, address);
  }

  document.addEventListener("change", (event) => {
    if (event.target.id === "print-when-ready") kept.setItem(choiceKey, event.target.checked ? "yes" : "no");
  });
  document.addEventListener("htmx:afterSettle", () => {
    look();
    if (document.activeElement === document.body && lastWasPressed) $("progress").focus({ preventScroll: true });
    lastWasPressed = false;
  });
  let lastWasPressed = false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb === "post") lastWasPressed = true;
  });
  look();
})();
