/* Trichter: each area as a dot over its size (logarithmic), between limits that the server computed. A canvas: thousands of
 * dots cost nothing. Dots have the colours of the map; hovered and selected ones are outlined as there. */
(function () {
  "use strict";

  const q = window.quartier;
  const EDGE = { left: 52, right: 12, top: 10, bottom: 34 };
  const INK = "#17242f";
  const MUTED = "#52616f";
  const AMBER = "#f7aa0a";
  const REACH = 12; // pixels within which a dot is pointed at
  let dots = []; // {id, x, y, fill, far}
  let drawn = new Set(); // ids that stand out

  const canvas = () => document.getElementById("funnel");
  const view = () => q.model.funnel;

  function scales(box, found, points) {
    const [low, high] = [Math.log10(found.n[0]), Math.log10(found.n.at(-1))];
    const top = Math.max(...points.map((p) => p.value), ...found.outer[1].slice(Math.floor(found.n.length / 3))) * 1.05;
    const [width, height] = [box.width - EDGE.left - EDGE.right, box.height - EDGE.top - EDGE.bottom];
    return {
      top,
      x: (n) => EDGE.left + ((Math.log10(n) - low) / (high - low || 1)) * width,
      y: (value) => EDGE.top + (1 - Math.min(value, top) / (top || 1)) * height,
    };
  }

  /* Values themselves, also where differences or smoothed values are on the map. */
  function pointsOf(found) {
    const [figures] = q.model.maps;
    const values = figures.own.length ? figures.own : figures.value;
    return q.model.place.ids
      .map((id, i) => ({ id, i, n: figures.n[i], value: values[i], code: found.beyond[i] }))
      .filter((p) => p.code !== "-" && p.n > 0 && p.value !== null)
      .map((p) => ({ ...p, fill: figures.colours[q.classOf(figures, p.i)] || "#ffffff", far: "LH".includes(p.code) }));
  }

  function prepare() {
    const node = canvas();
    const ratio = window.devicePixelRatio || 1;
    const box = node.getBoundingClientRect();
    node.width = Math.round(box.width * ratio);
    node.height = Math.round(box.height * ratio);
    const context = node.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, box.width, box.height);
    context.font = `12.5px ${getComputedStyle(document.body).fontFamily}`;
    return { context, box };
  }

  function line(context, points, style) {
    context.save();
    Object.assign(context, { strokeStyle: style.ink, lineWidth: style.width });
    context.setLineDash(style.dash || []);
    context.beginPath();
    points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
    context.restore();
  }

  function limits(context, found, scale) {
    const curve = (values) => found.n.map((n, at) => [scale.x(n), scale.y(values[at])]);
    found.outer.forEach((values) => line(context, curve(values), { ink: INK, width: 1.2 }));
    found.inner.forEach((values) => line(context, curve(values), { ink: MUTED, width: 1, dash: [4, 3] }));
    const ends = [found.n[0], found.n.at(-1)].map((n) => [scale.x(n), scale.y(found.reference)]);
    line(context, ends, { ink: "#0b5a7d", width: 1.4 });
  }

  function axes(context, box, found, scale) {
    context.fillStyle = MUTED;
    const steps = niceSteps(scale.top);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const value of steps) {
      line(context, [[EDGE.left, scale.y(value)], [box.width - EDGE.right, scale.y(value)]], { ink: "#e4e9ed", width: 1 });
      context.fillText(q.number(value, found.decimals), EDGE.left - 6, scale.y(value));
    }
    context.textBaseline = "alphabetic";
    context.textAlign = "center";
    let end = -Infinity; // of the label before
    for (const n of roundSizes(found.n[0], found.n.at(-1))) {
      const [text, at] = [q.number(n), scale.x(n)];
      const half = context.measureText(text).width / 2;
      if (at - half < end + 10 || at + half > box.width) continue;
      line(context, [[at, box.height - EDGE.bottom], [at, box.height - EDGE.bottom + 4]], { ink: MUTED, width: 1 });
      context.fillText(text, at, box.height - EDGE.bottom + 16);
      end = at + half;
    }
    context.textAlign = "right";
    context.fillText(found.size_label, box.width - EDGE.right, box.height - 4);
    context.textAlign = "left";
    context.fillText(found.unit, 4, EDGE.top + 4);
  }

  /* 1, 2 and 5 times a power of ten within the ends. */
  function roundSizes(low, high) {
    const powers = Array.from({ length: 8 }, (_, power) => 10 ** power);
    return powers.flatMap((power) => [power, 2 * power, 5 * power]).filter((n) => n >= low && n <= high);
  }

  /* Three to six round numbers between zero and the top. */
  function niceSteps(top) {
    const rough = top / 4;
    const power = 10 ** Math.floor(Math.log10(rough || 1));
    const step = [1, 2, 2.5, 5, 10].map((f) => f * power).find((s) => top / s <= 6) || power * 10;
    return Array.from({ length: Math.floor(top / step) + 1 }, (_, at) => Math.round(at * step));
  }

  function dot(context, { x, y, fill, far }, ring) {
    context.beginPath();
    context.arc(x, y, ring ? 6 : 4, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
    context.lineWidth = ring ? 2.6 : far ? 1.4 : 0.7;
    context.strokeStyle = ring || (far ? INK : "#6b7884");
    context.stroke();
  }

  function draw() {
    const found = view();
    dots = [];
    drawn = new Set();
    if (!canvas() || !found || canvas().offsetParent === null || !q.model.maps.length) return;
    const { context, box } = prepare();
    const points = pointsOf(found);
    const scale = scales(box, found, points);
    axes(context, box, found, scale);
    limits(context, found, scale);
    dots = points.map((p) => ({ ...p, x: scale.x(p.n), y: scale.y(p.value) }));
    const { selection, hovered } = q.model;
    const dimmed = selection.size > q.FEW;
    context.globalAlpha = dimmed ? 0.25 : 1;
    dots.filter((d) => !selection.has(d.id)).forEach((d) => dot(context, d));
    context.globalAlpha = 1;
    dots.filter((d) => selection.has(d.id)).forEach((d) => dot(context, d, dimmed ? "" : "#111820"));
    dots.filter((d) => d.id === hovered).forEach((d) => dot(context, d, AMBER));
    drawn = new Set(dots.filter((d) => selection.has(d.id) || d.id === hovered).map((d) => d.id));
  }

  function nearest(event) {
    const box = canvas().getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const far = (d) => Math.hypot(d.x - x, d.y - y);
    const best = dots.reduce((a, d) => (a === null || far(d) < far(a) ? d : a), null);
    return best && far(best) <= REACH ? best.id : null;
  }

  const onFunnel = (event) => event.target.id === "funnel";
  document.addEventListener("mousemove", (event) => {
    if (!onFunnel(event)) return;
    const id = nearest(event);
    canvas().title = id ? q.model.place.names[q.position(id)] : "";
    if (id) q.hover(id);
    else q.leave();
  });
  document.addEventListener("mouseout", (event) => onFunnel(event) && q.leave());
  document.addEventListener("click", (event) => {
    const id = onFunnel(event) ? nearest(event) : null;
    if (id) q.pick(id, event.shiftKey || event.ctrlKey);
  });

  /* It becomes visible or changes its size after its figures have come. */
  document.addEventListener("DOMContentLoaded", () => {
    const observer = new ResizeObserver(draw);
    const adopt = new MutationObserver(() => {
      if (!canvas()) return;
      observer.observe(canvas());
      adopt.disconnect();
    });
    adopt.observe(document.body, { childList: true, subtree: true });
  });

  q.views.push({ name: "funnel", order: 3, figures: draw, hover: draw, selection: draw, shown: () => [...drawn] });
})();
