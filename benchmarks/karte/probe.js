/* Observer inside the page under measurement, installed before any of its scripts.
 *
 * After every frame it takes a signature of the map: fills and outlines of a sample of the paths (SVG), or pixels of
 * some rows (canvas, WebGL). A view is drawn at the end of the frame in which it changed for the last time. The views
 * beside the map are watched by mutations. All times are milliseconds since navigation. */
(function () {
  "use strict";

  const SAMPLES = 240; // paths looked at per frame
  const ROWS = 5; // rows of pixels looked at per frame
  const VIEWS = ["#ranking", "#profile", "#legend", "#headline", "#charts"]; // those that exist are watched
  const state = {
    chosen: null, // when the event that selects an option (or an area) was captured
    first: null, // end of the frame in which the map changed first, and last, since `arm`
    last: null,
    views: null, // end of the frame after the last mutation beside the map
    signature: "",
    longTasks: [],
  };
  const LINKED = ["map", "table", "distribution"]; // views that follow the pointer
  let pointing = null; // {before, at, done}: area pointed at before, the move, and when all views showed another one

  function mix(hash, value) {
    return Math.imul(hash ^ value, 16777619) >>> 0;
  }

  function ofText(text, hash) {
    for (let i = 0; i < text.length; i += 1) hash = mix(hash, text.charCodeAt(i));
    return hash;
  }

  function ofPixels(pixels, hash) {
    const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength >> 2);
    for (let i = 0; i < words.length; i += 1) hash = mix(hash, words[i]);
    return hash;
  }

  const rowsOf = (height) => Array.from({ length: ROWS }, (_, i) => Math.floor((height * (i + 1)) / (ROWS + 1)));

  /* The paths of an SVG map; the sample always holds the first and the last one. */
  function ofPaths(paths) {
    let hash = mix(2166136261, paths.length);
    const step = Math.max(1, (paths.length - 1) / SAMPLES);
    for (let at = 0; at < paths.length; at += step) {
      const path = paths[Math.round(at)];
      hash = ofText(path.getAttribute("fill") || "", hash);
      hash = ofText((path.getAttribute("d") || "").slice(0, 24), hash);
    }
    return `svg:${paths.length}:${hash}`;
  }

  function ofCanvas(canvas) {
    const context = canvas.getContext("2d", { willReadFrequently: true });
    let hash = 2166136261;
    for (const y of rowsOf(canvas.height)) hash = ofPixels(context.getImageData(0, y, canvas.width, 1).data, hash);
    return `canvas:${canvas.width}x${canvas.height}:${hash}`;
  }

  /* A WebGL map can be read only inside the frame that draws it: its own `render` event. */
  let drawnByGl = "";
  const hooked = new WeakSet();
  function hookGl(map) {
    hooked.add(map);
    map.on("render", () => {
      const canvas = map.getCanvas();
      const gl = canvas.getContext("webgl2") || canvas.getContext("webgl");
      const row = new Uint8Array(4 * canvas.width);
      let hash = 2166136261;
      for (const y of rowsOf(canvas.height)) {
        gl.readPixels(0, y, canvas.width, 1, gl.RGBA, gl.UNSIGNED_BYTE, row);
        hash = ofPixels(row, hash);
      }
      drawnByGl = `webgl:${canvas.width}x${canvas.height}:${hash}`;
    });
  }
  function plotlyMap() {
    const graph = document.querySelector("#graph .js-plotly-plot");
    const subplot = graph && graph._fullLayout && graph._fullLayout.map && graph._fullLayout.map._subplot;
    return (subplot && subplot.map) || null;
  }

  /* The map in sight: a first one may lie over the page until the page's own is drawn. */
  const pane = () => (document.querySelector("#first-map") || document.querySelector("#map") || document).querySelector(".leaflet-overlay-pane");

  let group = null;
  function signature() {
    const map = plotlyMap();
    if (map) {
      if (!hooked.has(map)) hookGl(map);
      return drawnByGl;
    }
    const found = pane();
    const canvas = found && found.querySelector("canvas");
    if (canvas) return canvas.width ? ofCanvas(canvas) : "";
    if (!group || !group.isConnected || !found.contains(group)) group = found && found.querySelector("svg > g");
    return group && group.children.length ? ofPaths(group.children) : "";
  }

  let mutated = false;
  const watched = new Set();
  const observer = new MutationObserver(() => (mutated = true));
  function watchViews() {
    for (const selector of VIEWS) {
      const element = document.querySelector(selector);
      if (!element || watched.has(element)) continue;
      watched.add(element);
      observer.observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
    }
  }

  function look() {
    const now = performance.now();
    const found = signature();
    if (found !== state.signature) {
      state.signature = found;
      if (state.first === null) state.first = now;
      state.last = now;
    }
    if (mutated) state.views = now;
    mutated = false;
    if (pointing && pointing.at !== null && pointing.done === null && followed()) pointing.done = now;
    if (watched.size < VIEWS.length) watchViews();
  }

  function followed() {
    const { hovered } = window.quartier.model;
    if (hovered === null || hovered === pointing.before) return false;
    const shown = window.quartier.highlighted();
    return LINKED.every((view) => shown[view].includes(hovered));
  }

  const channel = new MessageChannel();
  channel.port1.onmessage = look;
  (function frame() {
    requestAnimationFrame(() => {
      channel.port2.postMessage(null); // runs when the frame has been drawn
      frame();
    });
  })();

  for (const name of ["click", "keydown"]) {
    window.addEventListener(
      name,
      (event) => {
        if (event.isTrusted && (name === "click" || event.key === "Enter")) state.chosen = performance.now();
      },
      { capture: true },
    );
  }
  window.addEventListener("mousemove", () => pointing && pointing.at === null && (pointing.at = performance.now()), { capture: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) state.longTasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });

  window.__probe = {
    arm() {
      Object.assign(state, { chosen: null, first: null, last: null, views: null, longTasks: [] });
    },
    aim() {
      pointing = { before: window.quartier.model.hovered, at: null, done: null };
    },
    /* Milliseconds from the move of the pointer until every view showed the area below it; null: not yet. */
    pointed: () => (pointing.done === null ? null : pointing.done - pointing.at),
    read() {
      const map = plotlyMap();
      const marks = performance.getEntriesByType("mark").filter((m) => m.name.startsWith("quartier:"));
      return {
        ...state,
        now: performance.now(),
        origin: performance.timeOrigin,
        busy: map !== null && !map.loaded(),
        marks: marks.map((m) => [m.name.slice("quartier:".length), m.startTime]),
      };
    },
    /* How many colours the sample of the map shows: a map without figures has one or two. */
    colours() {
      if (plotlyMap()) return null; // its colour scale is continuous
      const canvas = pane().querySelector("canvas");
      if (!canvas) return new Set([...(group ? group.children : [])].map((path) => path.getAttribute("fill"))).size;
      const row = canvas.getContext("2d").getImageData(0, canvas.height >> 1, canvas.width, 1).data;
      return new Set(new Uint32Array(row.buffer)).size;
    },
    /* Text of the option that Enter would choose: Mantine marks it, Dash 4 moves the focus to it. */
    option() {
      const focused = document.activeElement && document.activeElement.closest("[role=option]");
      const marked = [...document.querySelectorAll("[role=option][data-combobox-selected]")];
      const found = focused || marked.find((option) => option.offsetParent !== null);
      return found ? found.textContent.trim() : "";
    },
  };
})();
