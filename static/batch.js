// One batch: the print dialog opens once when the PDF is ready, and a lost connection is told once.
(() => {
  const $ = (id) => document.getElementById(id);
  const batch = $("batch");
  if (!batch) return;
  const printedKey = `batch-${batch.dataset.batch}-printed`;
  const choiceKey = `batch-${batch.dataset.batch}-print`;
  const kept = sessionStorage; // of this tab: a reload must not print twice
  let sawItRunning = false;

  const wanted = () => (kept.getItem(choiceKey) ?? (batch.dataset.mine === undefined ? "no" : "yes")) === "yes";

  async function print(pdf) {
    kept.setItem(printedKey, "yes");
    const answer = await fetch(pdf, { method: "HEAD" });
    if (!answer.ok) return location.assign(pdf); // the page that says why
    document.querySelector(".print-frame")?.remove();
    const frame = document.createElement("iframe");
    frame.className = "print-frame";
    frame.title = "Labels to print";
    frame.tabIndex = -1;
    frame.addEventListener("load", () => {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    });
    frame.src = pdf;
    document.body.append(frame);
  }

  function look() {
    const pdf = $("actions").dataset.pdf;
    const choice = $("print-when-ready");
    if (choice) {
      $("print-choice").hidden = false;
      choice.checked = wanted() && !kept.getItem(printedKey);
    }
    if (!pdf) sawItRunning = true;
    else if ((sawItRunning || batch.dataset.justMade !== undefined) && $("print") && wanted() && !kept.getItem(printedKey)) print(pdf);
  }

  document.addEventListener("change", (event) => {
    if (event.target.id !== "print-when-ready") return;
    kept.setItem(choiceKey, event.target.checked ? "yes" : "no");
    if (event.target.checked) kept.removeItem(printedKey); // ticked again: the person wants it again
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#print") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    print($("actions").dataset.pdf);
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
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(name, (event) => {
      if (event.target.id !== "progress") return;
      event.stopPropagation(); // once a second would bury the page in notes
      const lost = event.target.querySelector("[data-lost]");
      if (lost) lost.hidden = false;
    });
  }
  look();
})();
