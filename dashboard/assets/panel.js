/* The panel of charts: Plotly is loaded after the map has been drawn, only the open tab is drawn. What is selected lies in a
 * trace of its own that is exchanged without drawing the rest anew; the area pointed at is drawn over the chart by hand,
 * because Plotly takes longer for any change than a moving pointer can wait.
 *
 * A chart registers with q.chart({...}):
 *   name, element     name in q.highlighted(), id of its box
 *   build(size)       {data, layout} without the trace of what is selected, or a text why there is nothing to draw
 *   points(id)        [[x, y], …] where an area lies in it, [] if it does not
 *   style()           look of what is selected; radius() of the dots of the area pointed at
 *   selected(ranges)  ids inside a brushed range, label(id) beside the area pointed at, around() brings what surrounds
 *                     the area in focus up to date, once the pointer rests or the selection changed (all optional) */
(function () {
  "use strict";

  const q = window.quartier;
  const INK = "#111820";
  const RESTING = 150; // ms
  const SVG = "http://www.w3.org/2000/svg";
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
      Object.assign(this, definition, { base: 0, waiting: false, pointer: null });
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
      if (!this.open || !q.model.maps.length) return;
      if (this.key === key() && !force) {
        if (this.chosen !== q.model.selection) this.refresh(); // chosen while another tab was open
        this.point();
        return;
      }
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
      const note = { text: empty ? built : "", showarrow: false, xref: "paper", yref: "paper", x: 0.5, y: 0.5 };
      const own = empty ? { annotations: [note], xaxis: { visible: false }, yaxis: { visible: false } } : built.layout;
      Plotly.react(this.box, empty ? [] : [...data, this.top()], { ...layout, ...size, ...own }, config);
      this.box.setAttribute("aria-label", empty ? built : this.words());
      this.listen();
      this.dim();
      this.point();
    }

    /* The trace that lies on top of the others: what is selected. */
    top() {
      const found = { x: [], y: [], customdata: [] };
      this.chosen = q.model.selection;
      for (const id of this.chosen) {
        const points = this.points(id);
        points.forEach(([x, y]) => (found.x.push(x), found.y.push(y), found.customdata.push(id)));
        if (points.length > 1) (found.x.push(null), found.y.push(null), found.customdata.push(null));
      }
      return { hoverinfo: "skip", showlegend: false, ...this.style(), ...found };
    }

    /* After the next frame, once for all that happens before it. */
    refresh() {
      if (!this.ready || this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => {
        this.waiting = false;
        if (this.ready) this.restyle();
      });
    }

    get ready() {
      return this.open && Boolean(this.box.data) && this.base > 0;
    }

    restyle() {
      const { x, y, customdata } = this.top();
      window.Plotly.restyle(this.box, { x: [x], y: [y], customdata: [customdata] }, [this.base]);
      this.dim();
      if (this.around) this.around();
    }

    // -- the area pointed at ----------------------------------------------------------------------------------

    /* Its lines and dots over the chart; gone when it lies nowhere in it. */
    point() {
      if (!this.ready) return;
      const id = q.model.hovered;
      const parts = id ? this.drawing(id) : [];
      const over = this.overlay();
      over.dataset.id = parts.length ? id : "";
      over.replaceChildren(...parts);
    }

    overlay() {
      if (!this.pointer || !this.pointer.isConnected) {
        this.pointer = shape("svg", { class: "chart-pointer", "aria-hidden": "true" });
        this.box.querySelector(".svg-container").appendChild(this.pointer);
      }
      return this.pointer;
    }

    drawing(id) {
      const { xaxis, yaxis } = this.box._fullLayout;
      const places = this.points(id).map(([x, y]) => y !== null && [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)]);
      const known = places.filter(Boolean);
      if (!known.length) return [];
      const lines = runs(places).map((run) => shape("polyline", { points: run.map((at) => at.join()).join(" ") }));
      const dots = known.map(([cx, cy]) => shape("circle", { cx, cy, r: this.radius() }));
      return [...lines, ...dots, ...(this.label ? [this.labelled(id, known.at(-1), xaxis)] : [])];
    }

    labelled(id, [x, y], { _offset: left, _length: width }) {
      const end = x > left + width / 2;
      const text = shape("text", { x: x + (end ? 4 : -4), y: y - 10, "text-anchor": end ? "end" : "start" });
      text.textContent = this.label(id);
      return text;
    }

    hover() {
      this.point();
      clearTimeout(this.resting);
      if (this.around && this.ready) this.resting = setTimeout(() => this.ready && this.around(), RESTING);
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
      const isUnder = () => this.box.matches(":hover"); // Plotly repeats its last one when it draws anew
      this.box.on("plotly_hover", (event) => isUnder() && typeof idOf(event) === "string" && q.hover(idOf(event)));
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

    words() {
      const text = this.box.closest(".chart-tab").querySelector(".chart-text p");
      return text ? text.textContent : "";
    }

    shown() {
      if (!this.ready) return [];
      const pointed = this.overlay().dataset.id;
      return [...this.box.data[this.base].customdata.filter((id) => id !== null), ...(pointed ? [pointed] : [])];
    }
  }

  function shape(tag, attributes) {
    const found = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => found.setAttribute(name, value));
    return found;
  }

  /* Places one after the other, broken where there is none. */
  function runs(places) {
    const found = [[]];
    places.forEach((at) => (at ? found.at(-1).push(at) : found.push([])));
    return found.filter((run) => run.length > 1);
  }

  /* Look of selected areas: rings as on the map. */
  function ring(size) {
    const line = { color: INK, width: 2.4 };
    return { type: "scatter", mode: "markers", marker: { color: "rgba(0,0,0,0)", line, size: size + 2 }, cliponaxis: false };
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
      hover: () => chart.hover(),
      selection: () => chart.refresh(),
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

  Object.assign(q, { ring, plain, room, axis, INK });
})();
