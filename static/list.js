// The list: what is selected (it survives paging and reload, one selection per filter) and the keyboard.
(() => {
  const $ = (id) => document.getElementById(id);
  const boxes = () => [...document.querySelectorAll('#rows input[name="packages"]')];
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  let lastClicked = null;

  // --- the selection: numbers in print order, or all that match; `key` makes two presses one batch
  const store = () => `selection:${$("rows")?.dataset.filter}`;
  const nothing = () => ({ order: [], all: false, key: "" });
  function load() {
    try {
      return { ...nothing(), ...JSON.parse(sessionStorage.getItem(store())) };
    } catch {
      return nothing();
    }
  }
  function save(chosen) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    chosen.key = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (chosen.order.length || chosen.all) sessionStorage.setItem(store(), JSON.stringify(chosen));
    else sessionStorage.removeItem(store());
    show();
  }

  // This page's ticks in the order on screen, at the place where this page came in first.
  function ticked() {
    const { order } = load();
    const screen = boxes().map((box) => box.value);
    const here = new Set(screen);
    const at = order.findIndex((number) => here.has(number));
    const others = order.filter((number) => !here.has(number));
    const mine = boxes().filter((box) => box.checked).map((box) => box.value);
    others.splice(at < 0 ? others.length : at, 0, ...mine);
    save({ order: others, all: false });
  }

  function show() {
    const bar = $("batch");
    if (!bar) return;
    const { order, all } = load();
    const chosen = new Set(order);
    for (const box of boxes()) {
      box.checked = all || chosen.has(box.value);
      box.closest("tr").classList.toggle("table-active", box.checked);
    }
    const here = boxes().filter((box) => box.checked).length;
    const page = $("tick-page");
    page.hidden = false;
    page.checked = here === boxes().length;
    page.indeterminate = here > 0 && !page.checked;
    const elsewhere = all ? 0 : order.length - here;
    const matching = $("rows").dataset.matching;
    const words = all
      ? interpolate(gettext("All %(count)s selected"), { count: number(Number(matching)) }, true)
      : elsewhere
        ? interpolate(gettext("%(count)s selected (%(elsewhere)s on other pages)"), { count: number(order.length), elsewhere: number(elsewhere) }, true)
        : interpolate(gettext("%(count)s selected"), { count: number(order.length) }, true);
    if ($("batch-count").textContent !== words) $("batch-count").textContent = words;
    const sentence = $("batch-order");
    sentence.dataset.some ??= sentence.textContent;
    sentence.textContent = all ? sentence.dataset.all : sentence.dataset.some;
    bar.classList.toggle("batch-empty", !all && !order.length);
    $("batch-clear").hidden = !all && !order.length;
    if ($("download-some")) $("download-some").hidden = false;
    const offer = $("batch-all");
    if (offer) offer.hidden = all || Number(matching) <= boxes().length || page.checked === false;
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.id === "tick-page") {
      for (const one of boxes()) one.checked = box.checked;
      ticked();
    } else if (box.id === "batch-clear") save(nothing());
    else if (box.closest?.("#batch-all")) save({ order: [], all: true });
    else if (box.name === "packages") {
      const all = boxes();
      const [from, to] = [all.indexOf(lastClicked), all.indexOf(box)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) for (const one of all.slice(from, to + 1)) one.checked = box.checked;
      lastClicked = box;
      ticked();
    }
  });

  // --- sending: the numbers in their order, or all=1 with the filter
  document.addEventListener("formdata", (event) => {
    if (!["batch", "export-some"].includes(event.target.id)) return;
    const { order, all, key } = load();
    if (!all && !order.length) return;
    event.formData.set("key", key);
    event.formData.delete("packages");
    if (all) event.formData.set("all", "1");
    else for (const number of order) event.formData.append("packages", number);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("#batch, [data-again]")) sessionStorage.setItem("selection-sent", store());
  });
  const notSent = () => sessionStorage.removeItem("selection-sent");
  document.addEventListener("problem", notSent);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status >= 400) notSent(); // asked first, or refused: the selection stays
  });

  // --- where to: the printer as long as this tab is open, slips and order for good; the bar is drawn anew with each page
  const choices = () => {
    const bar = $("batch");
    const printer = bar?.elements.printer;
    const mine = printer?.querySelector("option[selected]")?.value;
    return [
      [printer, sessionStorage, `printer:${mine}`],
      [bar?.elements.slips, localStorage, "slips"],
      [bar?.elements.print_order, localStorage, "print-order"],
    ].filter(([field]) => field);
  };
  function recall() {
    for (const [field, kept, key] of choices()) {
      const value = kept.getItem(key);
      if (value !== null && [...field.options].some((option) => option.value === value)) field.value = value;
    }
    sayOrder();
  }
  // the order that is chosen stands on the button behind which it is chosen
  function sayOrder() {
    const order = $("print-order")?.selectedOptions[0];
    if (order) $("order-now").textContent = order.textContent;
  }
  document.addEventListener("change", (event) => {
    sayOrder();
    for (const [field, kept, key] of choices()) if (field === event.target) kept.setItem(key, field.value);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "filter") return; // an address without empty parameters
    for (const [name, value] of [...event.detail.formData]) if (value === "") event.detail.formData.delete(name);
  });

  // --- the keyboard: j and k (or arrows) move, x ticks, b goes to the bar, Enter opens. keys.js knows the others
  const typing = (where) => where.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");
  const row = () => document.activeElement.closest("#rows tbody tr");
  function move(step) {
    const rows = [...document.querySelectorAll("#rows tbody tr")];
    const at = rows.indexOf(document.activeElement.closest("#rows tbody tr"));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    next?.querySelector("a.open").focus();
    next?.scrollIntoView({ block: "nearest" });
  }
  let left = null; // the row from which the focus went to the bar
  const toBar = () => {
    left = row();
    const bar = $("batch");
    if (bar && !bar.classList.contains("batch-empty")) $("batch-print").focus();
  };
  const toRow = (event) => {
    if (event.target.closest("#batch") && left?.isConnected) left.querySelector("a.open").focus();
  };
  Object.assign(window.hotkeys, {
    x: () => row()?.querySelector('input[name="packages"]')?.click(),
    b: toBar,
  });
  // what has no consequence is done at once, and again while the key is held
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => (row() ? move(1) : false),
    ArrowUp: () => (row() ? move(-1) : false),
    Enter: () => (document.activeElement.name === "packages" ? row().querySelector("a.open").click() : false),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) toRow(event);
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = Object.hasOwn(keys, event.key) && keys[event.key];
    if (act && act() !== false) event.preventDefault();
  });

  document.addEventListener("htmx:afterSwap", () => (show(), recall()));
  document.addEventListener("htmx:oobAfterSwap", show);
  addEventListener("pageshow", () => (show(), recall()));
  show();
  recall();
})();
