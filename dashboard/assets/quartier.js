/* Browser side of the linked views. State that Python owns arrives in stores; here live only hover, the outline of
 * the selection and the address line. Names come from imported files: they are set as text, never as markup. */
(function () {
  "use strict";

  const EDGE = { color: "#ffffff", weight: 0.7, opacity: 1 };
  const EMPTY_EDGE = { ...EDGE, color: "#8a98a5" }; // white would not show between areas without a value
  const HOVERED = { color: "#111111", weight: 2.2, opacity: 1 };
  const SELECTED = { color: "#111111", weight: 3.4, opacity: 1 };
  const EMPTY_FILL = "#f3f5f7";
  const layers = new Map(); // area id → Leaflet layer
  let view = null; // {label, colours, areas: {id: [class, status, name, value, detail]}}
  let selected = [];
  let hovered = null;

  const area = (id) => (view && view.areas[id]) || null;
  const call = (id, props) => window.dash_clientside.set_props(id, props);
  const inList = (id) => encodeURIComponent(id.replace(/[%,]/g, encodeURIComponent)); // as dashboard.conditions.join_ids
  const nothing = () => window.dash_clientside.no_update;

  function fill(id) {
    const found = area(id);
    if (!found) return EMPTY_FILL;
    return found[0] >= 0 ? view.colours[found[0]] : `url(#state-${found[1]})`;
  }

  function styleOf(id) {
    const found = area(id);
    const plain = found && found[0] >= 0 ? EDGE : EMPTY_EDGE;
    const edge = selected.includes(id) ? SELECTED : id === hovered ? HOVERED : plain;
    return { fillColor: fill(id), fillOpacity: 1, smoothFactor: 0, ...edge };
  }

  function restyle(id) {
    const layer = layers.get(id);
    if (!layer || !layer._map) return;
    layer.setStyle(styleOf(id));
    if (layer._path) layer._path.classList.toggle("is-outlined", selected.includes(id) || id === hovered);
  }

  function raise(id) {
    const layer = layers.get(id);
    if (layer && layer._map) layer.bringToFront();
  }

  /* The map follows its place: fitted when the place or its own size changes, unless someone moved it since. */
  let map = null;
  let fitted = null;
  let moved = false;
  function fit() {
    if (!map || !view) return;
    moved = false;
    fitted = view.place;
    map.invalidateSize({ animate: false });
    map.fitBounds(view.bounds, { animate: false });
  }
  function adopt(found) {
    map = found;
    const container = map.getContainer();
    for (const event of ["mousedown", "wheel", "keydown", "touchstart"]) {
      container.addEventListener(event, () => (moved = true), { passive: true });
    }
    new ResizeObserver(() => (moved ? map.invalidateSize() : fit())).observe(container);
    fit();
  }

  let raising = null;
  function drawn(id) {
    if (!map) adopt(layers.get(id)._map);
    restyle(id);
    const path = layers.get(id)._path;
    if (path) path.setAttribute("tabindex", "-1"); // the keyboard's way to an area is the table, not 400 outlines
    clearTimeout(raising); // once, after the last of many
    raising = setTimeout(() => selected.forEach(raise), 0);
  }

  function label(id) {
    const box = document.createElement("div");
    const found = area(id);
    if (!found) return box;
    const lines = [["strong", found[2]], ["span", `${found[3]}`], ["small", found[4]], ["small", view.label]];
    for (const [tag, text] of lines) {
      if (!text) continue;
      const line = document.createElement(tag);
      line.textContent = text;
      box.appendChild(line);
    }
    return box;
  }

  function mark(className, ids) {
    document.querySelectorAll(`.${className}`).forEach((element) => element.classList.remove(className));
    for (const id of ids) {
      const found = area(id);
      if (!found) continue;
      const key = found[0] >= 0 ? String(found[0]) : found[1];
      document.querySelectorAll(`#legend [data-cls="${key}"]`).forEach((row) => row.classList.add(className));
      document
        .querySelectorAll(`#ranking .ag-row[row-id="${CSS.escape(id)}"]`)
        .forEach((row) => row.classList.add(className));
    }
  }

  function pointerText(id) {
    const element = document.getElementById("pointer");
    const found = id && area(id);
    if (element) element.textContent = found ? `Zeiger: ${found[2]} · ${found[3]}` : "";
  }

  function hover(id) {
    if (id === hovered) return;
    const before = hovered;
    hovered = id;
    if (before) restyle(before);
    if (id) {
      restyle(id);
      raise(id);
    }
    selected.forEach(raise);
    mark("is-hovered", id ? [id] : []);
    pointerText(id);
  }

  function select(id) {
    const next = selected.length === 1 && selected[0] === id ? [] : [id];
    call("selection", { data: next });
  }

  function drawSelection(ids) {
    const before = selected;
    selected = ids || [];
    [...before, ...selected].forEach(restyle);
    selected.forEach(raise);
    mark("is-selected", selected);
  }

  let table = null;
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  async function grid() {
    for (let tries = 0; !window.dash_ag_grid && tries < 100; tries += 1) await pause(100); // its script comes late
    try {
      const api = await window.dash_ag_grid.getApiAsync("ranking");
      if (api !== table) {
        table = api;
        api.addEventListener("rowDataUpdated", () => showInTable(selected)); // rows may come after the selection
      }
      return api;
    } catch {
      return null; // the table is not on this page
    }
  }

  async function showInTable(ids) {
    const api = await grid();
    if (!api || api.isDestroyed()) return;
    const chosen = new Set(ids);
    api.forEachNode((node) => {
      if (node.isSelected() !== chosen.has(node.id)) node.setSelected(chosen.has(node.id), false, "api");
      if (chosen.has(node.id)) api.ensureNodeVisible(node);
    });
  }

  function rowOf(event) {
    const row = event.target.closest && event.target.closest("#ranking .ag-row");
    return row ? row.getAttribute("row-id") : null;
  }

  document.addEventListener("mouseover", (event) => {
    const id = rowOf(event);
    if (id && id !== hovered) {
      hover(id);
    } else if (!id && hovered && event.target.closest && !event.target.closest("#map")) {
      hover(null);
    }
  });
  document.addEventListener("focusin", (event) => {
    const id = rowOf(event);
    if (id) hover(id);
  });
  let fromAddress = true; // the next view comes from the address line: writing it out in full is no step of its own
  window.addEventListener("popstate", () => {
    fromAddress = true;
    call("requested", { data: window.location.search || "?" });
  });

  /* Hatchings for states without a value; referenced by fills of the map. */
  const PATTERNS = {
    SUPPRESSED: "M0,8 L8,0 M-2,2 L2,-2 M6,10 L10,6",
    MISSING: "M4,3.2 A0.8,0.8 0 1 1 3.99,3.2",
    NOT_MEANINGFUL: "M0,0 L8,8 M0,8 L8,0",
    BELOW_MINIMUM: "M0,4 L8,4",
  };
  document.addEventListener("DOMContentLoaded", () => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("width", "0");
    svg.setAttribute("height", "0");
    svg.setAttribute("aria-hidden", "true");
    svg.style.position = "absolute";
    for (const [status, path] of Object.entries(PATTERNS)) {
      const pattern = document.createElementNS(space, "pattern");
      const attributes = { id: `state-${status}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" };
      Object.entries(attributes).forEach(([key, value]) => pattern.setAttribute(key, value));
      const ground = document.createElementNS(space, "rect");
      ground.setAttribute("width", "8");
      ground.setAttribute("height", "8");
      ground.setAttribute("fill", EMPTY_FILL);
      const line = document.createElementNS(space, "path");
      line.setAttribute("d", path);
      line.setAttribute("stroke", "#6b7884");
      line.setAttribute("stroke-width", "1.1");
      line.setAttribute("fill", "none");
      pattern.append(ground, line);
      svg.appendChild(pattern);
    }
    document.body.appendChild(svg);
  });

  /* Functions dash-leaflet asks for. */
  window.quartier = {
    style: (feature) => styleOf(feature.properties.id),
    onEachFeature: (feature, layer) => {
      const id = feature.properties.id;
      layers.set(id, layer);
      layer.bindTooltip(() => label(id), { sticky: true, className: "area-label", opacity: 1 });
      layer.on({
        mouseover: () => hover(id),
        mouseout: () => hover(null),
        click: () => select(id),
        add: () => drawn(id), // values and selection may have come before the outlines
      });
    },
  };

  /* Clientside callbacks. */
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.quartier = {
    readAddress: () => window.location.search || "?",
    writeAddress: (query, ids) => {
      if (!query) return nothing();
      const wanted = query + (ids && ids.length ? `&sel=${ids.map(inList).join(",")}` : "");
      const here = window.location.search;
      if (wanted !== here) {
        const sameView = here.replace(/&sel=[^&]*/, "") === query;
        window.history[fromAddress || sameView ? "replaceState" : "pushState"](null, "", wanted);
      }
      fromAddress = false;
      return nothing();
    },
    showValues: (values) => {
      if (values) {
        layers.forEach((layer) => layer.closeTooltip()); // a label left open would show figures of another time
        hover(null);
        view = values;
        if (view.place !== fitted) fit();
        for (const id of layers.keys()) {
          if (!area(id) && !(layers.get(id) && layers.get(id)._map)) layers.delete(id);
          else restyle(id);
        }
        mark("is-selected", selected);
      }
      return nothing();
    },
    showSelection: (ids) => {
      drawSelection(ids);
      showInTable(ids || []);
      return nothing();
    },
    selectRow: (rows) => {
      const ids = (rows || []).map((row) => row.id);
      if (ids.length && ids.join() !== selected.join()) call("selection", { data: ids });
      return nothing();
    },
    searchTable: (text) => {
      grid().then((api) => api && api.setGridOption("quickFilterText", text || ""));
      return nothing();
    },
  };
})();
