// A reason by its number key, Enter to submit, Esc to go back. A scan is not a reason: it stays out of the field.
(() => {
  const form = document.querySelector(".without-label");
  document.addEventListener("scanned", (event) => event.preventDefault());
  document.addEventListener("key-alone", (event) => {
    const choice = form.querySelector(`input[data-key="${CSS.escape(event.detail.key)}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") location.assign(form.querySelector("a[data-key]").href);
    if (event.key === "Enter" && event.target === document.body) form.requestSubmit();
  });
})();
