// Keys of every page: ? shows them, Ctrl-K finds packages, pages and actions, / searches, g and a letter opens a page.
// Elements with `data-hotkey` are pressed by it; a page adds keys of its own by `window.hotkeys`. A scanner types letters
// too: what has a consequence waits until it is clear that no other key follows at once.
(() => {
  const ALONE = 60; // milliseconds: no scanner is as slow, no finger as fast
  const SEQUENCE = 1500; // milliseconds between g and its letter
  const MOST = 12;
  const WAIT = 120; // milliseconds until what was typed is looked for
  const $ = (id) => document.getElementById(id);
  const FIELDS = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), select, textarea, [contenteditable]";
  const takesScans = () => document.querySelector("[data-scan], [data-takes-scans]");
  const isShown = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
  const pages = () => [...document.querySelectorAll("[data-go]")];
  const nameOf = (element) => (element.getAttribute("aria-label") ?? element.innerText ?? element.textContent).replace(/\s+/g, " ").trim();

  // --- single keys and g with a letter
  window.hotkeys = {}; // key: what it does, given the event; false where it does nothing
  let waits = 0; // for a key that may be the first of a scan
  let last = { key: "", at: -Infinity };

  function actOf(key) {
    if (key === "?") return document.querySelector("[data-key='?']") ? null : showKeys;
    const button = [...document.querySelectorAll("[data-hotkey]")].find((one) => one.dataset.hotkey === key && isShown(one) && !one.disabled);
    return window.hotkeys[key] ?? (button && (() => button.click()));
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return $("palette").open ? $("palette").close() : showPalette();
    }
    clearTimeout(waits);
    const { key, at } = last;
    last = { key: event.key, at: event.timeStamp };
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return void (last.key = "");
    if (event.timeStamp - at < ALONE) return; // of a scan
    const page = key === "g" && event.timeStamp - at < SEQUENCE && !takesScans() && pages().find((one) => one.dataset.go === event.key);
    if (page) waits = setTimeout(() => page.click(), ALONE);
    else if (event.key === "/" && !takesScans()) search(event);
    else if (actOf(event.key)) waits = setTimeout(() => actOf(event.key)?.(), ALONE);
  });
  function search(event) {
    event.preventDefault();
    if (!$("q")) return showPalette();
    $("q").focus();
    $("q").select();
  }

  function rowOf(keys, name) {
    const [term, words] = ["dt", "dd"].map((tag) => document.createElement(tag));
    term.append(...keys.map((key) => Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() })));
    words.textContent = name;
    return [term, words];
  }
  // a page tells its own keys by `template#page-keys` and by its elements with `data-hotkey`
  function showKeys() {
    $("keys-pages").replaceChildren(...pages().flatMap((page) => rowOf(["g", page.dataset.go], nameOf(page))));
    const pressed = [...document.querySelectorAll("[data-hotkey]")].flatMap((one) => rowOf([one.dataset.hotkey], nameOf(one)));
    const told = $("page-keys")?.content.cloneNode(true).children ?? [];
    $("keys-here").querySelector("dl").replaceChildren(...told, ...pressed);
    $("keys-here").hidden = !pressed.length && !$("page-keys");
    $("keys").showModal();
  }

  // --- Ctrl-K: what there is, what fits, and what is chosen
  let fitting = [];
  let suggested = []; // packages that the server knows by what is typed
  let asked = 0;
  let chosen = 0;
  let opener = null;

  // pages of the head, and the buttons of this page
  function all() {
    const goes = pages().map((page) => ({ name: nameOf(page), kind: gettext("Page"), run: () => page.click() }));
    const buttons = [...document.querySelectorAll("main :is(button, a.btn, summary.btn)")].filter((one) => isShown(one) && !one.disabled);
    const acts = buttons.map((one) => ({ name: nameOf(one), kind: gettext("Action"), run: () => (one.focus(), one.click()) }));
    const head = [...document.querySelectorAll("[data-palette]")].map((one) => ({ name: nameOf(one), kind: gettext("Action"), run: () => one.click() }));
    const names = new Set();
    return [...acts, ...goes, ...head].filter(({ name }) => name && !names.has(name) && names.add(name));
  }
  const folded = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ı", "i");
  function fits(text) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const found = all().filter(({ name }) => words.every((word) => folded(name).includes(word)));
    const package_ = { name: interpolate(gettext("Package %s"), [text]), kind: gettext("Find"), run: () => open([text]) };
    if (!text) return found;
    return /\d{4}/.test(text) ? [...suggested, package_, ...found] : [...found, ...suggested, package_];
  }
  function showPalette() {
    opener = document.activeElement;
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    $("palette-text").value = "";
    suggested = [];
    $("palette").showModal();
    list();
  }
  window.showPalette = showPalette;
  // what is typed changes faster than the answers come: the last one counts
  async function suggest() {
    const [text, mine] = [$("palette-text").value.trim(), ++asked];
    suggested = [];
    list();
    if (text.length < 3 || !document.body.dataset.suggest) return;
    await new Promise((typed) => setTimeout(typed, WAIT));
    if (mine !== asked) return;
    const answer = await fetch(`${document.body.dataset.suggest}?${new URLSearchParams({ text })}`).catch(() => null);
    if (mine !== asked || !answer?.ok || answer.redirected) return;
    const found = await answer.json().catch(() => null); // cut off
    if (mine !== asked || !found) return;
    suggested = found.packages.map(({ name, about, href }) => ({ name, kind: about, run: () => location.assign(href) }));
    list();
  }
  function list() {
    fitting = fits($("palette-text").value.trim()).slice(0, MOST);
    choose(0);
  }
  function choose(place) {
    chosen = (place + fitting.length) % (fitting.length || 1);
    const rows = fitting.map(({ name, kind }, at) => {
      const row = Object.assign(document.createElement("li"), { id: `palette-${at}`, className: "palette-one" });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(at === chosen));
      row.append(Object.assign(document.createElement("span"), { textContent: name }), Object.assign(document.createElement("small"), { textContent: kind }));
      return row;
    });
    $("palette-list").replaceChildren(...rows);
    $("palette-text").setAttribute("aria-activedescendant", fitting.length ? `palette-${chosen}` : "");
  }
  function run(place) {
    const one = fitting[place];
    if (!one) return;
    opener = null; // the focus goes where it leads
    $("palette").close();
    one.run();
  }
  $("palette")?.addEventListener("input", suggest);
  $("palette")?.addEventListener("click", (event) => {
    const row = event.target.closest(".palette-one");
    if (row) run([...row.parentElement.children].indexOf(row));
    else if (event.target === $("palette")) $("palette").close();
  });
  $("palette")?.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    step ? choose(chosen + step) : run(chosen);
  });
  $("palette")?.addEventListener("close", () => opener?.isConnected && opener.focus({ preventScroll: true }));

  // --- a scan that this page does not take opens its package, at the desk of who packs
  const DESK = "scan-for-desk";
  const open = (texts) => location.assign(`${document.body.dataset.find}?${new URLSearchParams(texts.map((text) => ["text", text]))}`);
  document.addEventListener("scanned-nowhere", ({ detail: { texts } }) => {
    const { find, packs } = document.body.dataset;
    if (!packs) return find && open(texts);
    sessionStorage.setItem(DESK, JSON.stringify({ texts, clock: Date.now() }));
    location.assign(packs);
  });
  // window.broughtScan(): what was scanned on the page before, once
  window.broughtScan = () => {
    const brought = JSON.parse(sessionStorage.getItem(DESK) ?? "null");
    sessionStorage.removeItem(DESK);
    return brought;
  };
})();
