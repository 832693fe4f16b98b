// The packing page: scans and keys are sent by scan_queue.js, and the response is shown.
(() => {
  const $ = (id) => document.getElementById(id);
  const pack = $("pack");
  if (!pack) return;
  const COMMANDS = { " ": "OK", u: "UNDO", s: "SKIP", n: "NEXT", p: "PARK", r: "REPRINT", m: "MISSING" }; // in every state
  const AT_ONCE = 20;
  const LONGEST = 1500; // ms between two looks: trouble of the printer shows within 3 s
  const [SHARE, SLOWEST] = [12, 4000]; // looks are so many times as far apart as they take, and so many ms at most: more would make a busy server slower still
  const SIGNED_OUT = gettext("You are signed out or may not pack. Sign in, then return to this page: your scans are saved.");
  const BROKEN = gettext("Something went wrong on our side.");
  let polled = 0;
  let changed = performance.now();
  let [took, tookBefore] = [0, 0]; // ms of the last two looks: one alone may be slow by chance
  let printed = "";

  // --- the scans
  // each kept by itself: another tab of this desk keeps its own
  const queue = scanQueue({ shelf: `scans-${pack.dataset.desk}-`, storage: localStorage, atOnce: AT_ONCE, deliver, tell: showTrouble });

  function put(texts, kind = "", clock = Date.now()) {
    showQuantity(false);
    showHelp(false);
    queue.put({ texts, kind, clock });
    if (!$("offline").hidden) { sounds.play("warn"); showTrouble(why); }
  }

  async function deliver(scans, signal) {
    const headers = { "Content-Type": "application/json", "X-Scans": "1", ...JSON.parse(document.body.getAttribute("hx-headers")) };
    const body = JSON.stringify({ scans: scans.map(({ key, texts, kind, clock }) => ({ key, texts, kind, clock })) });
    const answer = await fetch(pack.dataset.scans, { method: "POST", headers, body, signal });
    if (answer.redirected || answer.status === 403) return { wait: SIGNED_OUT };
    if (answer.status === 409) return { wait: await answer.text() };
    if (answer.status === 400) return { refused: await answer.text() };
    if (!answer.ok) return { broken: BROKEN };
    show(await answer.text(), true);
    return { done: Number(answer.headers.get("X-Scans") ?? scans.length) };
  }

  let why = "";
  function showTrouble(sentence) {
    if (!sentence) return void ($("offline").hidden = true);
    why = sentence;
    const count = queue?.waiting.length ?? 0;
    const saved = ngettext(
      "%(count)s scan is saved and will be sent when the connection is back. The screen does not update until then.",
      "%(count)s scans are saved and will be sent when the connection is back. The screen does not update until then.",
      count,
    );
    if ($("offline").hidden) sounds.play("unknown");
    $("offline").textContent = `${sentence} ${interpolate(saved, { count }, true)}`;
    $("offline").hidden = false;
  }

  // --- what came back
  function show(html, said) {
    const made = new DOMParser().parseFromString(html, "text/html");
    if (!said && isReleased(made)) Object.assign($("said"), { className: "said-none", textContent: "" });
    for (const id of said ? ["said", "desk"] : ["desk"]) {
      const fresh = made.getElementById(id);
      if (fresh) $(id).replaceWith(document.adoptNode(fresh));
    }
    changed = performance.now();
    showHead(made);
    playTrouble();
    number();
    keepDueInSight();
    if (said) play(($("said").dataset.sounds ?? "").split(" ").filter(Boolean));
    if (said && $("said").dataset.outcome === "missing") location.assign(pack.dataset.missing);
    if (said && $("said").dataset.outcome === "station") location.reload(); // the head of every page shows its station
    if (said && unused) addUnused();
    print();
  }

  // what was said of a stop that is over would contradict the card below it
  const isStopped = (desk) => desk?.querySelector(".block-stopped");
  const isReleased = (made) => $("said").dataset.outcome === "stopped" && isStopped($("desk")) && !isStopped(made.getElementById("desk"));

  // --- what the page itself says
  let unused = ""; // of a key, until the answer to the scan before it has come
  function say(sentence) {
    $("said").className = "said-warn";
    $("said").replaceChildren(Object.assign(document.createElement("p"), { className: "said-sentence", textContent: sentence }));
    sounds.play("warn");
  }
  function addUnused() {
    if ($("said").className === "said-none") $("said").className = "said-warn";
    $("said").append(Object.assign(document.createElement("p"), { className: "said-next", textContent: unused }));
    unused = "";
  }

  // trouble of the printer is played once
  let trouble = "";
  function playTrouble() {
    const now = $("head-trouble").textContent;
    if (now && now !== trouble) sounds.play("printer");
    trouble = now;
  }

  // of many at once only the worst is played
  function play(names) {
    const bad = names.findLast((name) => !["good", "done"].includes(name));
    const chosen = bad ?? names.at(-1);
    if (chosen) sounds.play(chosen);
  }

  // --- a long package: what is due stays in sight, the rest is scrolled by keys; how many are further down
  const lines = () => document.querySelector(".lines");
  function keepDueInSight() {
    if (!lines()) return;
    lines().scrollTop = 0; // it is the first
    lines().addEventListener("scroll", countBelow, { passive: true });
    countBelow();
  }
  function countBelow() {
    const end = lines().getBoundingClientRect().bottom;
    const count = [...lines().children].filter((line) => line.getBoundingClientRect().bottom > end + 1).length;
    const more = ngettext("%(count)s more product", "%(count)s more products", count);
    $("lines-more").hidden = !count;
    $("lines-more").textContent = `↓ ${interpolate(more, { count }, true)}`;
  }
  function scrollLines(down) {
    const [height, due] = [lines().clientHeight, lines().querySelector(".line-due")?.offsetHeight ?? 0];
    lines().scrollBy({ top: (down ? 1 : -1) * Math.max(height - 2 * due, due) });
  }
  document.addEventListener("keydown", (event) => {
    const down = { ArrowDown: true, PageDown: true, ArrowUp: false, PageUp: false }[event.key];
    const isTyping = event.target.closest?.("input, select, textarea, dialog") || document.querySelector("dialog[open]");
    if (down === undefined || isTyping || !lines() || lines().scrollHeight <= lines().clientHeight) return;
    event.preventDefault();
    scrollLines(down);
  });
  window.addEventListener("resize", () => lines() && countBelow());

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
      printed = ""; // the next poll tries again; the server gives it out once
    }
  }

  // --- polling
  async function poll() {
    if (!queue.idle || document.hidden) return;
    await queue.meanwhile(async (signal) => {
      const address = `${pack.dataset.state}?seen=${encodeURIComponent($("desk").dataset.version)}`;
      const asked = performance.now();
      const answer = await fetch(address, { signal }).catch(() => null);
      if (signal.reason === "scanned") return;
      [took, tookBefore] = [performance.now() - asked, took];
      if (!answer || answer.status > 500) return showTrouble(gettext("Connection lost.")); // 502 of a proxy
      if (!answer.ok || answer.redirected) return;
      showTrouble("");
      if (isPressed()) return;
      if (answer.status === 200) show(await answer.text(), false);
      const version = answer.headers.get("X-Desk-Version");
      if (version) $("desk").dataset.version = version; // nothing shown has changed, and the next poll costs less
    });
  }
  // after long the desk looks less often: where the machine is short of time, sixty that wait for their labels would keep
  // it from making them
  const whileItWaits = () => Math.min(Number($("desk").dataset.poll) * Math.max((performance.now() - changed) / 1600, 1), LONGEST);
  const betweenLooks = () => Math.max(whileItWaits(), Math.min(SHARE * Math.min(took, tookBefore), SLOWEST));
  setInterval(() => {
    if (performance.now() - polled < betweenLooks()) return;
    polled = performance.now();
    poll();
  }, 100);

  // --- what the packer does
  document.addEventListener("scanned", (event) => {
    event.preventDefault();
    put(event.detail.texts, "", event.detail.clock);
  });
  document.addEventListener("key-alone", (event) => {
    const { key } = event.detail;
    const [button, command] = [document.querySelector(`[data-key="${CSS.escape(key)}"]`), COMMANDS[key]];
    if (!button && !command && !isInHelp(key)) return; // the beginning of a code
    event.preventDefault();
    if (queue.waiting.length) return say(unused = interpolate(gettext("Key %s did nothing: a scan was on its way. Check the screen, then press it again."), [key.toUpperCase()]));
    if (button) button.click(); // a key answers what is on screen, not what is about to come
    else if (command) put([command], "command");
    else say(gettext("This key does nothing at this step."));
  });
  const isInHelp = (key) => /\p{L}/u.test(key) && [...$("help").querySelectorAll("dt kbd")].some((one) => one.textContent.toLowerCase() === key);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-send], [data-choice]:not(a)");
    if (button && !button.disabled) put([button.dataset.text], button.dataset.kind);
    if (event.target.closest("[data-quantity]")) showQuantity(true);
    if (event.target.closest("[data-scroll]")) scrollLines(true);
    if (event.target.closest("#help-open")) showHelp($("help").hidden);
  });
  // whoever scans with it open looks at the card, which is above it
  function showHelp(shown) {
    if (shown === !$("help").hidden) return;
    $("help").hidden = !shown;
    $("help-open").setAttribute("aria-expanded", String(shown));
    if (shown) $("help").scrollIntoView({ block: "nearest" });
    else window.scrollTo({ top: 0 });
  }
  $("scan-line").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("scan").value.trim();
    $("scan").value = "";
    $("scan").blur();
    if (text) put([text]);
  });
  // --- many equal items: their number, in the place of the field for scans
  function showQuantity(shown) {
    const { due, left } = $("desk").dataset;
    const had = $("quantity").contains(document.activeElement);
    $("quantity").hidden = !shown;
    $("scan-line").hidden = shown;
    $("quantity-product").textContent = due ?? "";
    $("quantity-count").value = "";
    $("quantity-count").max = left ?? "";
    if (shown) $("quantity-count").focus();
    else if (had) document.activeElement.blur(); // or the next single key would be typed there
  }
  $("quantity").addEventListener("submit", (event) => {
    event.preventDefault();
    put([`QTY-${Number($("quantity-count").value)}`], "command");
  });
  $("quantity").addEventListener("keydown", ({ key }) => { if (key === "Escape") showQuantity(false); });
  $("quantity-cancel").addEventListener("click", () => showQuantity(false));

  const brought = broughtScan();
  if (brought) put(brought.texts, "", brought.clock);
  number();
  keepDueInSight();
  print();
  playTrouble();
  queue.run();
})();
