/* Hatchings for states without a value: as SVG patterns for fills of the map, and drawn the same on a canvas. */
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

  function element(name, attributes) {
    const found = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => found.setAttribute(key, value));
    return found;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const svg = element("svg", { width: 0, height: 0, "aria-hidden": "true" });
    svg.style.position = "absolute";
    for (const [status, path] of Object.entries(PATHS)) {
      const pattern = element("pattern", { id: `state-${status}`, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse" });
      pattern.append(
        element("rect", { width: SIZE, height: SIZE, fill: GROUND }),
        element("path", { d: path, stroke: LINE, "stroke-width": WIDTH, fill: "none" }),
      );
      svg.appendChild(pattern);
    }
    document.body.appendChild(svg);
  });

  const tiles = new Map();
  function tile(status) {
    if (tiles.has(status)) return tiles.get(status);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * SIZE; // twice as fine: sharp on dense screens too
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    context.fillStyle = GROUND;
    context.fillRect(0, 0, SIZE, SIZE);
    context.strokeStyle = LINE;
    context.lineWidth = WIDTH;
    context.stroke(new Path2D(PATHS[status]));
    tiles.set(status, canvas);
    return canvas;
  }

  q.patternOf = (context, status) => {
    const pattern = context.createPattern(tile(status), "repeat");
    pattern.setTransform(new DOMMatrix().scale(0.5));
    return pattern;
  };
})();
