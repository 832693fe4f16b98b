// What every page needs: the theme, the dialog for forms, the live region, and a message when a request fails.
(() => {
  const $ = (id) => document.getElementById(id);

  // --- what was done, for eyes and for screen readers
  const SHOWN = { undo: 15000, done: 8000 }; // ms
  function say(sentence, kind, undo) {
    if (!sentence) return;
    const live = $(kind === "problem" ? "live-problem" : "live");
    live.textContent = "";
    setTimeout(() => (live.textContent = sentence), 50); // a new text is what gets read
    const toast = $("toast-template").content.firstElementChild.cloneNode(true);
    toast.classList.add(kind === "problem" ? "toast-problem" : "toast-done");
    toast.querySelector("[data-sentence]").textContent = sentence;
    if (undo) offer(undo, toast);
    removeEarlier(kind === "problem" && sentence);
    $("toasts").append(toast);
    if (kind !== "problem") removeLater(toast, undo ? SHOWN.undo : SHOWN.done);
  }
  // what was done before may not be true any more: "is on hold" below "is released". Of one problem told again and
  // again one is enough
  function removeEarlier(problem) {
    for (const old of document.querySelectorAll("#toasts .note:not(:hover, :focus-within)")) {
      const same = old.querySelector("[data-sentence]").textContent === problem;
      if (problem ? same : old.matches(".toast-done")) old.remove();
    }
  }
  function removeLater(toast, time) {
    setTimeout(() => (toast.matches(":hover, :focus-within") ? removeLater(toast, SHOWN.done) : toast.remove()), time);
  }
  // one Undo at a time: of what was done last
  function offer({ href, values, target, swap }, toast) {
    for (const old of document.querySelectorAll("#toasts [data-undo]")) old.hidden = true;
    const button = toast.querySelector("[data-undo]");
    button.hidden = false;
    button.addEventListener("click", () => {
      toast.remove();
      htmx.ajax("POST", href, { values, target, swap });
    }, { once: true });
  }
  const sentenceOf = (event) => event.detail?.sentence ?? event.detail?.value ?? "";

  document.addEventListener("done", (event) => {
    if (!event.detail?.keep) $("dialog").close(); // kept open where the response itself is worth reading
    say(sentenceOf(event), "done", event.detail?.undo);
  });
  document.addEventListener("problem", (event) => say(sentenceOf(event), "problem"));

  // A button that was drawn anew while its answer was under way is outside the page: htmx would tell it alone
  // what the answer says, or that none came.
  document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
    for (const name of FAILURES) elt.addEventListener(name, failOutside);
    xhr.addEventListener("readystatechange", () => {
      const told = xhr.readyState === XMLHttpRequest.DONE && !elt.isConnected && xhr.getResponseHeader("HX-Trigger");
      for (const [name, detail] of Object.entries(told ? JSON.parse(told) : {})) {
        document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
      }
    });
  });

  // --- where a response leads to another page, nothing that was queued is asked any more: the server would lead there
  // once more, and the sentence that it says once would be gone with the page that showed it
  const LEAVING = 5000; // ms: where the next page does not come, this one is of use again
  let leavesUntil = 0;
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    if (detail.xhr.getResponseHeader("HX-Redirect")) leavesUntil = performance.now() + LEAVING;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (performance.now() < leavesUntil) event.preventDefault();
  });
  addEventListener("pageshow", () => (leavesUntil = 0)); // somebody came back to it

  // --- forms fetched into the dialog
  let opener = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id === "dialog-body" && !$("dialog").open) opener = document.activeElement;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "dialog-body" || !event.detail.target.childElementCount) return;
    const dialog = $("dialog");
    if (!dialog.open) dialog.showModal();
    const heading = dialog.querySelector("h1, h2, h3");
    if (heading) dialog.setAttribute("aria-label", heading.textContent.trim());
    const wrong = dialog.querySelector("[aria-invalid=true]");
    (wrong ?? dialog.querySelector("[autofocus], .alert-danger, .alert-warning"))?.focus();
  });
  $("dialog").addEventListener("close", () => {
    $("dialog-body").replaceChildren();
    const back = opener?.isConnected ? opener : opener?.id && $(opener.id); // swapped meanwhile
    (back || $("main")).focus({ preventScroll: true });
    opener = null;
  });

  // --- clicks that need no server
  document.addEventListener("click", (event) => {
    if (event.target === $("dialog")) $("dialog").close(); // the backdrop
    const button = event.target.closest("[data-act]");
    const act = button && acts[button.dataset.act];
    if (act) act(button, event);
  });
  const acts = {
    theme() {
      const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
      document.documentElement.dataset.bsTheme = next;
      localStorage.setItem("theme", next);
    },
    menu(button) {
      const open = $("head").classList.toggle("menu-is-open");
      button.setAttribute("aria-expanded", String(open));
    },
    palette: () => window.showPalette(),
    "close-dialog": (button) => button.closest("dialog").close(),
    close(button, event) {
      event.preventDefault(); // without JavaScript it is a link back
      $("dialog").open ? $("dialog").close() : (location.href = button.href);
    },
    dismiss: (button) => button.closest("[data-dismissible]").remove(),
    fill(button) {
      const field = document.getElementById(button.dataset.into);
      field.value = button.dataset.text ?? button.textContent;
      field.focus();
    },
    async copy(button) {
      await navigator.clipboard.writeText(button.dataset.text);
      say(gettext("Copied."), "done");
    },
  };

  // --- a request that failed in a way its own fragment does not show
  const failures = {
    0: gettext("No connection to the back-office. It is not known whether anything changed. Check the network and try again."),
    400: gettext("The request was not understood. Nothing was changed. Reload the page and try again."),
    403: gettext("You don't have permission, or the page is too old. Nothing was changed. Reload the page and try again."),
    404: gettext("This no longer exists. Nothing was changed. Reload the page."),
    500: gettext("Something went wrong. It is not known whether anything changed. Reload the page and check."),
  };
  failures[502] = failures[503] = failures[504] = failures[0]; // of a proxy: ours are fragments, which are shown
  const FAILURES = ["htmx:sendError", "htmx:timeout", "htmx:responseError"];
  function fail(event) {
    const { status } = event.detail.xhr;
    if (isLook(event)) return failLook(status);
    say(failures[status] ?? failures[500], "problem");
  }
  const failOutside = (event) => event.target.isConnected || isLook(event) || fail(event);
  for (const name of FAILURES) document.addEventListener(name, fail);
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status < 500 || !/^\s*<(!doctype|html)/i.test(detail.serverResponse)) return;
    detail.shouldSwap = false; // a page, in the place of a fragment
    detail.isError = true;
  });

  // --- what is drawn anew between a press's down and its up was not pressed: what a page looks at by itself waits for it
  const PRESS = 5000; // ms, of the longest: the up may never be told
  let pressedAt = -Infinity;
  const release = () => setTimeout(() => (pressedAt = -Infinity)); // after its click
  addEventListener("pointerdown", ({ isPrimary, button }) => { if (isPrimary && button === 0) pressedAt = performance.now(); }, true);
  for (const up of ["pointerup", "pointercancel"]) addEventListener(up, release, true);
  window.isPressed = () => performance.now() - pressedAt < PRESS;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isLook(event) && isPressed()) event.detail.shouldSwap = false; // the next one draws it
  });

  // --- what a page looks at by itself: that no answer comes is said once, until one does. To hang is no answer
  const LOOK_PATIENCE = 10000; // ms
  const isLook = ({ detail }) => detail.elt.matches("[hx-trigger*=every]");
  const lostSentence = () => document.querySelector("#main [data-lost]") ?? $("lost");
  const refused = new Set(); // statuses of looks that were told: it is gone, or may not be shown any more
  function failLook(status) {
    if (status < 400 || status >= 500) lostSentence().hidden = false;
    else if (!refused.has(status)) say(failures[status] ?? failures[500], "problem");
    refused.add(status);
  }
  document.addEventListener("htmx:configRequest", (event) => {
    if (isLook(event)) event.detail.timeout = LOOK_PATIENCE;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isLook(event) && event.detail.successful) lostSentence().hidden = true;
  });

  // --- a label that cannot be drawn says why instead
  document.addEventListener("error", (event) => event.target.closest?.(".label-frame")?.removeAttribute("data-words"), true);

  // --- signed out meanwhile: show the sign-in page as a page, not inside a table
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = event.detail.xhr.responseURL;
    if (!answered || !new URL(answered).pathname.startsWith("/login/")) return;
    event.detail.shouldSwap = false;
    location.href = `/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
  });

  // --- the head of the page: how the desk's printer is, and how many labels need an answer. A desk looks by itself
  const HEAD_EVERY = 1400; // ms: a printer is asked each second, and its trouble is here within three
  let seen = "";
  async function lookAtHead() {
    if (!document.body.dataset.head || $("pack")) return;
    if (!document.hidden) await refreshHead().catch(() => {}); // away, or cut off: the next look shows it
    setTimeout(lookAtHead, HEAD_EVERY);
  }
  async function refreshHead() {
    const answer = await fetch(`${document.body.dataset.head}?seen=${seen}`, { signal: AbortSignal.timeout(5000) });
    if (answer.status !== 200 || answer.redirected || isPressed()) return;
    showHead(new DOMParser().parseFromString(await answer.text(), "text/html"));
    seen = answer.headers.get("X-Head-Version") ?? "";
    playTrouble();
  }
  // its sound once for each trouble, not once for each page, and only where the person has used the page. A desk plays
  // its own
  const HEARD = "trouble-heard";
  function playTrouble() {
    const now = $("head-trouble")?.textContent.trim() ?? "";
    if (now && now !== sessionStorage.getItem(HEARD) && navigator.userActivation?.hasBeenActive !== false) sounds.play("printer");
    sessionStorage.setItem(HEARD, now);
  }
  // window.showHead: the head out of a document that the server has just made
  window.showHead = (made) => {
    for (const id of ["here", "head-trouble", "fetch-pause", "restored", "to-answer"]) {
      const [fresh, old] = [made.getElementById(id), $(id)];
      if (!fresh || !old || fresh.outerHTML === old.outerHTML) continue;
      const focused = old === document.activeElement;
      old.replaceWith(document.adoptNode(fresh));
      if (focused) fresh.focus();
    }
  };
  lookAtHead();

  // --- no double sending: a form that is on its way does not go again
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.matches("[hx-get], [hx-post], [target]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });

  // --- the batch of a selection is there: the selection has done its work
  const sent = sessionStorage.getItem("selection-sent");
  if (sent && document.querySelector("[data-batch]")) sessionStorage.removeItem(sent);
  if (sent) sessionStorage.removeItem("selection-sent");

  // --- the server's messages are read out too
  const said = [...document.querySelectorAll("[data-message]")].map((one) => one.textContent.trim());
  if (said.length) setTimeout(() => ($("live").textContent = said.join(" ")), 200);
})();
