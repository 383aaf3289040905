/* Hatchings: of states without a value, and over the colour of a class where an area cannot be told apart from what it is
 * compared with. As SVG patterns for fills of the map, and drawn the same on a canvas. */
(function () {
  "use strict";

  const q = window.quartier;
  const SIZE = 8;
  const GROUND = "#f3f5f7";
  const LINE = "#6b7884";
  const WIDTH = 1.1;
  const PATHS = {
    SUPPRESSED: "M0,8 L8,0 M-2,2 L2,-2 M6,10 L10,6",
    MISSING: "M4,3.2 A0.8,0.8 0 1 1 3.99,3.2",
    NOT_MEANINGFUL: "M0,0 L8,8 M0,8 L8,0",
    BELOW_MINIMUM: "M0,4 L8,4",
  };
  /* Falling lines; those of SUPPRESSED rise. White on dark, ink on light colours. */
  const UNSURE = "M0,0 L8,8 M-2,6 L2,10 M6,-2 L10,2";
  const KINDS = { // of neighbourhood
    dots: "M4,3.2 A0.8,0.8 0 1 1 3.99,3.2",
    vertical: "M2,0 L2,8 M6,0 L6,8",
    grid: "M0,4 L8,4 M4,0 L4,8",
    cross: "M0,0 L8,8 M0,8 L8,0",
  };
  const UNSURE_WIDTH = 1.05;

  const isLight = (colour) => {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return 0.3 * red + 0.59 * green + 0.11 * blue > 150;
  };
  const kindOf = (name, key) =>
    name === "state"
      ? { ground: GROUND, line: LINE, width: WIDTH, path: PATHS[key] }
      : { ground: `#${key}`, line: isLight(`#${key}`) ? "#52616f" : "#ffffff", width: UNSURE_WIDTH, path: KINDS[name] || UNSURE };

  function element(name, attributes) {
    const found = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => found.setAttribute(key, value));
    return found;
  }

  let svg = null;
  function begin() {
    svg = element("svg", { width: 0, height: 0, "aria-hidden": "true" });
    svg.style.position = "absolute";
    document.body.appendChild(svg);
    Object.keys(PATHS).forEach((status) => define("state", status));
  }

  function define(name, key) {
    if (!svg) begin();
    if (document.getElementById(`${name}-${key}`)) return;
    const { ground, line, width, path } = kindOf(name, key);
    const pattern = element("pattern", { id: `${name}-${key}`, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse" });
    pattern.append(
      element("rect", { width: SIZE, height: SIZE, fill: ground }),
      element("path", { d: path, stroke: line, "stroke-width": width, fill: "none" }),
    );
    svg.appendChild(pattern);
  }

  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", () => svg || begin());

  /* Fill of an area with the colour of its class that cannot be told apart. */
  q.unsureFill = (colour) => {
    define("unsure", colour.slice(1));
    return `url(#unsure-${colour.slice(1)})`;
  };

  /* Fill of an area by the hatching of its class, if it has one. */
  q.kindFill = (colour, kind) => {
    if (!kind) return colour;
    define(kind, colour.slice(1));
    return `url(#${kind}-${colour.slice(1)})`;
  };

  const tiles = new Map();
  function tile(name, key) {
    const id = `${name}-${key}`;
    if (tiles.has(id)) return tiles.get(id);
    const { ground, line, width, path } = kindOf(name, key);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * SIZE; // twice as fine: sharp on dense screens too
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    context.fillStyle = ground;
    context.fillRect(0, 0, SIZE, SIZE);
    context.strokeStyle = line;
    context.lineWidth = width;
    context.stroke(new Path2D(path));
    tiles.set(id, canvas);
    return canvas;
  }

  q.patternOf = (context, name, key) => {
    const pattern = context.createPattern(tile(name, key), "repeat");
    pattern.setTransform(new DOMMatrix().scale(0.5));
    return pattern;
  };
})();
