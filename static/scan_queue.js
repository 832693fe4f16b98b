// window.scanQueue: scans are queued, each with its own key, until the server has handled them. They survive a reload and
// a lost connection; sent twice they count once. One that keeps failing on the server is put aside, so that the others
// are sent: it is shown until somebody retries or removes it.
(() => {
  const AGAIN = 1000; // milliseconds until what could not be sent is sent again
  const TRIES = 5; // of one scan, while the server answers others
  const PATIENCE = 15000; // milliseconds that a response may take
  const SLOW = 2500; // milliseconds after which whoever scanned is told why nothing happens
  const OLD = 12 * 3600 * 1000;
  const READY = "/readyz";
  const $ = (id) => document.getElementById(id);

  // sorted, they are in order
  let count = 0;
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unique = () => `${Date.now()}${String(count++).padStart(6, "0")}${random()}`;

  async function isReady() {
    const answer = await fetch(READY, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    return answer?.ok ?? false;
  }

  // `deliver` sends some scans and returns one of: {done}, how many of them were handled; {refused: sentence}, they are
  // invalid; {broken: sentence}, the server failed, as where `deliver` throws; {wait: sentence}, they have to wait. `tell`
  // shows why they wait, "" when they no longer do. `held` says whether nothing may be sent now.
  window.scanQueue = ({ shelf, storage, atOnce, deliver, tell, held = () => false }) => {
    const keep = (one) => { try { storage.setItem(shelf + one.key, JSON.stringify(one)); } catch {} }; // storage is full: the scan is queued in memory
    const forget = ({ key }) => { try { storage.removeItem(shelf + key); } catch {} };
    function kept() {
      try {
        const names = Object.keys(storage).filter((name) => name.startsWith(shelf)).sort();
        return names.map((name) => JSON.parse(storage.getItem(name))).filter((one) => Date.now() - one.clock < OLD);
      } catch {
        return [];
      }
    }

    const found = kept();
    let line = found.filter((one) => !one.aside);
    let aside = found.filter((one) => one.aside);
    let busy = false;
    let tries = 0;
    let alone = false; // after a failure each is sent alone: one of them is the bad one
    let timer = 0;
    let other = new AbortController();

    function put(one) {
      line.push({ key: unique(), clock: Date.now(), ...one });
      keep(line.at(-1));
      other.abort("scanned");
      if (!timer) run(); // a further scan does not retry the one before sooner
    }
    function drop(scans) {
      line = line.filter((one) => !scans.includes(one));
      scans.forEach(forget);
      tries = 0;
      if (!line.length) alone = false;
    }

    async function run() {
      clearTimeout(timer);
      timer = 0;
      if (busy) return;
      busy = true;
      let goesOn = true;
      while (goesOn && line.length && !held()) goesOn = await next(line.slice(0, alone ? 1 : atOnce));
      busy = false;
      if (!goesOn) timer = setTimeout(run, AGAIN);
    }
    // whether the next can be sent at once
    async function next(scans) {
      const late = setTimeout(() => tell(gettext("The server is slow to respond.")), SLOW);
      const came = await deliver(scans, AbortSignal.timeout(PATIENCE)).catch(lost);
      clearTimeout(late);
      if (came.done) {
        drop(scans.slice(0, came.done));
        tell("");
        return true;
      }
      if (came.wait) return wait(came.wait);
      alone = true;
      if (came.refused) return scans.length > 1 || setAside(scans[0], came.refused);
      if (came.lost) tell(came.broken); // what hangs may take as long to say whether it is ready
      if (!(await isReady())) return wait(came.lost ? came.broken : gettext("The server is not ready."));
      if (scans.length === 1 && ++tries >= TRIES) return setAside(scans[0], came.broken);
      return wait(came.broken);
    }
    const lost = ({ name }) => ({ lost: true, broken: name === "TimeoutError" ? gettext("The server did not respond in time.") : gettext("Connection lost.") });
    function wait(sentence) {
      tell(sentence);
      return false;
    }

    // --- set aside
    function setAside(one, sentence) {
      drop([one]);
      one.aside = sentence;
      keep(one);
      aside.push(one);
      tell("");
      show();
      window.sounds?.play("unknown");
      return true;
    }
    function show() {
      $("aside").hidden = !aside.length;
      const rows = aside.map((one) => {
        const row = document.createElement("li");
        const text = Object.assign(document.createElement("strong"), { className: "untrusted", textContent: one.texts?.[0] ?? "" });
        const at = new Date(one.clock).toTimeString().slice(0, 8);
        row.append(text, ` ${at} · ${one.aside}`);
        return row;
      });
      $("aside-scans").replaceChildren(...rows);
    }
    function takeAside() {
      const taken = aside;
      aside = [];
      taken.forEach(forget);
      show();
      return taken;
    }
    function tryAgain() {
      for (const one of takeAside()) {
        delete one.aside;
        line.push(one);
        keep(one);
      }
      run();
    }
    const keys = { t: tryAgain, x: takeAside };
    document.addEventListener("key-alone", (event) => {
      const act = aside.length && !held() && keys[event.detail.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    $("aside-again").addEventListener("click", tryAgain);
    $("aside-remove").addEventListener("click", takeAside);
    window.addEventListener("online", run);
    show();

    return {
      put,
      run,
      clear: () => drop([...line]),
      get waiting() { return line; },
      get idle() { return !busy && !line.length; },
      // another request: no scan is sent meanwhile, and the next one aborts it
      async meanwhile(act) {
        busy = true;
        const request = (other = new AbortController());
        AbortSignal.timeout(PATIENCE).addEventListener("abort", () => request.abort());
        await act(request.signal).catch(() => {}); // the next poll shows it
        busy = false;
        if (line.length && !timer) run();
      },
    };
  };
})();
