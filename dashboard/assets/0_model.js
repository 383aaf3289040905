/* The model behind the linked views: the figures on screen, one hovered area, a set of selected areas. Dash loads scripts
 * by name, this one before the others.
 *
 * Python sends figures as columns in the order of the areas (layouts/map.py); the views in the other files register
 * here and draw. Nothing but a selection made by somebody ever leaves the browser. Names come from imported files: they
 * are set as text, never as markup. */
(function () {
  "use strict";

  const OK = "0";
  const OUTSIDE = "x"; // left out by a condition
  const STATES = ["OK", "SUPPRESSED", "MISSING", "NOT_MEANINGFUL", "BELOW_MINIMUM"]; // by status code
  const FEW = 15; // up to so many selected areas are outlined; of more, the others are dimmed
  const MINUS = "\u2212";
  const NBSP = "\u00a0";

  /* {name, order, figures(), hover(id, before), selection(), shown()}: all but name and order are optional. */
  const views = [];
  const model = {
    place: null, // {key, ids, names, bounds, borders, at: id → position}
    maps: [], // figures of the first and the second indicator
    funnel: null, // limits of the Trichter while it is open
    table: null, // heads of the Rangfolge
    spread: null, // bounds, median and areas above for the Verteilung
    series: "", // address of the series over time
    hovered: null,
    selection: new Set(),
    origin: "", // what made the selection: a pick of single areas, a class, a brush, the search …
    revision: 0,
  };

  const each = (event, ...args) => views.forEach((view) => view[event] && view[event](...args));
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))); // after the next one

  /* Set the mark that measurements wait for, in the frame that shows what was just drawn. */
  function mark(name) {
    const detail = model.revision;
    requestAnimationFrame(() => performance.mark(`quartier:${name}`, { detail }));
  }

  // -- figures ----------------------------------------------------------------------------------------------

  let drawn = null; // figures on screen: they arrive twice, from the network and from Dash (early.js)
  function show(values) {
    if (values === drawn || !take(values)) return;
    drawn = values;
    hover(null);
    draw();
  }

  /* What is to be drawn from now on; false if it is of another place: an answer that came too late. */
  function take(values) {
    const known = values.place.ids ? values.place : model.place;
    if (!known || known.key !== values.place.key) return false;
    if (known !== model.place) {
      model.place = { ...known, at: new Map(known.ids.map((id, position) => [id, position])) };
    }
    const { funnel, table, spread, series } = values;
    const maps = values.maps.map((map) => ({ ...map, ...JSON.parse(map.columns || "{}") }));
    Object.assign(model, { maps, funnel, table, spread, series, revision: model.revision + 1 });
    model.selection = new Set([...model.selection].filter(onMap));
    return true;
  }

  /* One view after the other, each in a frame of its own, the map first; newer figures overtake. */
  async function draw() {
    const { revision } = model;
    for (const view of views.filter((v) => v.figures).sort((a, b) => a.order - b.order)) {
      await view.figures();
      if (model.revision !== revision) return;
    }
  }

  const at = (id) => model.place !== null && model.place.at.has(id);
  const position = (id) => model.place.at.get(id);
  const isShown = (status) => status !== undefined && status !== OUTSIDE;
  const onMap = (id) => at(id) && model.maps.length > 0 && isShown(model.maps[0].status[position(id)]);

  /* Key of the legend row an area belongs to: the number of its class or the name of its state; "" for none. */
  function keyOf(figures, i) {
    if (figures.cls[i] !== "-") return figures.cls[i];
    const status = figures.status[i];
    return status === OUTSIDE || status === OK ? "" : STATES[Number(status)];
  }

  const classOf = (figures, i) => parseInt(figures.cls[i], 36); // NaN without a class

  /* Areas that cannot be told apart from what they are compared with. */
  const UNSURE = "~"; // their key in the legend
  const isUnsure = (figures, i) => isShown(figures.status[i]) && "sz".includes(figures.verdict[i] || "-");

  function idsOfKey(figures, key) {
    if (key === UNSURE) return model.place.ids.filter((_, i) => isUnsure(figures, i));
    return model.place.ids.filter((_, i) => keyOf(figures, i) === key);
  }

  // -- hover and selection ----------------------------------------------------------------------------------

  let leaving = null;
  function hover(id) {
    clearTimeout(leaving);
    const next = id !== null && onMap(id) ? id : null;
    if (next === model.hovered) return;
    const before = model.hovered;
    model.hovered = next;
    each("hover", next, before);
  }

  /* A pointer that leaves one area enters the next in the same moment; only staying away counts. */
  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(() => hover(null), 0);
  }

  /* Replace the selection. `quiet`: it came from the server, which need not be told. */
  function select(ids, { origin = "pick", quiet = false, wait = 0 } = {}) {
    if (told.has(ids)) return; // an echo of what was chosen here: the views have it, or a later choice by now
    const next = new Set(ids);
    const same = next.size === model.selection.size && [...next].every((id) => model.selection.has(id));
    if (!(same && quiet)) model.origin = origin; // the server's repeating it does not change what made the selection
    if (same) return;
    model.selection = next;
    each("selection");
    if (!quiet) tell(wait);
  }

  const told = new WeakSet(); // lists given to Dash, which hands the same ones back
  let telling = null;
  function tell(wait) {
    clearTimeout(telling);
    telling = setTimeout(() => {
      const data = [...model.selection];
      told.add(data);
      window.dash_clientside.set_props("selection", { data });
      window.dash_clientside.set_props("picked", { data });
    }, wait);
  }

  /* A click on an area: this one alone; the same again: none; with `more` it is added or taken away. */
  function pick(id, more) {
    if (!onMap(id)) return;
    const alone = model.origin === "pick" && model.selection.size === 1 && model.selection.has(id);
    if (more) toggle([id]);
    else select(alone ? [] : [id]);
  }

  /* Take areas out of the selection if all of them are in it, else add them. */
  function toggle(ids, options) {
    const all = ids.every((id) => model.selection.has(id));
    const rest = [...model.selection].filter((id) => !ids.includes(id));
    select(all ? rest : [...rest, ...ids], options);
  }

  // -- numbers in German --------------------------------------------------------------------------------------

  /* 12345 with one decimal → 1.234,5 (the whole number counts units of the last decimal). */
  function number(whole, decimals = 0) {
    if (whole === null || whole === undefined) return "";
    const digits = String(Math.abs(whole)).padStart(decimals + 1, "0");
    const cut = digits.length - decimals;
    const grouped = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ".");
    return (whole < 0 ? MINUS : "") + grouped + (decimals ? `,${digits.slice(cut)}` : "");
  }

  let words = null;
  function wordsOf(kind, status) {
    words = words || JSON.parse(document.getElementById("sink").dataset.words);
    return words[kind][STATES[Number(status)]];
  }

  const statusText = (status) => wordsOf("text", status);
  const withUnit = (text, unit) => (unit ? text + NBSP + unit : text);

  /* Value of an area in words; `inline`: as short as a table cell needs it. */
  function valueText(figures, i, { inline = false } = {}) {
    const status = figures.status[i];
    if (status === OUTSIDE) return "";
    if (status !== OK) return wordsOf(inline ? "symbol" : "text", status);
    return amountText(figures, figures.value[i], { inline });
  }

  /* A number in units of the last decimal, as the figures print theirs. */
  function amountText(figures, whole, { inline = false } = {}) {
    const sign = figures.signed && whole > 0 ? "+" : "";
    const text = figures.steps[whole] || sign + number(whole, figures.decimals);
    return figures.steps[whole] ? text : withUnit(text, inline ? figures.inline : figures.unit);
  }

  /* In a comparison: the value itself, beside the difference. */
  const ownNumber = (figures, i) => {
    const own = figures.own[i];
    return own === undefined || own === null ? "" : number(own, figures.decimals);
  };
  function ownText(figures, i) {
    const own = ownNumber(figures, i);
    return own && `Wert ${withUnit(own, figures.own_unit)}`;
  }

  function countsText(figures, i) {
    const [k, n] = [figures.k[i], figures.n[i]];
    return k === undefined || k === null || n === null ? "" : `${number(k)} von ${number(n)}`;
  }

  function rankText(figures, i) {
    return figures.rank[i] === null ? "" : `Rang ${figures.rank[i]} von ${figures.shown}`;
  }

  /* „Zufallsbereich 12,1 bis 19,8 %“ and what follows from it; empty where nothing can be said. */
  function spanText(figures, i) {
    const [low, high] = [figures.lower[i], figures.upper[i]];
    if (low === undefined || low === null) return "";
    const sign = figures.signed && low > 0 ? "+" : "";
    return `Zufallsbereich ${sign}${number(low, figures.decimals)} bis ${amountText(figures, high)}`;
  }
  const verdictText = (figures, i) => (isShown(figures.status[i]) && figures.verdicts[figures.verdict[i]]) || "";

  const kindText = (figures, i) => figures.kinds[classOf(figures, i)] || ""; // of neighbourhood

  /* „12 (5–30)“: the rank and those it could have. */
  function rankSpan(figures, i) {
    if (figures.rank[i] === null) return "";
    const [best, worst] = [figures.best[i], figures.worst[i]];
    const known = best !== undefined && best !== null && best !== worst;
    return known ? `${figures.rank[i]} (${best}–${worst})` : String(figures.rank[i]);
  }

  // -- what is drawn, for tests -----------------------------------------------------------------------------------

  /* Ids that each view shows as hovered or selected, read from what it has drawn. */
  function highlighted() {
    const none = { map: [], table: [], trend: [], scatter: [], distribution: [] };
    const found = views.filter((view) => view.shown).map((view) => [view.name, [...new Set(view.shown())].sort()]);
    return { ...none, ...Object.fromEntries(found) };
  }

  window.quartier = {
    OK, OUTSIDE, STATES, FEW, views, model,
    frame, mark, show, take, at, position, isShown, keyOf, idsOfKey, hover, leave, select, pick, toggle,
    UNSURE, isUnsure, spanText, verdictText, kindText, rankSpan,
    number, withUnit, statusText, valueText, amountText, ownNumber, ownText, classOf, countsText, rankText, highlighted,
  };
})();
