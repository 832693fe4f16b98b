// What is typed while no field has the focus: a scanner's burst goes to the scan field, wherever the focus is;
// a single key is told to the page as `key-alone`.
(() => {
  const BETWEEN = 100; // milliseconds: a scanner is faster, a person slower
  const SHORTEST = 4; // signs of a burst without Enter that is sent all the same
  const FIELDS = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  let typed = "";
  let timer = 0;

  function end(entered) {
    clearTimeout(timer);
    const text = typed;
    typed = "";
    const signs = new Set(text.toLowerCase());
    if (!entered && signs.size === 1 && text.length < SHORTEST) {
      document.dispatchEvent(new CustomEvent("key-alone", { detail: { key: [...signs][0] } }));
      return;
    }
    const field = document.querySelector("[data-scan]");
    if (!field) return;
    field.value = text;
    if (entered || text.length >= SHORTEST) field.form.requestSubmit();
    else field.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && typed) {
      event.preventDefault(); // a scan must not press the button that has the focus
      end(true);
    } else if (event.key.length === 1 && (typed || event.key !== " ")) {
      typed += event.key;
      clearTimeout(timer);
      timer = setTimeout(end, BETWEEN, false);
    }
  });
})();
