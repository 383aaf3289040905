/* Facilities as points. Each type is fetched once per region and drawn on one canvas of the map, which lets the pointer
 * through to the areas: what lies under it is found by distance, so that thousands of points cost no elements. */
(function () {
  "use strict";

  const q = window.quartier;
  const L = window.L;
  const REACH = 4; // pixels around a symbol that still count as it
  const SIZES = [[14, 8.5], [12, 7], [10.5, 5.5], [9, 4.5], [0, 3.2]]; // zoom from which → radius

  const files = new Map(); // address → promise of its columns
  let types = []; // what is shown: {label, url, icon, path, fill, edge, columns}
  let revision = 0;
  const layers = [];

  function columnsOf(url) {
    if (!files.has(url)) files.set(url, fetch(url).then((answer) => (answer.ok ? answer.json() : null)));
    return files.get(url);
  }

  class Points {
    constructor(map) {
      this.map = map;
      this.canvas = L.DomUtil.create("canvas", "facility-points leaflet-zoom-hide");
      const pane = map.createPane("points");
      Object.assign(pane.style, { zIndex: 465, pointerEvents: "none" });
      pane.appendChild(this.canvas);
      this.drawn = [];
      this.label = L.tooltip({ className: "area-label", opacity: 1, direction: "top", offset: [0, -6] });
      map.on("moveend zoomend resize viewreset", () => this.draw());
      const container = map.getContainer();
      for (const name of ["mouseover", "mousemove"]) container.addEventListener(name, (event) => this.point(event), true);
      container.addEventListener("mouseleave", () => this.leave());
      container.addEventListener("mousedown", (event) => (this.pressed = [event.clientX, event.clientY]), true);
      container.addEventListener("click", (event) => this.click(event), true);
    }

    get radius() {
      const zoom = this.map.getZoom();
      const wide = document.documentElement.dataset.modus ? 1.5 : 1;
      return wide * SIZES.find(([from]) => zoom >= from)[1];
    }

    draw() {
      this.leave();
      this.drawn = [];
      const { x, y } = this.map.getSize();
      if (!x || !y) return;
      const dense = window.devicePixelRatio || 1;
      Object.assign(this.canvas, { width: x * dense, height: y * dense });
      Object.assign(this.canvas.style, { width: `${x}px`, height: `${y}px` });
      L.DomUtil.setPosition(this.canvas, this.map.containerPointToLayerPoint([0, 0]));
      const context = this.canvas.getContext("2d");
      for (const type of types) if (type.columns) this.drawType(context, type, dense, x, y);
    }

    drawType(context, type, dense, width, height) {
      const { radius } = this;
      const shape = new Path2D(type.path);
      const { lon, lat } = type.columns;
      Object.assign(context, { fillStyle: type.fill, strokeStyle: type.edge, lineWidth: radius < 4 ? 0.8 / radius : 0.24 });
      for (let i = 0; i < lon.length; i += 1) {
        const at = this.map.latLngToContainerPoint([lat[i], lon[i]]);
        if (at.x < -radius || at.y < -radius || at.x > width + radius || at.y > height + radius) continue;
        context.setTransform(dense * radius, 0, 0, dense * radius, dense * at.x, dense * at.y);
        context.fill(shape);
        context.stroke(shape);
        this.drawn.push([at.x, at.y, type, i]);
      }
    }

    /* The nearest symbol below the pointer. */
    under(event) {
      const frame = this.map.getContainer().getBoundingClientRect();
      const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
      let [found, nearest] = [null, (this.radius + REACH) ** 2];
      for (const point of this.drawn) {
        const far = (point[0] - x) ** 2 + (point[1] - y) ** 2;
        if (far < nearest) [found, nearest] = [point, far];
      }
      return found;
    }

    point(event) {
      if (!this.drawn.length || event.buttons || onControl(event)) return;
      const found = this.under(event);
      if (!found) return this.leave();
      event.stopPropagation(); // the area below stays as it is
      if (this.shown === found) return undefined;
      this.shown = found;
      this.map.getContainer().classList.add("on-facility");
      q.maps.forEach((map) => map && map.closeLabel());
      const { lon, lat } = found[2].columns;
      this.label.setLatLng([lat[found[3]], lon[found[3]]]).setContent(textOf(found)).addTo(this.map);
      return undefined;
    }

    leave() {
      if (!this.shown) return;
      this.shown = null;
      this.map.getContainer().classList.remove("on-facility");
      this.label.remove();
    }

    click(event) {
      const [x, y] = this.pressed || [event.clientX, event.clientY];
      if (Math.hypot(event.clientX - x, event.clientY - y) > 5 || onControl(event)) return;
      const found = this.drawn.length ? this.under(event) : null;
      if (!found) return;
      event.stopPropagation();
      this.leave();
      const { lon, lat } = found[2].columns;
      const options = { className: "facility-popup", offset: [0, -4], maxWidth: 320 };
      const popup = L.popup(options).setLatLng([lat[found[3]], lon[found[3]]]).setContent(textOf(found)).openOn(this.map);
      popup.getElement().querySelector("a, button").setAttribute("aria-label", "Schließen");
    }
  }

  const onControl = (event) => event.target.closest && event.target.closest(".leaflet-control, .leaflet-popup");

  /* Names come from files: text, never markup. */
  function textOf([, , type, i]) {
    const { name, places, area } = type.columns;
    const box = document.createElement("div");
    const offer = places[i] === null ? "Plätze: keine Angabe" : `Plätze: ${q.number(places[i])}`;
    for (const [tag, text] of [["strong", name[i]], ["small", `${type.label} · ${area[i]}`], ["span", offer]]) {
      const line = document.createElement(tag);
      line.textContent = text;
      box.appendChild(line);
    }
    return box;
  }

  function legend() {
    const list = document.getElementById("facility-legend");
    list.replaceChildren(
      ...types.map((type) => {
        const row = document.createElement("li");
        const picture = Object.assign(document.createElement("img"), { src: type.icon, alt: "", className: "facility-symbol" });
        row.append(picture, `${type.label} (${q.number(type.count)})`);
        return row;
      }),
    );
  }

  async function show(asked) {
    revision += 1;
    const mine = revision;
    const found = await Promise.all(asked.map((type) => columnsOf(type.url)));
    if (mine !== revision) return; // something else was asked for in the meantime
    types = asked.map((type, i) => ({ ...type, columns: found[i] }));
    legend();
    layers.forEach((layer) => {
      layer.map.closePopup();
      layer.draw();
    });
    q.mark("points");
  }

  L.Map.addInitHook(function adopt() {
    if (!["map", "map-2"].includes(this.getContainer().id)) return;
    const layer = new Points(this);
    layers.push(layer);
    this.whenReady(() => layer.draw());
  });

  q.points = layers;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.quartier = {
    ...window.dash_clientside.quartier,
    showPoints: (asked) => {
      if (asked && (asked.length || types.length)) show(asked);
      return window.dash_clientside.no_update;
    },
    openFacilities: () => true,
    facilitiesIfOpen: (opened, view, selection) =>
      opened && view ? { view, selection } : window.dash_clientside.no_update,
  };
})();
