// One document: the print dialog opens once, in the tab of the person who waited for it; a lost connection is shown.
(() => {
  const key = `printed:${location.pathname}`;
  const $ = (id) => document.getElementById(id);
  let waited = false;

  function update() {
    const { pdf, mine } = $("document").dataset;
    if (!pdf) waited = $("document").matches("[hx-get]");
    else if (waited && mine !== undefined && !sessionStorage.getItem(key)) {
      sessionStorage.setItem(key, "1");
      window.printPdf(pdf);
    }
  }
  document.addEventListener("htmx:afterSettle", update);
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(name, (event) => {
      if (event.target.id !== "document") return;
      event.stopPropagation(); // a note every second would cover the page
      const lost = event.target.querySelector("[data-lost]");
      if (lost) lost.hidden = false;
    });
  }
  update();
})();
