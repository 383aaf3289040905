/* Verteilung: a dot for every area, stacked where many have the same value; bars where dots would be too many. */
(function () {
  "use strict";

  const q = window.quartier;
  const MOST_DOTS = 900;
  const BARS = 40;
  const [SMALLEST, LARGEST] = [3, 11];
  const MARGIN = { l: 14, r: 14, t: 30, b: 34 };

  let dots = new Map(); // id → [x, y]
  let dot = LARGEST;

  /* Values of the first map, ascending: [{id, x, cls}] in units of the axis. */
  function values() {
    const { place, maps } = q.model;
    const [figures] = maps;
    const unit = 10 ** figures.decimals;
    const found = place.ids
      .map((id, i) => ({ id, i, x: figures.value[i] === null ? null : figures.value[i] / unit }))
      .filter((area) => area.x !== null && q.isShown(figures.status[area.i]));
    return found.sort((a, b) => a.x - b.x);
  }

  /* The lowest row in which a dot does not touch the one before it. */
  function rowsOf(areas, perPixel, size) {
    const ends = [];
    return areas.map(({ x }) => {
      const at = x / perPixel;
      let row = 0;
      while (row < ends.length && at - ends[row] < size) row += 1;
      ends[row] = at;
      return row;
    });
  }

  function stack(areas, perPixel, height) {
    for (dot = LARGEST; dot >= SMALLEST; dot -= 1) {
      const rows = rowsOf(areas, perPixel, dot);
      if (Math.max(...rows) < Math.floor(height / dot) || dot === SMALLEST) return rows;
    }
    return [];
  }

  function dotTraces(areas, perPixel, height) {
    const [figures] = q.model.maps;
    const rows = stack(areas, perPixel, height);
    dots = new Map(areas.map((area, n) => [area.id, [area.x, rows[n] + 0.5]]));
    const colours = areas.map(({ i }) => figures.colours[q.classOf(figures, i)]);
    const trace = {
      type: "scatter",
      mode: "markers",
      x: areas.map((area) => area.x),
      y: rows.map((row) => row + 0.5),
      customdata: areas.map((area) => area.id),
      text: areas.map(({ i }) => q.plain(`${q.model.place.names[i]}: ${q.valueText(figures, i)}`)),
      hovertemplate: "%{text}<extra></extra>",
      marker: { color: colours, size: dot - 0.5, line: { color: "#52616f", width: 0.6 } },
      selected: { marker: { opacity: 1 } },
      unselected: { marker: { opacity: 1 } },
    };
    return { data: [trace], top: Math.max(Math.floor(height / dot), 1) };
  }

  function barTraces(areas, [low, high]) {
    const [figures] = q.model.maps;
    const width = (high - low) / BARS;
    const counts = figures.colours.map(() => new Array(BARS).fill(0));
    const barOf = (x) => Math.min(BARS - 1, Math.floor((x - low) / width));
    areas.forEach(({ i, x }) => (counts[q.classOf(figures, i)][barOf(x)] += 1));
    const middles = counts[0].map((_, n) => low + (n + 0.5) * width);
    const totals = middles.map((_, n) => counts.reduce((sum, of) => sum + of[n], 0));
    const top = Math.max(...totals) * 1.05;
    dots = new Map(areas.map(({ id, x }) => [id, [x, top * 0.02]]));
    dot = 7;
    const data = counts.map((y, cls) => ({
      type: "bar",
      x: middles,
      y,
      width,
      marker: { color: figures.colours[cls], line: { color: "#52616f", width: 0.4 } },
      hoverinfo: "skip",
      selected: { marker: { opacity: 1 } },
      unselected: { marker: { opacity: 1 } },
    }));
    return { data, top };
  }

  const LABEL = { size: 11, row: 14, character: 5.3, gap: 4 }; // pixels

  /* Labels of lines, each in the lowest row where it touches no other and inside the ends: [{…, row, left, right}]. */
  function placed(named, range, width) {
    const ends = [];
    return [...named].sort(([a], [b]) => a - b).map(([x, text]) => {
      const [at, half] = [((x - range[0]) / (range[1] - range[0])) * width, (text.length * LABEL.character) / 2];
      const middle = Math.max(half, Math.min(width - half, at));
      let row = 0;
      while (row < ends.length && middle - half < ends[row] + LABEL.gap) row += 1;
      ends[row] = middle + half;
      return { x, text, row, shift: middle - at };
    });
  }

  /* Lines that have a name: the middle of all areas and the areas above. */
  function namedLines([figures], spread) {
    const text = (x) => q.amountText(figures, Math.round(x * 10 ** figures.decimals), { inline: true });
    const named = spread.references.map(([name, x]) => [x, q.plain(`${name} ${text(x)}`)]);
    if (spread.median !== null) named.unshift([spread.median, `Median ${text(spread.median)}`]);
    return named.slice(0, 3);
  }

  /* Bounds between classes and the lines with their names. */
  function marks(spread, labels) {
    const across = (x, line) => ({ type: "line", xref: "x", yref: "paper", x0: x, x1: x, y0: 0, y1: 1, line, layer: "below" });
    const shapes = spread.bounds.map((x) => across(x, { color: "#8a98a5", width: 1, dash: "dot" }));
    const annotations = labels.map(({ x, text, row, shift }) => ({
      x, text, xref: "x", yref: "paper", y: 1, yanchor: "bottom", yshift: row * LABEL.row, xshift: shift,
      showarrow: false, font: { size: LABEL.size, color: q.INK },
    }));
    shapes.push(...labels.map(({ x }) => across(x, { color: q.INK, width: 1.2 })));
    return { shapes, annotations };
  }

  function build({ width, height }) {
    const areas = values();
    if (!areas.length) return "Kein gezeigtes Gebiet hat einen ausgewiesenen Wert.";
    const { maps, spread } = q.model;
    const range = q.room([...areas.map((area) => area.x), ...spread.references.map(([, x]) => x)]);
    const labels = placed(namedLines(maps, spread), range, width - MARGIN.l - MARGIN.r);
    const margin = { ...MARGIN, t: MARGIN.t + (LABEL.row + 3) * Math.max(0, ...labels.map(({ row }) => row - 1)) };
    const inner = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
    const many = areas.length > MOST_DOTS;
    const perPixel = (range[1] - range[0]) / inner.width;
    const { data, top } = many ? barTraces(areas, range) : dotTraces(areas, perPixel, inner.height);
    return {
      data,
      layout: {
        margin,
        dragmode: "select",
        selectdirection: "h",
        newselection: { line: { color: q.INK, width: 1, dash: "solid" } },
        bargap: 0,
        barmode: "stack",
        xaxis: q.axis({ range, showgrid: false, ticks: "outside", title: { ...q.axis().title, text: maps[0].unit } }),
        yaxis: q.axis({ range: [0, top], visible: false }),
        ...marks(spread, labels),
      },
    };
  }

  function selected(range) {
    const [low, high] = range.x;
    return values().filter(({ x }) => x >= low && x <= high).map((area) => area.id);
  }

  q.chart({
    name: "distribution",
    element: "distribution",
    build,
    points: (id) => (dots.has(id) ? [dots.get(id)] : []),
    selected,
    style: () => q.ring(dot),
    radius: () => dot / 2 + 2,
  });
})();
