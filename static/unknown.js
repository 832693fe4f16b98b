// "Did this label print?" is answered by one key: Y or N, for the first label that is asked about.
(() => {
  const READ = 700; // milliseconds before a key can answer a question: it may have just moved up
  const first = () => document.querySelector("[data-key]")?.form.elements.job.value;
  let asked = first();
  let shownAt = 0;

  function note() {
    if (first() === asked) return;
    asked = first();
    shownAt = performance.now();
  }
  for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(name, note);

  document.addEventListener("key-alone", (event) => {
    note();
    const button = document.querySelector(`[data-key="${CSS.escape(event.detail.key)}"]`);
    if (button) event.preventDefault(); // never the beginning of a code
    if (button && !button.disabled && (shownAt === 0 || event.detail.at - shownAt > READ)) button.click();
  });
})();
