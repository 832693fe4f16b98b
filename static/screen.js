// A screen on the wall: it refreshes itself, and says loudly when what it shows is not current.
(() => {
  "use strict";
  const EVERY = 10_000;
  const STALE = 60_000;
  const board = () => document.getElementById("board");
  let shownAt = performance.now();

  const tell = (asOf) => {
    shownAt = performance.now();
    for (const each of document.querySelectorAll("[data-as-of-shown]")) each.textContent = asOf;
  };
  const age = () => {
    const isStale = performance.now() - shownAt > STALE;
    document.getElementById("stale").hidden = !isStale;
    document.documentElement.classList.toggle("is-stale", isStale);
  };

  const look = async () => {
    try {
      const answer = await fetch(`${location.pathname}?seen=${board().dataset.version}`, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(EVERY) });
      if (answer.status === 200) board().outerHTML = await answer.text();
      if (answer.ok) tell(answer.headers.get("X-As-Of"));
    } catch {
      // the server is away: the age tells of it
    }
    age();
  };
  setInterval(look, EVERY);
  setInterval(age, 1000);
  document.addEventListener("look", look);
})();
