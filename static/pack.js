// The packing station: scans wait in line, each with a key of its own, until the server has dealt with them.
// They outlive a reload and a lost connection; sent twice they count once.
(() => {
  const $ = (id) => document.getElementById(id);
  const pack = $("pack");
  if (!pack) return;
  const SHELF = `scans-${pack.dataset.desk}-`; // each scan by itself: another tab of this desk keeps its own
  const COMMANDS = "usnprm "; // also where they do nothing
  const AT_ONCE = 20;
  const AGAIN = 1000; // milliseconds until a lost connection is tried again
  const PATIENCE = 15000;
  const OLD = 12 * 3600 * 1000;
  let busy = false;
  let polled = 0;
  let printed = "";

  // --- the line
  let line = kept();
  function kept() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(SHELF)).sort();
      return names.map((name) => JSON.parse(localStorage.getItem(name))).filter((one) => Date.now() - one.clock < OLD);
    } catch {
      return [];
    }
  }
  const keep = (one) => { try { localStorage.setItem(SHELF + one.key, JSON.stringify(one)); } catch {} }; // full: it still waits here
  function drop(scans) {
    line = line.filter((one) => !scans.includes(one));
    try { for (const { key } of scans) localStorage.removeItem(SHELF + key); } catch {}
  }

  let count = 0;
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unique = () => `${Date.now()}-${String(count++).padStart(6, "0")}-${random()}`; // sorted, they are in order

  function put(texts, kind = "", clock = Date.now()) {
    line.push({ key: unique(), texts, kind, clock });
    keep(line.at(-1));
    if (!$("offline").hidden) { sounds.play("warn"); tellOffline(); }
    send();
  }

  async function send() {
    if (busy) return;
    busy = true;
    while (line.length) {
      const answer = await post(line.slice(0, AT_ONCE));
      if (!answer) break;
    }
    busy = false;
  }

  async function post(scans) {
    const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
    let answer;
    try {
      answer = await fetch(pack.dataset.scans, { method: "POST", headers, body: JSON.stringify({ scans }), signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      return lost("No connection to the back-office.");
    }
    if (answer.ok && !answer.redirected) {
      $("offline").hidden = true;
      const html = await answer.text().catch(() => null);
      if (html === null) return lost("No connection to the back-office.");
      drop(scans);
      show(html, true);
      return true;
    }
    if (answer.status === 400) {
      drop(scans);
      stop(await answer.text());
      return true;
    }
    if (answer.redirected || answer.status === 403) return stop("You are signed out, or may not pack any more. Sign in, then come back to this page: the scans are kept.");
    if (answer.status === 409) return stop(await answer.text());
    return lost("The back-office cannot answer at the moment.");
  }

  let why = "";
  let again = 0;
  function lost(sentence) {
    why = sentence;
    tellOffline();
    clearTimeout(again);
    again = setTimeout(send, AGAIN);
    return false;
  }
  function tellOffline() {
    const count = line.length;
    const kept = count === 1 ? "1 scan is kept" : `${count} scans are kept`;
    stop(`${why} ${kept} and sent by itself when it is back. Nothing is lost; what is on screen does not move until then.`);
  }
  function stop(sentence) {
    if ($("offline").hidden) sounds.play("unknown");
    $("offline").textContent = sentence;
    $("offline").hidden = false;
    return false;
  }

  // --- what came back
  function show(html, said) {
    const made = new DOMParser().parseFromString(html, "text/html");
    for (const id of said ? ["said", "desk"] : ["desk"]) {
      const fresh = made.getElementById(id);
      if (fresh) $(id).replaceWith(document.adoptNode(fresh));
    }
    number();
    if (said) play(($("said").dataset.sounds ?? "").split(" ").filter(Boolean));
    if (said && $("said").dataset.outcome === "missing") location.assign(pack.dataset.missing);
    if (said && $("said").dataset.outcome === "station") location.reload(); // every page says where it stands
    print();
  }

  // of many at once: the worst is what has to be heard
  function play(names) {
    const bad = names.findLast((name) => !["good", "done"].includes(name));
    const heard = bad ?? names.at(-1);
    if (heard) sounds.play(heard);
  }

  // number keys, in the order on screen
  function number() {
    document.querySelectorAll("[data-choice]").forEach((button, place) => {
      button.dataset.key = place < 9 ? String(place + 1) : "";
      const kbd = button.querySelector("kbd");
      if (kbd) kbd.textContent = button.dataset.key;
    });
  }

  // --- the browser's own printer: once for each label
  async function print() {
    const { pdf, pdfOpen } = $("desk").dataset;
    if (!pdf || printed === pdf) return;
    printed = pdf;
    const headers = { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
    try {
      const answer = await fetch(pdfOpen, { method: "POST", headers });
      if (answer.status === 200) printPdf(pdf);
    } catch {
      printed = ""; // the next look tries again; the server hands it over once
    }
  }

  // --- looking by itself
  async function look() {
    if (busy || line.length || document.hidden) return;
    busy = true;
    try {
      const address = `${pack.dataset.state}?seen=${encodeURIComponent($("desk").dataset.version)}`;
      const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok && !answer.redirected) {
        $("offline").hidden = true;
        if (answer.status === 200) show(await answer.text(), false);
        const version = answer.headers.get("X-Desk-Version");
        if (version) $("desk").dataset.version = version; // it looks the same, and the next look costs less
      }
    } catch {
      why = "No connection to the back-office.";
      tellOffline();
    }
    busy = false;
    if (line.length) send();
  }
  setInterval(() => {
    if (performance.now() - polled < Number($("desk").dataset.poll)) return;
    polled = performance.now();
    look();
  }, 100);

  // --- what the packer does
  document.addEventListener("scanned", (event) => {
    event.preventDefault();
    put(event.detail.texts, "", event.detail.clock);
  });
  document.addEventListener("key-alone", (event) => {
    const button = document.querySelector(`[data-key="${CSS.escape(event.detail.key)}"]`);
    if (button || COMMANDS.includes(event.detail.key)) event.preventDefault(); // never the beginning of a code
    if (!line.length) button?.click(); // a key answers what is on screen, not what is about to come
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-send], [data-choice]");
    if (button && !button.disabled) put([button.dataset.text], button.dataset.kind);
    if (event.target.closest("#help-open")) {
      $("help").hidden = !$("help").hidden;
      $("help-open").setAttribute("aria-expanded", String(!$("help").hidden));
      $("help").scrollIntoView({ block: "nearest" });
    }
  });
  $("scan-line").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("scan").value.trim();
    $("scan").value = "";
    $("scan").blur();
    if (text) put([text]);
  });
  number();
  print();
  send();
})();
