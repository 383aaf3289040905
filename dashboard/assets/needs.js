/* Page „Besondere Quartiere“. Python sends standardised columns of published figures (dashboard/views/needs/page.py);
 * weights are applied here, so that a slider recolours the map at once. When it is let go the server computes the same
 * and answers with sentences, card and address. Names are set as text, never as markup. */
(function () {
  "use strict";

  const q = window.quartier;
  const MISSING = "2"; // code of that state
  const WORSE = 2;
  const ARROWS = ["↘", "→", "↗"]; // günstiger, stabil, ungünstiger: need falls, stays, rises
  const HEAVIEST = 3;
  const MOST_ROWS = 1000;
  const TOLERANCE = 1e-9;
  const LIST_AFTER_MS = 150; // while a slider moves, map and grid follow at once, the list when it rests

  let data = null; // what Python sent
  let moving = false; // what is drawn next comes from a slider
  let waiting = 0; // timer of the list
  let now = null; // {value, status, moves, rank, attention} per area, for the weights at hand

  const element = (tag, properties = {}, ...children) => {
    const found = Object.assign(document.createElement(tag), properties);
    found.append(...children.filter((child) => child !== null && child !== ""));
    return found;
  };
  const box = (id) => document.getElementById(id);

  // -- index ----------------------------------------------------------------------------------------------------

  /* Weighted mean of what an area has; null without enough of the weight. As geodata/methods/index.py. */
  function scores(columns, weights, share, size) {
    const total = weights.reduce((sum, w) => sum + w, 0);
    return Array.from({ length: size }, (_, i) => {
      let [sum, there] = [0, 0];
      columns.forEach((column, j) => {
        if (column[i] === null) return;
        sum += weights[j] * column[i];
        there += weights[j];
      });
      return there > 0 && there / total >= share - TOLERANCE ? sum / there : null;
    });
  }

  function spread(values) {
    const known = values.filter((v) => v !== null);
    const mean = known.reduce((sum, v) => sum + v, 0) / known.length;
    const variance = known.reduce((sum, v) => sum + (v - mean) ** 2, 0) / known.length;
    return [mean, Math.sqrt(variance)];
  }

  /* `kind`: "parts" or "changes"; measured with the same of another year where the reference is frozen. */
  function index(kind, weights) {
    const of = (given) =>
      scores(given[kind], weights, data.share, given.included.length).map((v, i) => (given.included[i] === "1" ? v : null));
    const own = of(data);
    const measure = data.reference ? of(data.reference) : own;
    const [mean, deviation] = spread(measure);
    return own.map((v) => (v === null || !(deviation > TOLERANCE) ? null : (v - mean) / deviation));
  }

  const classOf = (value, [low, high, top]) => (value < low ? 0 : value > top ? 3 : value > high ? 2 : 1);

  function compute() {
    const weights = data.columns.map((c) => c.weight);
    if (!weights.some((w) => w > 0)) return null;
    const value = index("parts", weights);
    const changed = data.changing.map((j) => weights[j]);
    const moved = changed.some((w) => w > 0) ? index("changes", changed) : value.map(() => null);
    const status = value.map((v) => (v === null ? -1 : classOf(v, data.cuts)));
    const moves = moved.map((v) => (v === null ? -1 : v < data.cuts[0] ? 0 : v > data.cuts[1] ? WORSE : 1));
    const order = value.filter((v) => v !== null).sort((a, b) => b - a);
    const places = new Map();
    order.forEach((v, i) => places.has(v) || places.set(v, i + 1)); // equal values share the better rank
    const rank = value.map((v) => (v === null ? null : places.get(v)));
    const attention = status.map((s, i) => s === 3 || (s === 2 && moves[i] === WORSE));
    return { value, status, moves, rank, attention, shown: order.length };
  }

  // -- map --------------------------------------------------------------------------------------------------------

  const wordOf = (i) =>
    data.words[now.status[i]] + (now.moves[i] < 0 ? "" : ` · Entwicklung ${data.moves[now.moves[i]]}`);

  /* Class and development make a step of the figures the maps know; its name is what the pointer shows. */
  function figures() {
    const size = data.states.length;
    const steps = {};
    const value = Array.from({ length: size }, (_, i) => {
      if (!now || now.status[i] < 0) return null;
      const step = 10 * (now.status[i] + 1) + now.moves[i] + 1;
      steps[step] = wordOf(i);
      return step;
    });
    const left = (i) => (data.out[i] === "1" ? q.OUTSIDE : data.states[i] === q.OK ? MISSING : data.states[i]);
    const state = (i) => (value[i] !== null ? q.OK : left(i));
    return {
      label: data.label, unit: "", inline: "", own_unit: "", decimals: 0, signed: false, steps,
      shown: now ? now.shown : 0, colours: data.colours,
      status: Array.from({ length: size }, (_, i) => state(i)).join(""),
      cls: value.map((v, i) => (v === null ? "-" : String(now.status[i]))).join(""),
      value, own: [], rank: now ? now.rank : value, k: [], n: [],
      verdict: "", verdicts: {}, lower: [], upper: [], best: [], worst: [], reference: null, kinds: [], hatches: [],
    };
  }

  function draw(place) {
    now = data.columns.length ? compute() : null;
    q.show({ place, maps: [figures()], table: { label: "", title: "", own: "" } });
  }

  // -- grid -------------------------------------------------------------------------------------------------------

  const inCell = (s, m) => q.model.place.ids.filter((_, i) => now.status[i] === s && now.moves[i] === m);

  function grid() {
    const target = box("needs-grid");
    target.replaceChildren();
    if (!now) return;
    const known = now.moves.some((m) => m >= 0);
    const columns = known ? [0, 1, WORSE] : [-1];
    const head = element("tr", {}, element("td"));
    for (const m of columns) {
      const text = m < 0 ? "Gebiete" : `${ARROWS[m]} ${data.moves[m]}`;
      head.append(element("th", { scope: "col", textContent: text }));
    }
    if (!now.moves.every((m, i) => m >= 0 || now.status[i] < 0) && known) columns.push(-1);
    if (columns.length === 4) head.append(element("th", { scope: "col", textContent: "ohne" }));
    const rows = [3, 2, 1, 0].map((s) =>
      element("tr", {}, element("th", { scope: "row", textContent: data.words[s] }), ...columns.map((m) => cell(s, m))),
    );
    const caption = element("caption", { textContent: known ? "Soziale Lage × Entwicklung" : "Soziale Lage" });
    target.append(element("table", {}, caption, element("thead", {}, head), element("tbody", {}, ...rows)));
    mark();
  }

  function cell(s, m) {
    const ids = inCell(s, m);
    const attention = s === 3 || (s === 2 && m === WORSE);
    const move = m < 0 ? "" : `, Entwicklung ${data.moves[m]}`;
    const button = element("button", {
      type: "button", textContent: String(ids.length), disabled: !ids.length,
      className: attention ? "needs-cell is-attention" : "needs-cell",
      title: `Soziale Lage ${data.words[s]}${move}: ${ids.length} Gebiete${attention ? " (auffällig)" : ""}`,
    });
    button.style.background = data.colours[s];
    button.style.color = s >= 2 ? "#ffffff" : "#17242f";
    button.setAttribute("aria-label", button.title);
    button.setAttribute("aria-pressed", "false");
    Object.assign(button.dataset, { status: s, move: m });
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") === "true";
      q.select(pressed ? [] : ids, { origin: "class" });
    });
    return element("td", {}, button);
  }

  // -- weights ----------------------------------------------------------------------------------------------------

  const weightText = (weight) => `× ${q.number(Math.round(weight * 100), 2).replace(/,?0+$/, "")}`;

  function sliders() {
    const target = box("needs-sliders");
    target.replaceChildren();
    if (data.columns.length < 2) return;
    target.append(element("div", { className: "needs-caption", textContent: "Gewichte" }));
    data.columns.forEach((column, j) => target.append(slider(column, j)));
    const equal = element("button", { type: "button", className: "plain-button", textContent: "Alle gleich" });
    equal.addEventListener("click", () => {
      data.columns.forEach((column) => (column.weight = 1));
      sliders();
      redraw();
      tell();
    });
    target.append(equal, element("p", { id: "needs-weightless", className: "needs-problem", role: "alert" }));
  }

  function slider(column, j) {
    const shown = element("output", { textContent: weightText(column.weight) });
    const input = element("input", { type: "range", min: 0, max: Math.max(HEAVIEST, column.weight), step: 0.25 });
    input.value = column.weight;
    input.dataset.indicator = column.id;
    input.addEventListener("input", () => {
      data.columns[j].weight = Number(input.value);
      shown.textContent = weightText(data.columns[j].weight);
      redraw();
    });
    input.addEventListener("change", tell);
    return element("label", { className: "needs-slider" }, element("span", { textContent: column.label }), input, shown);
  }

  const weightless = () => !data.columns.some((c) => c.weight > 0);

  function redraw() {
    box("needs-weightless").textContent = weightless()
      ? "Mindestens ein Gewicht muss größer als null sein. Ziehen Sie einen Regler nach rechts."
      : "";
    if (weightless()) return;
    moving = true;
    draw({ key: q.model.place.key });
  }

  function tell() {
    if (weightless()) return;
    const weights = Object.fromEntries(data.columns.map((c) => [c.id, c.weight]));
    window.dash_clientside.set_props("needs-weights", { data: weights });
  }

  // -- list -------------------------------------------------------------------------------------------------------

  const RULE = { y: ["✓", "erfüllt die Regel"], k: ["≈", "verfehlt die Regel knapp"], u: ["?", "Regel nicht entscheidbar"] };

  function list() {
    const target = box("needs-list");
    target.replaceChildren();
    if (!now) return;
    const order = q.model.place.ids.map((_, i) => i).filter((i) => now.rank[i] !== null);
    order.sort((a, b) => now.rank[a] - now.rank[b]);
    const out = q.model.place.ids.map((_, i) => i).filter((i) => now.rank[i] === null);
    const heads = ["Rang", "Gebiet", "Index", "Soziale Lage", "Entwicklung", "⚑"];
    const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col", textContent: text })));
    head.lastChild.title = "Zahl auffällig hoher Einzelwerte";
    const body = element("tbody");
    const first = order.filter((i) => now.attention[i]);
    const rest = order.filter((i) => !now.attention[i]);
    const groups = [["Rechnerisch auffällig – zur Prüfung", first], ["Übrige", rest], ["Nicht einbezogen", out]];
    for (const [title, members] of groups) {
      if (!members.length) continue;
      const text = `${title} (${q.number(members.length)})`;
      body.append(element("tr", { className: "needs-group" }, element("th", { colSpan: 6, scope: "colgroup", textContent: text })));
      members.slice(0, MOST_ROWS).forEach((i) => body.append(row(i)));
    }
    target.append(element("table", {}, element("thead", {}, head), body));
    mark();
  }

  function row(i) {
    const id = q.model.place.ids[i];
    const name = element("button", { type: "button", className: "needs-name", textContent: q.model.place.names[i] });
    const signs = [];
    if (data.marks.includes(id)) signs.push(element("span", { textContent: " ●", title: "vorgemerkt" }));
    const rule = data.rule && RULE[data.rule[i]];
    if (rule) signs.push(element("span", { textContent: ` ${rule[0]}`, title: rule[1], className: "needs-sign" }));
    const found = element("tr", { className: "needs-row" });
    found.dataset.id = id;
    const included = now.rank[i] !== null;
    const chip = element("span", { className: "needs-chip" });
    found.append(element("td", { textContent: included ? String(now.rank[i]) : "" }), element("th", { scope: "row" }, name, ...signs));
    if (!included) {
      const why = data.out[i] === "1" ? "von Hand ausgeschlossen" : q.valueText(q.model.maps[0], i);
      found.append(element("td", { colSpan: 4, className: "needs-why", textContent: why }));
      return found;
    }
    chip.style.background = data.colours[now.status[i]];
    const move = now.moves[i] >= 0 ? `${ARROWS[now.moves[i]]} ${data.moves[now.moves[i]]}` : "";
    found.append(
      element("td", { textContent: signed(now.value[i]) }),
      element("td", {}, chip, data.words[now.status[i]]),
      element("td", { textContent: move }),
      element("td", { textContent: data.flags[i] ? String(data.flags[i]) : "" }),
    );
    return found;
  }

  const signed = (value) => (value > 0 ? "+" : "") + q.number(Math.round(value * 100), 2);

  const rowOf = (event) => event.target.closest && event.target.closest(".needs-row");
  document.addEventListener("click", (event) => {
    const found = rowOf(event);
    if (found) q.pick(found.dataset.id, event.shiftKey || event.ctrlKey);
    const chooser = event.target.closest && event.target.closest("[data-select]");
    if (chooser) q.select(JSON.parse(chooser.dataset.select));
  });
  document.addEventListener("mouseover", (event) => {
    const found = rowOf(event);
    if (found) q.hover(found.dataset.id);
  });
  document.addEventListener("mouseout", (event) => rowOf(event) && q.leave());

  // -- marks ------------------------------------------------------------------------------------------------------

  const open = () => data !== null && !box("page-needs").hidden;

  function mark() {
    if (!open() || !now) return;
    const { hovered, selection } = q.model;
    for (const found of document.querySelectorAll("#needs-list .needs-row")) {
      found.classList.toggle("is-hovered", found.dataset.id === hovered);
      found.classList.toggle("is-selected", selection.has(found.dataset.id));
    }
    for (const button of document.querySelectorAll("#needs-grid button")) {
      const ids = inCell(Number(button.dataset.status), Number(button.dataset.move));
      const all = ids.length > 0 && ids.length === selection.size && ids.every((id) => selection.has(id));
      button.setAttribute("aria-pressed", String(all));
    }
  }

  function selected() {
    if (!open()) return;
    mark();
    const { selection } = q.model;
    window.dash_clientside.set_props("needs-picked", { data: selection.size === 1 ? [...selection] : [] });
    const only = selection.size === 1 ? document.querySelector("#needs-list .needs-row.is-selected") : null;
    if (only) only.scrollIntoView({ block: "nearest" });
  }

  q.views.push({
    name: "needs",
    order: 0.5,
    figures: () => {
      if (!open()) return;
      grid();
      clearTimeout(waiting);
      if (moving) waiting = setTimeout(list, LIST_AFTER_MS);
      else list();
    },
    hover: mark,
    selection: selected,
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.needs = {
    show: (values) => {
      if (!values) return window.dash_clientside.no_update;
      data = values;
      moving = false;
      sliders();
      draw(values.place);
      const { selection } = q.model;
      if (selection.size === 1) window.dash_clientside.set_props("needs-picked", { data: [...selection] });
      return window.dash_clientside.no_update;
    },
  };
  q.needs = () => ({ data, now });
})();
