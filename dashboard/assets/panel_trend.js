/* Verlauf: the series of all areas are fetched once when the tab opens; pointing at an area then asks nobody. */
(function () {
  "use strict";

  const q = window.quartier;
  const MOST_LINES = 500; // more areas than this stand behind as a band
  const DASHES = ["dash", "dot", "dashdot"];
  const GREY = "#52616f";

  const files = new Map(); // address → promise of the parsed series
  let series = null;
  let address = null;

  function fetched(url) {
    if (!files.has(url)) files.set(url, fetch(url).then((answer) => (answer.ok ? answer.json() : null)));
    return files.get(url);
  }

  const scale = () => 10 ** -series.decimals;
  const number = (whole) => (whole === null ? null : whole * scale());

  function lineOf(id) {
    if (!series || !series.periods.length) return [];
    const i = q.position(id);
    const points = broken(series.values.map((column) => number(column[i])));
    return points.some(([, y]) => y !== null) ? points : [];
  }

  /* Values over time as points; no line leads across a break in the series. */
  function broken(values) {
    const breaks = new Set(series.breaks.map(([n]) => n));
    return values.flatMap((y, n) => (breaks.has(n) ? [[n - 0.5, null], [n, y]] : [[n, y]]));
  }

  // -- behind: all areas, and the areas above the one in focus -----------------------------------------------------

  function inside() {
    const [figures] = q.model.maps;
    return q.model.place.ids.map((_, i) => i).filter((i) => q.isShown(figures.status[i]));
  }

  const behind = { type: "scatter", mode: "lines", hoverinfo: "skip", showlegend: false };

  function crowd(areas) {
    const [x, y] = [[], []];
    for (const i of areas) {
      broken(series.values.map((column) => number(column[i]))).forEach((point) => (x.push(point[0]), y.push(point[1])));
      x.push(null);
      y.push(null);
    }
    return [{ ...behind, x, y, opacity: 0.7, line: { color: "#c3ccd4", width: 0.8 } }];
  }

  /* Between which values eight of ten areas lie. */
  function band(areas) {
    const at = (column, share) => {
      const sorted = areas.map((i) => column[i]).filter((v) => v !== null).sort((a, b) => a - b);
      return sorted.length ? number(sorted[Math.floor(share * (sorted.length - 1))]) : null;
    };
    const x = series.periods.map((_, n) => n);
    const edge = (share, more) => ({ ...behind, x, y: series.values.map((c) => at(c, share)), line: { width: 0 }, ...more });
    return [edge(0.1, {}), edge(0.9, { fill: "tonexty", fillcolor: "#dfe5ea" })];
  }

  /* The area whose surroundings are shown: the one pointed at, else the one selected last. */
  const focus = () => q.model.hovered || [...q.model.selection].at(-1) || null;

  function around() {
    const id = focus();
    const common = series.above.map((_, n) => n).filter((n) => series.up.length && series.up.every((up) => up.includes(n)));
    const places = id ? series.up[q.position(id)] : common;
    return DASHES.map((dash, n) => {
      const above = series.above[places[n]];
      return {
        ...behind,
        showlegend: Boolean(above),
        name: above ? q.plain(above.name) : "",
        x: above ? broken(above.values.map(number)).map(([x]) => x) : [],
        y: above ? broken(above.values.map(number)).map(([, y]) => y) : [],
        line: { color: GREY, width: 1.6, dash },
        connectgaps: false,
      };
    });
  }

  // -- chart ----------------------------------------------------------------------------------------------------------

  async function build() {
    address = q.model.series;
    const found = await fetched(address);
    if (address !== q.model.series) return "";
    series = found;
    if (!found) return "Der Verlauf ließ sich nicht laden.";
    write();
    if (found.note) return found.note;
    const areas = inside();
    const lines = around();
    surroundings = worded(lines);
    const data = [...(areas.length > MOST_LINES ? band(areas) : crowd(areas)), ...lines];
    const last = found.periods.length - 1;
    const step = Math.ceil(found.periods.length / 8);
    const ticks = found.periods.map((_, n) => n).filter((n) => (last - n) % step === 0);
    return {
      data,
      layout: {
        hovermode: false,
        dragmode: false,
        showlegend: true,
        margin: { l: 46, r: 14, t: 6, b: 26 },
        legend: { orientation: "h", x: 0, yref: "container", y: 1, yanchor: "top", font: { size: 11.5 }, itemclick: false, itemdoubleclick: false },
        xaxis: q.axis({ range: [-0.2, last + 0.2], tickvals: ticks, ticktext: ticks.map((n) => found.periods[n]), showgrid: false }),
        yaxis: q.axis({ nticks: 5, title: { ...q.axis().title, text: q.plain(found.unit) }, rangemode: "normal" }),
        shapes: found.breaks.map(([n]) => ({
          type: "line", xref: "x", yref: "paper", x0: n - 0.5, x1: n - 0.5, y0: 0, y1: 1, line: { color: q.INK, width: 1.2, dash: "dot" },
        })),
        annotations: found.breaks.map(([n]) => ({
          x: n - 0.5, xref: "x", y: 1, yref: "paper", yanchor: "top", xanchor: "left", text: "Bruch", showarrow: false, font: { size: 11 },
        })),
      },
    };
  }

  function style() {
    const name = selectedName();
    return {
      type: "scatter",
      mode: "lines+markers",
      name: q.plain(name),
      showlegend: Boolean(name),
      connectgaps: false,
      line: { color: q.INK, width: 2.2 },
      marker: { size: 6, color: q.INK },
    };
  }

  function selectedName() {
    const ids = [...q.model.selection];
    if (ids.length === 1) return q.model.place.names[q.position(ids[0])];
    return ids.length ? `${q.number(ids.length)} gewählte Gebiete` : "";
  }

  /* What is on screen of the areas above and of the names: Plotly is asked only where that changes. */
  const worded = (lines) => [...lines.map((t) => t.name), selectedName()].join("\n");
  let surroundings = "";

  const chart = q.chart({
    name: "trend",
    element: "trend",
    build,
    points: lineOf,
    style,
    radius: () => 4,
    label: (id) => q.model.place.names[q.position(id)],
    /* The lines of the areas above follow the focus, names in the legend the selection. */
    around() {
      const lines = around();
      if (worded(lines) === surroundings) return;
      surroundings = worded(lines);
      const all = [...lines, style()];
      const first = this.base - lines.length;
      const names = { name: all.map((t) => t.name), showlegend: all.map((t) => t.showlegend) };
      window.Plotly.restyle(this.box, names, all.map((_, n) => first + n));
      window.Plotly.restyle(this.box, { x: lines.map((t) => t.x), y: lines.map((t) => t.y) }, lines.map((_, n) => first + n));
    },
  });

  // -- words and table ------------------------------------------------------------------------------------------------

  function textOf(i, n) {
    const status = series.status[n][i];
    if (status !== q.OK) return q.statusText(status);
    return q.withUnit(q.number(series.values[n][i], series.decimals), series.inline);
  }

  function write() {
    const box = document.getElementById("trend-text");
    box.replaceChildren();
    if (!series || series.note) return;
    const say = (text) => box.appendChild(Object.assign(document.createElement("p"), { textContent: text }));
    const id = focus();
    const name = id && q.model.place.names[q.position(id)];
    say(id ? `${name}: ${spoken(id)}.` : "Zeigen Sie auf ein Gebiet oder wählen Sie eines, um seine Linie zu sehen.");
    series.breaks.forEach(([n, reason]) => say(`Bruch in der Reihe ab ${series.periods[n]}: ${reason}`));
    if (id) box.appendChild(table(id));
  }

  function spoken(id) {
    const i = q.position(id);
    const known = series.periods.map((_, n) => n).filter((n) => series.values[n][i] !== null);
    if (!known.length) return "kein Wert ausgewiesen";
    return [...new Set([known[0], known.at(-1)])].map((n) => `${textOf(i, n)} (${series.periods[n]})`).join(" → ");
  }

  function table(id) {
    const i = q.position(id);
    const above = series.up[i].map((n) => series.above[n]);
    const shown = (whole) => (whole === null ? "–" : q.withUnit(q.number(whole, series.decimals), series.inline));
    const lines = series.periods.map((period, n) => q.tableRow("td", [period, textOf(i, n), ...above.map((a) => shown(a.values[n]))]));
    const found = Object.assign(document.createElement("table"), { className: "chart-table" });
    found.append(q.tableRow("th", ["Zeitpunkt", q.model.place.names[i], ...above.map((a) => a.name)]), ...lines);
    const details = document.createElement("details");
    details.append(Object.assign(document.createElement("summary"), { textContent: "Als Tabelle" }), found);
    return details;
  }

  q.views.push({ name: "trend-text", order: 9, selection: () => chart.open && series && write() });
})();
