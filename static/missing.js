// Missing items without a mouse: number keys choose what to do, letters or a scan tick an item, arrows and Space do
// too, Enter or OK submits, PARK sets aside.
(() => {
  const $ = (id) => document.getElementById(id);
  const rows = () => [...document.querySelectorAll("[data-row]:not(:disabled)")];
  const ways = () => [...document.querySelectorAll("[name=way]")];
  const checked = (name) => document.querySelector(`[name=${name}]:checked`);
  const NATIVE = "a[href], button, input:not([type=checkbox], [type=radio]), textarea";

  // as the server normalises codes
  const plain = (text) => text.replace(/[ıİ]/g, "I").toUpperCase().replace(/[^A-Z0-9]/g, "");

  function showMessage(sentence, sound = "warn") {
    $("missing-said").textContent = sentence;
    if (sound) sounds.play(sound);
  }

  function choose(way) {
    if (way.disabled) return showMessage(way.dataset.why);
    showMessage("", "good");
    way.checked = true;
    const reasons = way.parentElement.querySelector(".reasons");
    (reasons?.querySelector(":checked") ?? reasons?.querySelector("input") ?? way).focus(); // arrows choose the reason
  }

  function tick(row) {
    const item = row.closest("label").querySelector(".unit-product").textContent;
    showMessage(interpolate(row.checked ? gettext("Unticked: %(item)s.") : gettext("Ticked: %(item)s."), { item }, true), "good");
    row.checked = !row.checked;
    row.focus();
    row.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function submit() {
    if (!$("missing-form")) return;
    const keys = ways().filter((way) => !way.disabled).map((way) => way.dataset.key).join(", ");
    if (checked("way")) $("missing-form").requestSubmit();
    else showMessage(interpolate(gettext("Choose what to do first: press %(keys)s."), { keys }, true));
  }

  function press(key) {
    const way = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const row = document.querySelector(`[data-letter="${CSS.escape(key)}"]:not(:disabled)`);
    const link = key === "0" && document.querySelector("[data-elsewhere]");
    if (way) choose(way);
    else if (row) tick(row);
    else if (link) link.click();
    return Boolean(way || row || link);
  }

  // of several items of a product the first scan unticks a missing one; then one more is ticked
  function scanned(texts) {
    const codes = texts.map(plain);
    if (codes.includes("OK")) return submit();
    if (codes.includes("PARK")) return park();
    if (codes[0].length === 1 && press(codes[0].toLowerCase())) return;
    const fitting = rows().filter((row) => row.dataset.codes.split(" ").some((code) => code && codes.includes(code)));
    const row = fitting.find((one) => one.checked) ?? fitting.at(-1);
    if (row) tick(row);
    else showMessage(interpolate(gettext("%(code)s is not on this page. Nothing was ticked."), { code: texts[0] }, true), "unknown");
  }

  function park() {
    const way = $("way-park");
    if (!way) return showMessage(gettext("Nothing is open here that could be set aside."));
    way.checked = true;
    submit();
  }

  document.addEventListener("scanned", (event) => {
    event.preventDefault();
    scanned(event.detail.texts);
  });
  document.addEventListener("key-alone", (event) => { if (press(event.detail.key)) event.preventDefault(); });
  $("missing-scan").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("missing-code").value.trim();
    $("missing-code").value = "";
    $("missing-code").blur();
    if (text) scanned([text]);
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") document.querySelector("[data-back]").click();
    if (event.key === "Enter" && !event.target.closest(NATIVE)) {
      event.preventDefault();
      if (!event.repeat) submit();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.closest(`${NATIVE}, [type=radio]`)) return;
    event.preventDefault();
    const all = rows();
    const now = all.indexOf(document.activeElement);
    all[now < 0 ? 0 : (now + step + all.length) % all.length]?.focus();
  });

  // typing a reason chooses it
  document.addEventListener("input", (event) => {
    if (event.target.id === "own-reason" && $("reason-own")) $("reason-own").checked = true;
  });

  // the choice is kept when the ways are shown again
  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    kept = null;
    if (event.detail.target.id !== "ways") return;
    kept = { way: checked("way")?.id, reason: checked("reason")?.id, own: $("own-reason")?.value };
    kept.focus = event.detail.target.contains(document.activeElement) && document.activeElement.id;
  });
  document.addEventListener("htmx:afterSwap", () => (kept ? restore() : focusResult()));
  function restore() {
    for (const id of [kept.way, kept.reason]) if (id && $(id) && !$(id).disabled) $(id).checked = true;
    if (kept.own && $("own-reason")) $("own-reason").value = kept.own;
    if (kept.focus) $(kept.focus)?.focus();
  }
  function focusResult() {
    const said = document.querySelector("[data-problem], [data-done]");
    if (!said) return;
    said.focus();
    showMessage("", said.matches("[data-done]") && !document.querySelector(".swept-not") ? "done" : "warn");
  }
})();
