/* Zusammenhang: every area with both values as a point; many as a field of densities. */
(function () {
  "use strict";

  const q = window.quartier;
  const MOST_POINTS = 2000;
  const CELLS = 40;
  const MOST_ROWS = 1000;
  const SIZE = 8;

  /* Areas with both values: [{id, i, x, y}]. */
  function pairs() {
    const { place, maps } = q.model;
    if (maps.length < 2) return [];
    const [first, second] = maps;
    const value = (figures, i) => (figures.value[i] === null ? null : figures.value[i] / 10 ** figures.decimals);
    return place.ids
      .map((id, i) => ({ id, i, x: value(first, i), y: value(second, i) }))
      .filter(({ i, x, y }) => x !== null && y !== null && q.isShown(first.status[i]));
  }

  function points(areas) {
    const { place, maps } = q.model;
    const [first, second] = maps;
    const text = ({ i }) => `${place.names[i]}<br>${q.valueText(first, i)}<br>${q.valueText(second, i)}`;
    return {
      type: "scatter",
      mode: "markers",
      x: areas.map(({ x }) => x),
      y: areas.map(({ y }) => y),
      customdata: areas.map(({ id }) => id),
      text: areas.map((area) => text(area).split("<br>").map(q.plain).join("<br>")),
      hovertemplate: "%{text}<extra></extra>",
      marker: {
        color: areas.map(({ i }) => first.colours[q.classOf(first, i)]),
        size: SIZE,
        line: { color: "#52616f", width: 0.7 },
      },
      selected: { marker: { opacity: 1 } },
      unselected: { marker: { opacity: 1 } },
    };
  }

  function densities(areas, [left, right], [low, high]) {
    const cell = (value, from, to) => Math.min(CELLS - 1, Math.floor(((value - from) / (to - from)) * CELLS));
    const z = Array.from({ length: CELLS }, () => new Array(CELLS).fill(null));
    areas.forEach(({ x, y }) => (z[cell(y, low, high)][cell(x, left, right)] += 1));
    return {
      type: "heatmap",
      z,
      x0: left + (right - left) / CELLS / 2,
      dx: (right - left) / CELLS,
      y0: low + (high - low) / CELLS / 2,
      dy: (high - low) / CELLS,
      colorscale: [[0, "#dfe6ec"], [1, "#17242f"]],
      showscale: false,
      hoverinfo: "skip",
    };
  }

  const middle = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };

  function build() {
    const areas = pairs();
    if (!areas.length) return "Kein Gebiet hat beide Werte";
    const [xs, ys] = [areas.map(({ x }) => x), areas.map(({ y }) => y)];
    const [across, up] = [q.room(xs, 0.05), q.room(ys, 0.07)];
    const line = { color: "#8a98a5", width: 1, dash: "dot" };
    const title = (text) => ({ ...q.axis().title, text: q.plain(text) });
    const name = ({ label, unit }) => (unit ? `${label} (${unit})` : label);
    const [first, second] = q.model.maps;
    return {
      data: [areas.length > MOST_POINTS ? densities(areas, across, up) : points(areas)],
      layout: {
        dragmode: "select",
        newselection: { line: { color: q.INK, width: 1, dash: "solid" } },
        margin: { l: 40, r: 12, t: 20, b: 32 },
        xaxis: q.axis({ range: across, title: title(name(first)), nticks: 7 }),
        yaxis: q.axis({ range: up, nticks: 5 }),
        annotations: [
          {
            text: `↑ ${q.plain(name(second))}`, xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "bottom",
            showarrow: false, font: { size: 12, color: "#52616f" },
          },
        ],
        shapes: [
          { type: "line", xref: "x", yref: "paper", x0: middle(xs), x1: middle(xs), y0: 0, y1: 1, line, layer: "below" },
          { type: "line", xref: "paper", yref: "y", x0: 0, x1: 1, y0: middle(ys), y1: middle(ys), line, layer: "below" },
        ],
      },
    };
  }

  function selected({ x, y }) {
    const inside = (value, ends) => value >= Math.min(...ends) && value <= Math.max(...ends);
    return pairs().filter((area) => inside(area.x, x) && inside(area.y, y)).map(({ id }) => id);
  }

  function point(id) {
    const { maps } = q.model;
    const i = q.position(id);
    if (maps.length < 2 || !maps.every((figures) => figures.value[i] !== null)) return [];
    return [maps.map((figures) => figures.value[i] / 10 ** figures.decimals)];
  }

  q.chart({
    name: "scatter", element: "relation", build, points: point, selected, style: () => q.ring(SIZE), radius: () => SIZE / 2 + 2,
  });

  // -- the same as a table, written when somebody opens it ------------------------------------------------------

  function row(tag, texts) {
    const line = document.createElement("tr");
    texts.forEach((text, n) => {
      const cell = document.createElement(n === 0 ? "th" : tag);
      cell.scope = tag === "th" ? "col" : n === 0 ? "row" : "";
      cell.textContent = text;
      line.appendChild(cell);
    });
    return line;
  }

  document.addEventListener(
    "toggle",
    (event) => {
      const table = event.target.open && event.target.closest("#relation-text") && event.target.querySelector("table");
      if (!table) return;
      const [first, second] = q.model.maps;
      const areas = pairs().sort((a, b) => b.x - a.x).slice(0, MOST_ROWS);
      const lines = areas.map(({ i }) => row("td", [q.model.place.names[i], q.valueText(first, i), q.valueText(second, i)]));
      table.replaceChildren(row("th", ["Gebiet", first.label, second.label]), ...lines);
    },
    true,
  );

  q.tableRow = row;
})();
