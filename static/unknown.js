// "Did this label come out?" is answered by one key: Y or N, for the label that is asked about first.
(() => {
  const READ = 700; // milliseconds that a question stands before a key can answer it: it may have just moved up
  const first = () => document.querySelector("[data-key]")?.form.elements.job.value;
  let asked = first();
  let since = 0;

  function look() {
    if (first() === asked) return;
    asked = first();
    since = performance.now();
  }
  for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(name, look);

  document.addEventListener("key-alone", (event) => {
    look();
    const button = document.querySelector(`[data-key="${CSS.escape(event.detail.key)}"]`);
    if (button) event.preventDefault(); // never the beginning of a code
    if (button && !button.disabled && (since === 0 || event.detail.at - since > READ)) button.click();
  });
})();
