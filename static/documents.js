// One document: the print dialog opens once, in the tab of the person who waited for it.
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
  update();
})();
