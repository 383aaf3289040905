/* Projection: the page laid out for a room. The mode comes from the address line; here are the presenter's keys, a frozen
 * picture, and the names of areas on the map. What can be chosen next is read from the selects of the ordinary page. */
(function () {
  "use strict";

  const q = window.quartier;
  const L = window.L;
  const root = document.documentElement;
  const MODE = "projektion";
  const TYPING = "input, textarea, select, [contenteditable=true], [role=listbox], [role=dialog], [role=menu]";

  const on = () => root.dataset.modus === MODE;
  const tools = () => document.getElementById("projection");
  const part = (name) => tools().querySelector(`.projection-${name}`);
  const tell = (id, props) => window.dash_clientside.set_props(id, props);

  // -- entering and leaving -----------------------------------------------------------------------------------

  function project(query) {
    const wishes = new URLSearchParams(query);
    const map = (wishes.get("page") || "karte") === "karte";
    const wanted = map ? wishes.get("modus") || "" : "";
    document.getElementById("project").hidden = !map;
    if ((root.dataset.modus || "") === wanted) return;
    if (wanted) root.dataset.modus = wanted;
    else delete root.dataset.modus;
    help(false);
    thaw();
    message("");
    if (asked) focus(wanted ? tools().querySelector("[data-action=leave]") : document.getElementById("project"));
    asked = false;
    q.maps.forEach((m) => m.visible && m.fit());
    name();
  }

  let asked = false; // somebody here asked for the mode; a link leaves the keyboard where it is
  function ask(mode) {
    asked = true;
    tell("modus", { value: mode });
  }

  /* What had the focus went with the old layout. */
  function focus(next) {
    const { activeElement: here } = document;
    if (here === document.body || !here.offsetParent) next.focus({ preventScroll: true });
  }

  function help(open) {
    const button = tools().querySelector("[data-action=help]");
    part("help").hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  }

  let fading = null;
  function message(text) {
    clearTimeout(fading);
    part("message").textContent = text;
    if (text) fading = setTimeout(() => message(""), 4000);
  }

  // -- keys -----------------------------------------------------------------------------------------------------

  const step = (what, by) => tell("step", { data: { what, by } });
  const ACTIONS = {
    later: () => step("period", 1),
    earlier: () => step("period", -1),
    next: () => step("ind", 1),
    previous: () => step("ind", -1),
    topic: () => step("topic", 1),
    freeze: () => (frozen ? thaw() : freeze()),
    help: () => help(part("help").hidden),
    leave: () => (part("help").hidden ? ask("") : help(false)),
  };

  let keys = null;
  function actionOf(event) {
    keys = keys || JSON.parse(tools().dataset.actions);
    return keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (!on() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest && event.target.closest(TYPING)) return;
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      event.stopPropagation(); // the map would move, the selection would go
      ACTIONS[action]();
    },
    true,
  );

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#projection [data-action], #project");
    if (!button) return;
    if (button.id === "project") ask(MODE);
    else ACTIONS[button.dataset.action]();
  });

  // -- next and previous ----------------------------------------------------------------------------------------

  /* The other indicators of the topic, in a circle; or the first of the next topic. */
  function nextIndicator(groups, value, { what, by }) {
    const topics = groups || [];
    const at = topics.findIndex((group) => group.items.some((item) => item.value === value));
    if (at < 0) return undefined;
    if (what === "topic") {
      if (topics.length < 2) return message("Hier gibt es nur dieses Thema.");
      const next = topics[(at + by) % topics.length];
      message(`Thema: ${next.group}`);
      return next.items[0].value;
    }
    const { group, items } = topics[at];
    if (items.length < 2) return message(`„${group}“ hat hier nur einen Indikator; T führt zum nächsten Thema.`);
    const here = items.findIndex((item) => item.value === value);
    return items[(here + by + items.length) % items.length].value;
  }

  /* Newest first in the list; time does not run in a circle. */
  function nextPeriod(options, value, by) {
    const at = (options || []).findIndex((option) => option.value === value);
    const found = (options || [])[at - by];
    if (at >= 0 && found) return found.value;
    return message(by > 0 ? "Das ist der neueste Zeitpunkt." : "Das ist der älteste Zeitpunkt.");
  }

  function stepped(asked, indicators, indicator, periods, period) {
    const { no_update: same } = window.dash_clientside;
    if (!asked) return [same, same];
    if (asked.what !== "period") return [nextIndicator(indicators, indicator, asked) || same, same];
    return [same, nextPeriod(periods, period, asked.by) || same];
  }

  // -- frozen picture ---------------------------------------------------------------------------------------------

  let frozen = null;

  /* A copy of what is seen lies on top; the page below goes on. */
  function freeze() {
    const page = document.getElementById("page-karte");
    frozen = document.createElement("div");
    frozen.className = "projection-picture";
    const copy = page.cloneNode(true);
    copy.querySelectorAll(".controls, .ranking").forEach((element) => element.remove());
    for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
    copy.inert = true;
    copy.setAttribute("aria-hidden", "true");
    frozen.appendChild(copy);
    document.body.appendChild(frozen);
    const drawn = [...page.querySelectorAll("canvas")].filter((canvas) => !canvas.closest(".controls, .ranking"));
    [...copy.querySelectorAll("canvas")].forEach((canvas, i) => canvas.getContext("2d").drawImage(drawn[i], 0, 0));
    part("frozen").hidden = false;
    prepared();
  }

  function thaw() {
    if (!frozen) return;
    frozen.remove();
    frozen = null;
    part("frozen").hidden = true;
  }

  /* What the room will see next, for whoever presents. */
  function prepared() {
    if (!frozen) return;
    const shown = frozen.querySelector(".headline h1").textContent;
    const next = document.querySelector("#headline h1");
    const changed = next && next.textContent !== shown;
    const title = changed && (next.querySelector(".headline-title") || next).textContent;
    part("next").textContent = changed ? `danach: ${title}` : "";
  }

  // -- names on the map ---------------------------------------------------------------------------------------------

  const ROOM = 1.25; // a name may be so much wider than its area
  const GAP = 4;

  /* The largest part of an area: its middle is where the name goes. */
  function mainPart(layer) {
    const rings = layer.getLatLngs();
    const parts = Array.isArray(rings[0][0]) ? rings.map((polygon) => polygon[0]) : [rings[0]];
    const size = (ring) => {
      const box = L.latLngBounds(ring);
      return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
    };
    return parts.reduce((best, ring) => (size(ring) > size(best) ? ring : best));
  }

  /* As on printed maps: without „Kreis“ and without the place that tells two quarters apart. */
  function shorter(all) {
    const short = all.map((name) => name.replace(/^Kreis (?=\S)/, "").replace(/, .*$/, ""));
    return new Set(short).size === new Set(all).size ? short : all;
  }

  class Names {
    constructor(areas) {
      this.areas = areas;
      this.map = areas.map;
      this.map.createPane("names").style.zIndex = 470;
      this.map.getPane("names").style.pointerEvents = "none";
      this.group = L.layerGroup().addTo(this.map);
      this.map.on("moveend zoomend resize", () => this.draw());
    }

    draw() {
      this.group.clearLayers();
      if (!on() || !this.areas.areas || !this.areas.visible || !this.areas.figures) return;
      const taken = this.controls();
      for (const found of this.candidates()) {
        const box = this.placed(found, taken);
        if (!box) continue;
        taken.push(box);
        this.group.addLayer(this.marker(found, box));
      }
    }

    /* Selected areas first, then large ones. */
    candidates() {
      const { place, selection } = q.model;
      const [measure, texts] = [this.measure(), shorter(place.names)];
      const found = [];
      this.areas.layers.forEach((layer, id) => {
        const i = q.at(id) ? q.position(id) : undefined;
        if (i === undefined || !q.isShown(this.areas.figures.status[i])) return;
        const ring = mainPart(layer);
        const bounds = L.latLngBounds(ring);
        const [a, b] = [bounds.getSouthWest(), bounds.getNorthEast()].map((at) => this.map.latLngToContainerPoint(at));
        const name = texts[i];
        found.push({ ring, name, chosen: selection.has(id), room: b.x - a.x, height: a.y - b.y, ...measure(name) });
      });
      const few = selection.size <= q.FEW;
      const rank = (area) => (few && area.chosen ? 1e9 : 0) + area.room * area.height;
      return found.sort((a, b) => rank(b) - rank(a));
    }

    measure() {
      const probe = document.createElement("span");
      probe.className = "area-name";
      this.map.getPane("names").appendChild(probe);
      const { font, fontSize } = window.getComputedStyle(probe);
      probe.remove();
      const context = document.createElement("canvas").getContext("2d");
      context.font = font;
      return (name) => ({ w: Math.ceil(context.measureText(name).width) + 6, h: parseFloat(fontSize) * 1.15 });
    }

    /* Where the name goes, or null if there is no room for it. */
    placed({ ring, w, h, chosen, room, height }, taken) {
      if (!chosen && (w > room * ROOM || h > height)) return null;
      const { x, y } = this.map.latLngToContainerPoint(L.PolyUtil.polygonCenter(ring, this.map.options.crs));
      const size = this.map.getSize();
      const box = { x: x - w / 2, y: y - h / 2, w, h };
      const inside = box.x >= GAP && box.y >= GAP && box.x + w <= size.x - GAP && box.y + h <= size.y - GAP;
      const onMap = x >= 0 && y >= 0 && x <= size.x && y <= size.y;
      if (chosen && onMap) {
        box.x = Math.min(Math.max(box.x, GAP), size.x - w - GAP);
        box.y = Math.min(Math.max(box.y, GAP), size.y - h - GAP);
      } else if (!inside) return null;
      const free = (other) =>
        box.x + w + GAP < other.x || other.x + other.w + GAP < box.x || box.y + h < other.y || other.y + other.h < box.y;
      return taken.every(free) ? box : null;
    }

    marker({ name, w, h }, box) {
      const text = document.createElement("span");
      text.textContent = name;
      const icon = L.divIcon({ className: "area-name", html: text, iconSize: [w, h] });
      const at = this.map.containerPointToLatLng([box.x + w / 2, box.y + h / 2]);
      return L.marker(at, { icon, pane: "names", interactive: false, keyboard: false });
    }

    /* Buttons and scale of the map: no name may lie below them. */
    controls() {
      const frame = this.map.getContainer().getBoundingClientRect();
      return [...this.map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
        const box = control.getBoundingClientRect();
        return { x: box.left - frame.left, y: box.top - frame.top, w: box.width, h: box.height };
      });
    }
  }

  const names = new Map();
  async function name() {
    await q.mapsDrawn;
    q.maps.forEach((areas) => {
      if (!names.has(areas)) names.set(areas, new Names(areas));
      names.get(areas).draw();
    });
  }

  q.views.push({ name: "projection", order: 3, figures: name, selection: () => on() && name() });

  document.addEventListener("DOMContentLoaded", () => {
    const seen = (records) => records.some((r) => r.target.closest && r.target.closest("#headline"));
    new MutationObserver((records) => frozen && seen(records) && prepared()).observe(document.body, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.quartier = {
    ...window.dash_clientside.quartier,
    project: (query) => {
      if (query) project(query);
      return window.dash_clientside.no_update;
    },
    step: (asked, indicators, indicator, periods, period) => stepped(asked, indicators, indicator, periods, period),
  };
})();
