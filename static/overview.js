// The overview: it refreshes itself in the visible tab, and draws how today goes beside a usual day.
(() => {
  "use strict";
  const HEIGHT = 180;
  const board = () => document.getElementById("board");
  const drawn = new Map();

  const colour = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();
  const columns = (name) => {
    const rows = JSON.parse(document.getElementById("hours-data")?.textContent ?? "[]");
    return [rows.map((row) => Number.parseInt(row.hour, 10)), rows.map((row) => row[name]), rows.map((row) => row[`${name}_usually`])];
  };

  const chart = (element, data) => {
    const ink = getComputedStyle(element).color;
    const axis = { stroke: ink, grid: { stroke: colour(element, "--chart-grid") }, ticks: { show: false }, font: "13px Inter, sans-serif" };
    const bars = uPlot.paths.bars({ size: [0.7, 48] });
    const line = { width: 2.5, points: { show: true, size: 6 } };
    return new uPlot({
      width: element.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
      scales: { x: { time: false, range: (_, least, most) => [least - 0.6, most + 0.6] }, y: { range: (_, _least, most) => [0, Math.max(most * 1.1, 5)] } },
      axes: [{ ...axis, size: 30, incrs: [1, 2, 3, 6], values: (_, hours) => hours.map((hour) => `${String(hour).padStart(2, "0")}:00`) }, { ...axis, size: 44 }],
      series: [
        {},
        { label: element.dataset.today, paths: bars, fill: colour(element, "--chart-today"), stroke: colour(element, "--chart-today"), points: { show: false } },
        { label: element.dataset.usual, ...line, stroke: colour(element, "--chart-usual"), dash: [6, 4] },
      ],
    }, data, element);
  };

  const draw = () => {
    for (const element of document.querySelectorAll("[data-chart]")) {
      const data = columns(element.dataset.chart);
      const key = JSON.stringify([data, element.clientWidth, document.documentElement.dataset.bsTheme]);
      const before = drawn.get(element);
      if (before?.key === key) continue;
      before?.plot?.destroy();
      drawn.set(element, { key, plot: data[0].length ? chart(element, data) : null });
    }
  };

  let open = [];
  let top = 0;
  const isBoard = (event) => event.target.id === "board";
  document.addEventListener("htmx:beforeRequest", (event) => { if (isBoard(event) && document.hidden) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) htmx.trigger(board(), "look"); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isBoard(event)) return;
    open = [...document.querySelectorAll("[data-keep-open][open]")].map((each) => each.id);
    top = scrollY;
  });
  document.addEventListener("htmx:afterSettle", draw);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!isBoard(event)) return;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    scrollTo({ top, behavior: "instant" });
    draw();
  });
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  addEventListener("resize", draw);
  draw();
})();
