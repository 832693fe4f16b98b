// Handover: every scan is sent in its order, one at a time, by scan_queue.js. An error covers the whole screen until it
// is acknowledged; nothing scanned meanwhile counts.
(() => {
  const BLOCK = "handover-block";
  const SHELF = "handover-scan-"; // of this tab: another one may have another carrier
  const $ = (id) => document.getElementById(id);
  const form = document.querySelector("form[data-handover]");
  const read = (name, otherwise) => JSON.parse(sessionStorage.getItem(name) ?? "null") ?? otherwise;
  const keep = (name, value) => sessionStorage.setItem(name, JSON.stringify(value));
  const letters = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");

  let block = read(BLOCK, null); // {sentence, next, refused: [texts]}
  let sending = null;
  // {texts} is a scan, {handover} the choice of one
  const queue = scanQueue({ shelf: SHELF, storage: sessionStorage, atOnce: 1, deliver, tell: showPending, held: () => block });

  // --- what is shown
  function showBlock() {
    $("block").hidden = !block;
    if (!block) return;
    $("block").focus(); // Enter must not press what lies below
    $("block-sentence").textContent = block.sentence;
    $("block-next").textContent = block.next;
    const count = block.refused.length;
    const codes = block.refused.map(([text]) => `“${text}”`).join(", ");
    const refused = ngettext(
      "Scanned meanwhile and not counted: %(codes)s. Press Space, then scan it again.",
      "Scanned meanwhile and not counted: %(codes)s. Press Space, then scan them again.",
      count,
    );
    $("block-refused").textContent = count ? interpolate(refused, { codes }, true) : "";
  }
  function showPending(trouble = "") {
    const scans = queue?.waiting.filter((one) => one.texts).length ?? 0;
    const saved = ngettext("%(count)s scan is saved on this page.", "%(count)s scans are saved on this page.", scans);
    const sent = ngettext("Sending %(count)s scan.", "Sending %(count)s scans.", scans);
    const count = { count: scans };
    if (trouble) $("pending").textContent = `${trouble} ${interpolate(saved, count, true)}`;
    else $("pending").textContent = scans > 1 ? interpolate(sent, count, true) : "";
    $("pending").classList.toggle("pending-trouble", Boolean(trouble));
  }
  function show(html) {
    $("moving").outerHTML = html;
    htmx.process($("moving"));
    $("ask").replaceChildren();
    const handover = $("handover").value;
    history.replaceState(null, "", `${form.dataset.page}${handover ? `?handover=${handover}` : ""}`);
    showSaid();
  }
  function showSaid() {
    const said = $("said");
    if (!said) return;
    window.sounds?.play(said.dataset.sound);
    if ("blocks" in said.dataset) stop(said.children[0].textContent, said.children[1].textContent);
  }

  // --- what blocks
  function stop(sentence, next) {
    const meanwhile = queue.waiting.filter((one) => one !== sending && one.texts);
    block = { sentence, next, refused: meanwhile.map((one) => one.texts) };
    queue.clear();
    keep(BLOCK, block);
    showBlock();
  }
  function refuse(texts) {
    block.refused.push(texts);
    keep(BLOCK, block);
    showBlock();
    window.sounds?.play("wrong");
  }
  function acknowledge() {
    if (!block) return;
    block = null;
    keep(BLOCK, block);
    showBlock();
    $("said")?.remove();
    queue.run();
  }

  // --- one after the other
  function take(one) {
    queue.put(one);
    showPending();
    $("ask").replaceChildren(); // a further scan cancels the question
  }
  function ask(one, signal) {
    const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };
    const options = { headers, signal };
    if (!one.texts) return fetch(`${form.dataset.page}?handover=${one.handover}`, options);
    const body = new URLSearchParams({ key: one.key, handover: $("handover").value });
    for (const text of one.texts) body.append("text", text);
    return fetch(form.action, { ...options, method: "POST", body });
  }
  async function deliver([one], signal) {
    sending = one;
    const answer = await ask(one, signal);
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/login/")) {
      location.href = `/login/?next=${encodeURIComponent(form.dataset.page + location.search)}`;
      return { wait: gettext("You are signed out.") };
    }
    if (answer.status === 403) return { wait: gettext("You don't have permission, or the page is too old. Reload it.") };
    if (answer.status >= 500) return { broken: gettext("Something went wrong on our side.") };
    if (!answer.ok) return { refused: gettext("The server did not accept it.") };
    show(await answer.text());
    return { done: 1 };
  }

  // --- what the person does
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.elements.text;
    const text = field.value.trim();
    field.value = "";
    field.blur(); // keys and scans go to the page again
    if (text) scanned([text]);
  });
  form.elements.text.addEventListener("focus", (event) => {
    if (letters(event.target.value) === "OK") form.requestSubmit(); // by a scanner without Enter
  });
  document.addEventListener("scanned", (event) => {
    event.preventDefault();
    scanned(event.detail.texts);
  });
  function scanned(texts) {
    if (texts.some((text) => letters(text) === "OK")) acknowledge();
    else if (block) refuse(texts);
    else take({ texts });
  }
  document.addEventListener("click", (event) => {
    const card = event.target.closest("[data-handover]");
    if (event.target.closest("#block-ok")) acknowledge();
    if (event.target.closest("#close-not")) {
      event.preventDefault();
      $("ask").replaceChildren();
    }
    if (!card || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!block) take({ handover: card.dataset.handover });
  });
  document.addEventListener("key-alone", (event) => {
    const key = event.detail.key;
    const button = document.querySelector(`#moving [data-key="${CSS.escape(key)}"]`);
    if (button || block || key === " ") event.preventDefault(); // never the beginning of a code
    if (block) return "o ".includes(key) ? acknowledge() : undefined;
    if (key === "c" && queue.waiting.length) return showPending(gettext("Not yet: scans are still being sent."));
    button?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") $("ask").replaceChildren();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "ask") $("close-now")?.focus();
  });
  // --- the page as it came
  if (location.pathname !== form.dataset.page) {
    history.replaceState(null, "", form.dataset.page + ($("handover").value ? `?handover=${$("handover").value}` : ""));
    showSaid();
  }
  showBlock();
  queue.run();
})();
