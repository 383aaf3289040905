/* The panel of charts: Plotly is loaded after the map has been drawn, only the open tab is drawn, and what is hovered or
 * selected lies in traces of its own that are exchanged without drawing the rest anew.
 *
 * A chart registers with q.chart({...}):
 *   name, element     name in q.highlighted(), id of its box
 *   build(size)       {data, layout} without the two traces on top, or a text why there is nothing to draw
 *   points(id)        [[x, y], …] where an area lies in it, [] if it does not
 *   selected(ranges)  ids inside a brushed range (optional), style(kind) the look of a trace on top */
(function () {
  "use strict";

  const q = window.quartier;
  const HOVER_COLOUR = "#f5a300";
  const INK = "#111820";
  const charts = [];

  let plotly = null;
  function load() {
    plotly = plotly || (async () => {
      await q.mapsDrawn; // the map comes first
      await q.frame();
      if (window.Plotly) return window.Plotly;
      const script = document.createElement("script");
      script.src = window._dashPlotlyJSURL;
      document.head.appendChild(script);
      await new Promise((done, fail) => Object.assign(script, { onload: done, onerror: fail }));
      return window.Plotly;
    })();
    return plotly;
  }

  let look = null;
  function lookOf() {
    look = look || JSON.parse(document.querySelector(".chart-panel").dataset.look);
    return look;
  }

  class Chart {
    constructor(definition) {
      Object.assign(this, definition, { drawn: -1, base: 0, waiting: false });
    }

    get box() {
      return document.getElementById(this.element);
    }

    get open() {
      return this.box !== null && this.box.offsetParent !== null;
    }

    /* Draw the open chart unless it shows these figures in this size already. */
    async draw(force) {
      const key = () => `${q.model.revision} ${this.box.clientWidth}×${this.box.clientHeight}`;
      if (!this.open || !q.model.maps.length || (this.key === key() && !force)) return;
      this.key = key();
      const Plotly = await load();
      const size = { width: this.box.clientWidth, height: this.box.clientHeight };
      if (!size.width || !size.height) return;
      const built = await this.build(size);
      if (this.key !== key()) return; // newer figures are on their way
      this.show(Plotly, built, size);
      q.mark("charts");
    }

    show(Plotly, built, size) {
      const { layout, config } = lookOf();
      const empty = typeof built === "string";
      const data = empty ? [] : built.data;
      this.base = data.length;
      const top = empty ? [] : ["selected", "hovered"].map((kind) => this.top(kind));
      const note = { text: empty ? built : "", showarrow: false, xref: "paper", yref: "paper", x: 0.5, y: 0.5 };
      const own = empty ? { annotations: [note], xaxis: { visible: false }, yaxis: { visible: false } } : built.layout;
      Plotly.react(this.box, [...data, ...top], { ...layout, ...size, ...own }, config);
      this.box.setAttribute("aria-label", empty ? built : this.label());
      this.listen();
      this.dim();
    }

    /* A trace that lies on top of the others: what is selected, what is hovered. */
    top(kind) {
      const ids = kind === "hovered" ? [q.model.hovered].filter(Boolean) : [...q.model.selection];
      return { hoverinfo: "skip", showlegend: false, ...this.style(kind), ...this.column(ids) };
    }

    column(ids) {
      const found = { x: [], y: [], customdata: [] };
      for (const id of ids) {
        const points = this.points(id);
        points.forEach(([x, y]) => (found.x.push(x), found.y.push(y), found.customdata.push(id)));
        if (points.length > 1) (found.x.push(null), found.y.push(null), found.customdata.push(null));
      }
      return found;
    }

    /* After the next frame, once for all that happens before it. */
    refresh(kind) {
      if (!this.open || !this.box.data || !this.base) return;
      this.stale = (this.stale || new Set()).add(kind);
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => {
        this.waiting = false;
        const kinds = [...this.stale];
        this.stale.clear();
        if (this.open && this.base) this.restyle(kinds);
      });
    }

    restyle(kinds) {
      const tops = kinds.map((kind) => this.top(kind));
      const update = Object.fromEntries(["x", "y", "customdata"].map((key) => [key, tops.map((trace) => trace[key])]));
      window.Plotly.restyle(this.box, update, kinds.map((kind) => this.base + (kind === "hovered" ? 1 : 0)));
      if (kinds.includes("selected")) this.dim();
      if (this.after) this.after(kinds);
    }

    /* Of many selected areas the others step back. */
    dim() {
      const dimmed = q.model.selection.size > q.FEW;
      if (dimmed === Boolean(this.dimmed)) return;
      this.dimmed = dimmed;
      const all = [...Array(this.base).keys()];
      if (all.length) window.Plotly.restyle(this.box, { opacity: dimmed ? 0.3 : 1 }, all);
    }

    listen() {
      if (this.listening) return;
      this.listening = true;
      const idOf = (event) => event.points && event.points.length && event.points[0].customdata;
      this.box.on("plotly_hover", (event) => typeof idOf(event) === "string" && q.hover(idOf(event)));
      this.box.on("plotly_unhover", () => q.leave());
      this.box.on("plotly_click", (event) => {
        if (typeof idOf(event) === "string") q.pick(idOf(event), event.event.shiftKey || event.event.ctrlKey);
      });
      if (this.selected) this.box.on("plotly_selected", (event) => event && event.range && this.brush(event.range));
      new ResizeObserver(() => this.draw()).observe(this.box);
    }

    brush(range) {
      q.select(this.selected(range), { origin: "brush" });
      window.Plotly.relayout(this.box, { selections: [] }); // the marks say it; a frame left behind would not follow
      window.Plotly.restyle(this.box, { selectedpoints: null });
    }

    label() {
      const text = this.box.closest(".chart-tab").querySelector(".chart-text p");
      return text ? text.textContent : "";
    }

    shown() {
      if (!this.open || !this.box.data || !this.base) return [];
      return this.box.data.slice(this.base).flatMap((trace) => trace.customdata.filter((id) => id !== null));
    }
  }

  /* Look of areas that stand out: rings as on the map. */
  const RINGS = {
    selected: { type: "scatter", mode: "markers", marker: { color: "rgba(0,0,0,0)", line: { color: INK, width: 2.4 } } },
    hovered: { type: "scatter", mode: "markers", marker: { color: HOVER_COLOUR, line: { color: INK, width: 1.6 } } },
  };
  function ring(kind, size) {
    return { ...RINGS[kind], marker: { ...RINGS[kind].marker, size: size + (kind === "hovered" ? 4 : 2) }, cliponaxis: false };
  }

  /* Plotly reads a little HTML in labels; names come from imported files. */
  const plain = (text) => text.replaceAll("<", "‹").replaceAll(">", "›");

  /* Scale of an axis with a little room at both ends. */
  function room(values, share = 0.03) {
    const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    const edge = (high - low || Math.abs(high) || 1) * share;
    return [low - edge, high + edge];
  }

  function axis(more) {
    return { ...lookOf().axis, exponentformat: "none", separatethousands: true, ...more };
  }

  q.chart = (definition) => {
    const chart = new Chart(definition);
    charts.push(chart);
    q.views.push({
      name: definition.name,
      order: 3,
      figures: () => chart.draw(),
      hover: () => chart.refresh("hovered"),
      selection: () => chart.refresh("selected"),
      shown: () => chart.shown(),
    });
    return chart;
  };

  /* A tab that opens gives its chart a size. */
  const watching = new ResizeObserver(() => charts.forEach((chart) => chart.draw()));
  const wait = setInterval(() => {
    const boxes = charts.map((chart) => chart.box);
    if (!boxes.length || boxes.some((box) => box === null)) return;
    clearInterval(wait);
    boxes.forEach((box) => watching.observe(box));
  }, 100);

  Object.assign(q, { ring, plain, room, axis, INK, HOVER_COLOUR });
})();
