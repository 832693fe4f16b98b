// A scanner is a keyboard that types fast. Wherever the focus is, what it typed is told to the page as `scanned`;
// a page that does not take it gets it in the field `[data-scan]`, sent, and what else the keys may mean before that,
// under the same name. A single key of a person is `key-alone`. A scan ends with Enter or Tab, or with a pause. A key
// that nobody takes is the beginning of something typed by hand, or by a slow scanner: it goes on in the same field. A
// dialog has the keys for itself, and so have the fields of a page that takes no scans by hand, but for its search: what
// is scanned there, or anywhere else on such a page, is `scanned-nowhere`.
(() => {
  const PAUSE = 100; // milliseconds after which a code is over
  const LATE = 500; // the same where more is to come
  const STALL = 3000; // the same for what only a scanner types: a busy computer must not cut a scan in two
  const TAP = 1500; // the same for one sign: a person may have tapped as fast
  const FAST = 40; // milliseconds between two signs, on average, that only a scanner reaches
  const WHILE = 1500; // milliseconds after which something else is typed
  const SHORTEST = 4; // signs of a code without Enter; within a field, of any code
  const FIELDS = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), select, textarea, [contenteditable]";
  const MOVES = /^(Arrow|Escape|Home|End|Page)/;
  const PRESSED = "a[href], button, summary, input";
  // what the keys say on the layout that scanners are made for, whatever layout the computer has
  const SIGNS = { Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Backquote: "`~", Comma: ",<", Period: ".>", Slash: "/?", Space: "  " };
  const DIGITS = ")!@#$%^&*(";

  let typed = "";
  let coded = "";
  let first = 0;
  let last = -Infinity;
  let ended = -Infinity;
  let timer = 0;
  let enters = localStorage.getItem("scanner-ends") !== "pause"; // whether the last scan ended with Enter or Tab, as most end
  let field = null; // where it was typed into, and what stood there before
  let before = "";
  const waiting = []; // scans for the field that are still to be sent, and requests that change something
  const underway = [];
  let stray = ""; // one sign that stood alone just before: it may be the scan's first
  let cut = null; // the scan that a pause ended last: keys that were pressed before that pause may still come

  function sign({ code, shiftKey, key }) {
    if (/^Key[A-Z]$/.test(code)) return shiftKey || (key.length === 1 && key !== key.toLowerCase()) ? code[3] : code[3].toLowerCase();
    if (/^Digit\d$/.test(code)) return shiftKey ? DIGITS[code[5]] : code[5];
    if (/^Numpad\d$/.test(code)) return code[6];
    return SIGNS[code]?.[shiftKey ? 1 : 0] ?? key;
  }

  // whether the page is there to be scanned at
  const takesScans = () => document.querySelector("[data-scan], [data-takes-scans]");
  const isFast = () => (last - first) / Math.max(typed.length - 1, 1) <= FAST;

  function clear() {
    clearTimeout(timer);
    [typed, coded, field, stray] = ["", "", null, ""];
  }

  // whether it was a scan; else it was a person's
  function end(entered) {
    const meant = stray ? [typed, coded, stray + typed, stray + coded] : [typed, coded];
    const scan = { texts: [...new Set(meant)], clock: Math.round(performance.timeOrigin + last) };
    const [place, stood, text, whole] = [field, before, typed, stray + typed];
    const fast = isFast();
    const isWhole = entered && !place && takesScans(); // however short and slow
    const isScan = isWhole ? text.length > 0 : text.length >= SHORTEST && fast;
    if (isScan && fast) localStorage.setItem("scanner-ends", (enters = entered) ? "enter" : "pause");
    cut = isScan && !entered ? { typed, coded } : null;
    clear();
    if (isScan) {
      if (place) place.value = stood;
      if (place?.matches("[data-scan]")) place.blur(); // or the next single key would be typed there
      ended = last;
      tell(scan, whole);
    } else if (!place && text && !isTaken(text)) fill(text)?.focus();
    return isScan;
  }

  function tell(scan, whole) {
    const toField = document.dispatchEvent(new CustomEvent("scanned", { detail: scan, cancelable: true }));
    if (toField) waiting.push([whole, scan.texts]);
    next();
  }
  // window.scan(texts): a scan that no keys brought
  window.scan = (texts) => tell({ texts, clock: Date.now() }, texts[0]);

  // a form is replaced by the answer to what was sent last: the scan after it waits for the new one
  function next() {
    if (!waiting.length || underway.some(({ readyState }) => readyState < XMLHttpRequest.DONE)) return;
    if (document.querySelector(".htmx-settling")) return;
    underway.length = 0;
    const [whole, texts] = waiting.shift();
    const by_hand = fill(whole, texts);
    if (by_hand) return by_hand.form.requestSubmit();
    waiting.length = 0;
    document.dispatchEvent(new CustomEvent("scanned-nowhere", { detail: { texts } }));
  }
  document.addEventListener("htmx:beforeSend", ({ detail }) => { if (detail.requestConfig.verb !== "get") underway.push(detail.xhr); });
  for (const name of ["htmx:afterRequest", "htmx:afterSettle", "htmx:onLoadError"]) document.addEventListener(name, next);

  function fill(text, texts = []) {
    const by_hand = document.querySelector("[data-scan]");
    if (!by_hand) return null;
    by_hand.value = text;
    forget();
    for (const value of texts.filter((each) => each !== text)) {
      const meant = Object.assign(document.createElement("input"), { type: "hidden", name: by_hand.name, value });
      meant.dataset.meant = "";
      by_hand.before(meant);
    }
    return by_hand;
  }

  function forget() {
    for (const meant of document.querySelectorAll("[data-meant]")) meant.remove();
  }

  function isTaken(text) {
    if (text.length > 1) return false;
    return !document.dispatchEvent(new CustomEvent("key-alone", { detail: { key: text.toLowerCase(), at: first }, cancelable: true }));
  }

  const rest = () => (enters || typed.length === 1 ? LATE : PAUSE);
  // A timer that is late says that the page was blocked, and the keys of that time may still be on their way.
  function pause(wait, due = performance.now() + wait) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const late = performance.now() - due;
      if (late > PAUSE) return pause(Math.min(Math.max(wait, late), STALL), Infinity);
      timer = setTimeout(() => typed && end(false)); // keys that wait come first
    }, wait);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    const now = event.timeStamp;
    if (typed && now - last > rest()) end(false);
    if (event.key === "Enter" || event.key === "Tab") {
      if (typed.length === 1 && !field && isTaken(typed)) return clear(); // a key, and then Enter for the page
      const second = !typed && now - ended < PAUSE; // some scanners end with both of them, or twice
      if ((typed && (!field || isFast()) && end(true)) || second) {
        event.preventDefault(); // a scan must not press the button that has the focus
        event.stopImmediatePropagation();
      }
      return;
    }
    const goesOn = MOVES.test(event.key) || (event.key === " " && typed.length === 1);
    if (goesOn && typed && !field) end(false); // the key before was one of its own
    if (event.key.length !== 1) return;
    let target = event.target.closest?.(FIELDS) ?? null;
    const by_hand = target?.matches("[data-scan]") ? target : null;
    if (target && !target.matches("[type=search]") && !takesScans()) return clear();
    if (typed && target && !field && !takesScans()) clear(); // it was a key that goes to this field
    if (!typed && event.key === " " && by_hand && !by_hand.value) target = null; // no code begins with it
    else if (!typed && event.key === " " && (target || event.target.closest?.(PRESSED) || !takesScans())) return;
    const stands = by_hand?.selectionStart === by_hand?.selectionEnd ? by_hand?.value ?? "" : ""; // the rest is replaced
    if (!typed && stands.length > 1 && now - last < WHILE) {
      [last, ended] = [now, -Infinity]; // it goes on, and Enter sends the whole field
      return;
    }
    if (!typed) {
      first = now;
      field = target;
      before = by_hand ? "" : target?.value ?? "";
      stray = now - last < WHILE ? stands : "";
      if (cut && now - last <= FAST) ({ typed, coded } = cut); // by its own time it belongs to that scan
      cut = null;
    }
    if (!target) event.preventDefault(); // no scrolling, no search as you type
    typed += event.key;
    coded += sign(event);
    last = now;
    const late = Math.min(5 * (performance.now() - now), STALL); // late with this key, later with the next
    const stall = typed.length > 1 ? STALL : TAP;
    pause(Math.max(rest() === LATE && isFast() ? stall : rest(), late));
  }, true);
  document.addEventListener("input", forget);
  document.addEventListener("keyup", ({ key, timeStamp }) => {
    if (typed.length === 1 && key.length === 1 && timeStamp - first > FAST) pause(PAUSE); // a finger rests on its key
  }, true);
})();
