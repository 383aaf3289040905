/* Maps: one or more, side by side, with one cursor. Outlines are fetched once per place and restyled with each change of
 * figures. Areas are drawn as SVG; many of them on a canvas. Outlines of hovered and selected areas lie on top in a pane
 * of their own, so that pointing at an area never redraws the others. */
(function () {
  "use strict";

  const q = window.quartier;
  const L = window.L;
  const MANY = 1000; // more areas than this are drawn on a canvas
  const EMPTY_FILL = "#f3f5f7";
  const OUTSIDE_FILL = "#ffffff";
  const EDGE = { color: "#ffffff", weight: 0.7, opacity: 1 };
  const EMPTY_EDGE = { color: "#8a98a5", weight: 0.7, opacity: 1 }; // white would not show between areas without colour
  const DIMMED = 0.22;
  const INK = "#111820";
  const AMBER = "#f7aa0a";
  const RIM = { color: "#52616f", weight: 1.6, opacity: 1 }; // where the region ends
  const BORDER = { color: "#17242f", weight: 1.1, opacity: 0.75 };
  const LINES = { fill: false, interactive: false, smoothFactor: 0, pane: "lines" };
  const OUTLINE = { fill: false, interactive: false, smoothFactor: 0, pane: "outlines", lineJoin: "round" };
  /* Selected: ink on white. Hovered: amber on ink. Two strokes each, so that they stand out on every colour. */
  const SELECTED = [{ color: "#ffffff", weight: 6.5, opacity: 0.9 }, { color: INK, weight: 3 }];
  const HOVERED = [{ color: INK, weight: 5 }, { color: AMBER, weight: 2.4 }];

  const FIGURES = [0, 1, 0]; // number of a map → figures it draws: the page „Besondere Quartiere“ has a map of its own
  const outlineFiles = new Map(); // address → promise of the parsed file
  function outlines(address) {
    if (!address) return Promise.resolve(null);
    if (!outlineFiles.has(address)) {
      outlineFiles.set(address, fetch(address).then((answer) => (answer.ok ? answer.json() : null)));
    }
    return outlineFiles.get(address);
  }

  L.Control.Zoom.mergeOptions({ zoomInTitle: "Vergrößern", zoomOutTitle: "Verkleinern" });
  const SPOKEN = { role: "group", "aria-label": "Karte; Pfeiltasten verschieben sie, Plus und Minus ändern den Maßstab" };

  class AreaMap {
    constructor(map, number) {
      Object.entries(SPOKEN).forEach(([name, value]) => map.getContainer().setAttribute(name, value));
      Object.assign(this, { map, number, key: null, layers: new Map(), areas: null, lines: null, moved: false });
      map.createPane("lines").style.zIndex = 450;
      map.createPane("outlines").style.zIndex = 460;
      for (const pane of ["lines", "outlines"]) map.getPane(pane).style.pointerEvents = "none";
      this.svg = L.svg({ padding: 0.3 });
      this.outlines = L.featureGroup([], { pane: "outlines" }).addTo(map);
      this.cursor = L.circleMarker([0, 0], { ...OUTLINE, radius: 7, color: INK, weight: 2, className: "twin-cursor" });
      this.label = L.tooltip({ className: "area-label", opacity: 1, direction: "auto", offset: [14, 0] });
      this.watch();
    }

    get figures() {
      return q.model.maps[FIGURES[this.number]];
    }

    get visible() {
      return this.map.getContainer().offsetParent !== null;
    }

    // -- place ----------------------------------------------------------------------------------------------

    async draw() {
      const { place } = q.model;
      if (this.key === place.key) return this.restyle();
      this.key = place.key;
      this.clear();
      const [file, borders] = await Promise.all([outlines(place.key), outlines(place.borders)]);
      if (this.key !== place.key || !file) return undefined; // another place was asked for in the meantime
      this.fit();
      this.areas = this.layersOf(file).addTo(this.map);
      this.lines = L.layerGroup(
        [[file.outline, RIM], [borders, BORDER]]
          .filter(([shape]) => shape)
          .map(([shape, style]) => L.geoJSON(shape, { ...LINES, style: { ...LINES, ...style } })),
      ).addTo(this.map);
      this.outline();
      this.done();
      return undefined;
    }

    clear() {
      for (const group of [this.areas, this.lines]) if (group) group.remove();
      this.areas = null;
      this.layers.clear();
      this.outlines.clearLayers();
      this.closeLabel();
    }

    layersOf(file) {
      const renderer = file.features.length > MANY ? new PatternCanvas({ padding: 0.3 }) : this.svg;
      const group = L.geoJSON(file, {
        renderer,
        smoothFactor: 0, // the default leaves white slivers between neighbours
        style: (feature) => this.styleOf(feature.properties.id),
        onEachFeature: (feature, layer) => this.layers.set(feature.properties.id, layer),
      });
      const idOf = (event) => event.propagatedFrom && event.propagatedFrom.feature.properties.id;
      group.on("mouseover mousemove", (event) => this.point(idOf(event), event.latlng));
      group.on("mouseout", () => q.leave());
      group.on("click", (event) => q.pick(idOf(event), event.originalEvent.shiftKey || event.originalEvent.ctrlKey));
      return group;
    }

    // -- figures --------------------------------------------------------------------------------------------

    fillOf(i) {
      const { cls, status, colours } = this.figures;
      if (cls[i] !== "-") {
        const colour = colours[q.classOf(this.figures, i)];
        if (this.figures.hatches.length) return q.kindFill(colour, this.figures.hatches[q.classOf(this.figures, i)]);
        return q.isUnsure(this.figures, i) ? q.unsureFill(colour) : colour;
      }
      return status[i] === q.OUTSIDE ? OUTSIDE_FILL : `url(#state-${q.STATES[Number(status[i])]})`;
    }

    styleOf(id) {
      const i = q.at(id) ? q.position(id) : undefined;
      if (i === undefined || !this.figures) return { fillColor: EMPTY_FILL, fillOpacity: 1, ...EMPTY_EDGE };
      const { selection } = q.model;
      const dim = selection.size > q.FEW && !selection.has(id);
      const edge = this.figures.cls[i] === "-" || dim ? EMPTY_EDGE : EDGE;
      return { fillColor: this.fillOf(i), fillOpacity: dim ? DIMMED : 1, ...edge };
    }

    restyle() {
      if (!this.areas) return;
      this.layers.forEach((layer, id) => {
        const style = this.styleOf(id);
        if (layer.options.renderer instanceof PatternCanvas) Object.assign(layer.options, style);
        else layer.setStyle(style);
      });
      const { renderer } = this.areas.options;
      if (renderer instanceof PatternCanvas) renderer.redrawAll();
      this.done();
    }

    done() {
      this.dimmed = q.model.selection.size > q.FEW;
      if (FIGURES[this.number] === 0 && this.visible) q.mark("map");
    }

    // -- hovered and selected -------------------------------------------------------------------------------------

    outline() {
      this.outlines.clearLayers();
      const { hovered, selection } = q.model;
      if (selection.size <= q.FEW) selection.forEach((id) => this.trace(id, SELECTED, "is-selected"));
      if (hovered) this.trace(hovered, HOVERED, "is-hovered");
    }

    trace(id, strokes, className) {
      const layer = this.layers.get(id);
      if (!layer) return;
      for (const stroke of strokes) {
        const line = L.polygon(layer.getLatLngs(), { ...OUTLINE, ...stroke, className, renderer: this.lineRenderer() });
        line.area = id;
        this.outlines.addLayer(line);
      }
    }

    lineRenderer() {
      this.outlineSvg = this.outlineSvg || L.svg({ padding: 0.3, pane: "outlines" });
      return this.outlineSvg;
    }

    hover() {
      if (!this.areas) return;
      this.outline();
      if (q.model.hovered === null) this.closeLabel();
    }

    select() {
      if (!this.areas) return;
      if (this.dimmed || q.model.selection.size > q.FEW) this.restyle();
      this.outline();
    }

    /* Ids that stand out: outlined ones, and where others are dimmed those that are not. */
    shown() {
      const found = new Set(this.outlines.getLayers().map((line) => line.area));
      const faint = [...this.layers].filter(([, layer]) => layer.options.fillOpacity < 1);
      const rest = new Set(faint.map(([id]) => id));
      if (faint.length) this.layers.forEach((_, id) => rest.has(id) || found.add(id));
      return found;
    }

    // -- pointer ----------------------------------------------------------------------------------------------------

    point(id, latlng) {
      if (!id) return;
      q.hover(id);
      if (q.model.hovered !== id) return;
      for (const other of areaMaps) if (other.visible) other.label_(id, latlng, other !== this);
    }

    label_(id, latlng, twin) {
      if (!this.figures) return;
      if (this.labelled !== id) this.label.setContent(labelOf(this.figures, id));
      this.labelled = id;
      this.label.setLatLng(latlng);
      if (!this.map.hasLayer(this.label)) this.label.addTo(this.map);
      if (twin) this.cursor.setLatLng(latlng).addTo(this.map);
      else this.cursor.remove();
    }

    closeLabel() {
      this.label.remove();
      this.cursor.remove();
      this.labelled = null;
    }

    // -- frame ------------------------------------------------------------------------------------------------------

    /* The map follows its place: fitted when the place or its own size changes, unless someone moved it since. */
    fit() {
      if (!q.model.place || !this.visible) return;
      this.moved = false;
      this.map.invalidateSize({ animate: false });
      this.map.fitBounds(q.model.place.bounds, { animate: false });
    }

    watch() {
      const container = this.map.getContainer();
      for (const event of ["mousedown", "wheel", "keydown", "touchstart"]) {
        container.addEventListener(event, () => areaMaps.forEach((m) => (m.moved = true)), { passive: true });
      }
      container.addEventListener("mouseleave", () => q.leave());
      new ResizeObserver(() => (this.moved ? this.map.invalidateSize() : this.fit())).observe(container);
      this.map.on("move", () => this.lead());
    }

    /* Whatever one map shows, the others show too; one on a page that is not open follows the window and leads nobody. */
    lead() {
      if (AreaMap.led || !this.visible) return;
      AreaMap.led = true;
      for (const other of areaMaps) {
        if (other !== this && other.visible) other.map.setView(this.map.getCenter(), this.map.getZoom(), { animate: false });
      }
      AreaMap.led = false;
    }
  }

  function labelOf(figures, id) {
    const i = q.position(id);
    const box = document.createElement("div");
    const detail = [q.ownText(figures, i), q.countsText(figures, i), q.rankText(figures, i)].filter(Boolean).join(" · ");
    const lines = [["strong", q.model.place.names[i]], ["span", q.valueText(figures, i)], ["small", detail], ["small", q.spanText(figures, i)], ["small", q.verdictText(figures, i)], ["small", q.kindText(figures, i)]];
    for (const [tag, text] of [...lines, ["small", figures.label]]) {
      if (!text) continue;
      const line = document.createElement(tag);
      line.textContent = text;
      box.appendChild(line);
    }
    return box;
  }

  /* A canvas that knows the hatchings of states and can be drawn anew in one go. */
  const PatternCanvas = L.Canvas.extend({
    _fillStroke(context, layer) {
      const { fillColor } = layer.options;
      const state = /^url\(#([a-z]+)-(\w+)\)$/.exec(fillColor);
      if (state) layer.options.fillColor = q.patternOf(context, state[1], state[2]);
      L.Canvas.prototype._fillStroke.call(this, context, layer);
      layer.options.fillColor = fillColor;
    },
    redrawAll() {
      this._redrawBounds = null;
      this._clear();
      this._draw();
    },
  });

  const areaMaps = [];
  const NUMBER = { "first-map": 0, map: 0, "map-2": 1, "needs-map": 2 };
  L.Map.addInitHook(function adopt() {
    const number = NUMBER[this.getContainer().id];
    if (number === undefined) return;
    areaMaps[number] = new AreaMap(this, number); // takes the place of the one of the first screen (zuerst.js)
    areaMaps[number].ready = q.model.place ? areaMaps[number].draw() : Promise.resolve();
  });

  q.views.push({
    name: "map",
    order: 0,
    figures: async () => {
      areaMaps.forEach((m) => m.closeLabel());
      q.mapsDrawn = Promise.all(areaMaps.filter((m) => m.visible && m.figures).map((m) => m.draw()));
      if (areaMaps.every((m) => m.areas || !m.visible)) await q.mapsDrawn; // else outlines are on their way: go on
      await q.frame();
    },
    hover: () => areaMaps.forEach((m) => m.hover()),
    selection: () => areaMaps.forEach((m) => m.select()),
    shown: () => areaMaps.filter((m) => m.visible).flatMap((m) => [...m.shown()]),
  });
  q.maps = areaMaps;
})();
