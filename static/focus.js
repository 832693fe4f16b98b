// The focus outlives a swap: it goes to what took the place of the element that had it, else to what was swapped. An
// element with an id is htmx's own care.
(() => {
  const MARKS = ["id", "name", "value", "href", "rel", "aria-label", "data-key"];
  let had = null; // {tag, marks, text, within: the ids around it} of what had the focus before a swap

  const marksOf = (element) => MARKS.map((name) => element.getAttribute(name));
  const textOf = (element) => element.textContent.trim();
  const isLost = () => !document.activeElement || document.activeElement === document.body;

  function remember({ detail }) {
    const element = document.activeElement;
    if (detail.shouldSwap === false || isLost() || !detail.target?.contains(element)) return;
    const within = [];
    for (let one = element.parentElement; one; one = one.parentElement) if (one.id) within.push(one.id);
    had = { tag: element.localName, marks: marksOf(element), text: textOf(element), within };
  }
  // how much an element is like the one that had it
  function likeness(element) {
    const marks = marksOf(element).filter((mark, place) => mark && mark === had.marks[place]).length;
    return 2 * marks + (had.text && textOf(element) === had.text ? 1 : 0);
  }
  function bring() {
    if (!had || !isLost()) return void (had = null);
    const places = had.within.map((id) => document.getElementById(id)).filter(Boolean);
    const like = [...(places[0] ?? document).querySelectorAll(had.tag)].filter((one) => !one.disabled && likeness(one));
    const found = like.sort((one, other) => likeness(other) - likeness(one))[0];
    (found ?? places.find((one) => one.matches("[tabindex], dialog")))?.focus({ preventScroll: true });
    had = null;
  }
  for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(name, remember);
  document.addEventListener("htmx:afterSettle", bring);
})();
