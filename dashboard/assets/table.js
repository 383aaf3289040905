/* Rangfolge: rows built from the figures the map has; the keyboard's way to every area. */
(function () {
  "use strict";

  const q = window.quartier;
  const byName = new Intl.Collator("de").compare;
  const LAST = Number.MAX_SAFE_INTEGER;
  let api = null;
  let found = null; // ids that match the search, null without a search

  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  async function grid() {
    for (let tries = 0; !window.dash_ag_grid && tries < 200; tries += 1) await pause(50); // its script comes late
    return window.dash_ag_grid.getApiAsync("ranking");
  }

  async function adopt() {
    if (api && !api.isDestroyed()) return api;
    api = await grid();
    api.updateGridOptions({
      isExternalFilterPresent: () => found !== null,
      doesExternalFilterPass: (node) => found.has(node.id),
      tabToNextCell: () => false, // arrow keys lead from area to area, Tab out of the table
      rowClassRules: { "is-hovered": (row) => row.data.id === q.model.hovered }, // rows that scroll into sight
    });
    api.addEventListener("rowClicked", (event) => q.pick(event.data.id, event.event.shiftKey || event.event.ctrlKey));
    for (const event of ["firstDataRendered", "rowDataUpdated"]) api.addEventListener(event, () => setTimeout(selection, 0));
    return api;
  }

  // -- rows -------------------------------------------------------------------------------------------------

  /* Areas in the order of their names; computed once per place. */
  function alphabet(place) {
    if (!place.alphabet) {
      place.alphabet = place.ids.map((_, i) => i).sort((a, b) => byName(place.names[a], place.names[b]));
    }
    return place.alphabet;
  }

  /* Rank 1 first, areas without a value last, equals by name. */
  function rows() {
    const { place, maps } = q.model;
    const [figures] = maps;
    const rank = (i) => (figures.rank[i] === null ? LAST : figures.rank[i]);
    const order = alphabet(place).filter((i) => q.isShown(figures.status[i]));
    return order
      .sort((a, b) => rank(a) - rank(b))
      .map((i) => ({
        id: place.ids[i],
        rank: figures.rank[i],
        name: place.names[i],
        value: figures.value[i],
        text: q.valueText(figures, i, { inline: true }),
        own: figures.own[i],
        ownText: q.ownNumber(figures, i),
        counts: q.countsText(figures, i),
        cls: figures.cls[i],
        kind: q.kindText(figures, i),
        ranks: q.rankSpan(figures, i),
        lower: figures.lower[i],
        upper: figures.upper[i],
        unsure: q.isUnsure(figures, i),
        span: [q.spanText(figures, i), q.verdictText(figures, i)].filter(Boolean).join("; "),
      }));
  }

  /* The interval as a bar beside the number, on one scale for all rows, with the value as a dot and what it is held
   * against as a thin line; a bar that crosses the line is hollow. Drawn as backgrounds: nothing to build per row. */
  const LONGEST = 0.04; // share of the ends that may lie beyond the scale, where a few tiny areas would make all other
  const SHORTER = 1.5; // bars so many times shorter
  function scaleOf(rows, { reference }) {
    const held = rows.filter(({ lower }) => lower !== null && lower !== undefined);
    const ends = held.flatMap(({ lower, upper }) => [lower, upper]).sort((a, b) => a - b);
    const cut = Math.floor((ends.length * LONGEST) / 2);
    const always = [...held.map(({ value }) => value), ...(reference === null ? [] : [reference])]; // never beyond it
    const span = (low, high) => always.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [low, high]);
    const [whole, most] = [span(ends[0], ends.at(-1)), span(ends[cut], ends.at(-1 - cut))];
    return whole[1] - whole[0] > SHORTER * (most[1] - most[0]) ? most : whole;
  }

  const NARROW = 900; // no room for bars; the Steckbrief has the interval in words
  const BAR = { left: 8, width: 60, beside: 48 }; // px; less where a second column of values stands beside
  const INKS = { sure: "#0b5a7d", unsure: "#8a98a5", line: "#17242f" };
  const BEYOND = 7; // px of dots: the interval goes on where the scale ends
  function bars(figures, rows) {
    const [low, high] = scaleOf(rows, figures);
    const share = (value) => Math.min(Math.max((value - low) / (high - low || 1), 0), 1);
    const wide = q.model.table.own ? BAR.beside : BAR.width;
    const at = (value) => Math.round(BAR.left + share(value) * wide);
    const layer = (ink, left, width, height) => ({ image: `linear-gradient(${ink}, ${ink})`, at: `${left}px 50%`, size: `${width}px ${height}` });
    return ({ data }) => {
      if (data.lower === null || data.lower === undefined) return { backgroundImage: "none" };
      const [from, to, dot] = [at(data.lower), at(data.upper), at(data.value)];
      const ink = data.unsure ? INKS.unsure : INKS.sure;
      const hollow = data.unsure ? [layer("#ffffff", from + 1, Math.max(to - from - 2, 1), "2px")] : [];
      const line = figures.reference === null ? [] : [layer(INKS.line, at(figures.reference), 1, "100%")];
      const dots = (left) => ({ ...layer(ink, left, BEYOND, "4px"), image: `repeating-linear-gradient(to right, transparent 0 2px, ${ink} 2px 4px)` });
      const beyond = [...(data.lower < low ? [dots(from - BEYOND)] : []), ...(data.upper > high ? [dots(to)] : [])];
      const layers = [layer(ink, dot - 1, 3, "11px"), ...line, ...hollow, layer(ink, from, Math.max(to - from, 2), "4px"), ...beyond];
      return {
        backgroundImage: layers.map((l) => l.image).join(", "),
        backgroundPosition: layers.map((l) => l.at).join(", "),
        backgroundSize: layers.map((l) => l.size).join(", "),
        backgroundRepeat: "no-repeat",
      };
    };
  }

  /* The longest of the rank spans, in px: 100 areas need more room than 20. */
  function spanWidth(shown) {
    return 24 + Math.ceil(6.4 * shown.reduce((most, { ranks }) => Math.max(most, ranks.length), 5));
  }

  /* A coloured edge repeats the class of the map beside the number. */
  function columns(shown) {
    const { table, maps } = q.model;
    const [figures] = maps;
    const narrow = window.innerWidth <= NARROW;
    const certain = table.certain && !narrow;
    const spans = certain && !table.own; // beside two columns of values there is no room: they show on pointing
    const edge = ({ data }) => {
      const colour = figures.colours[parseInt(data.cls, 36)];
      return { boxShadow: colour ? `inset 6px 0 0 ${colour}` : "none" };
    };
    const right = { type: "rightAligned" };
    const heads = [
      {
        field: "rank",
        headerName: "Rang",
        headerTooltip: certain ? "Rang und die Ränge, die durch Zufall möglich wären" : "Rang",
        valueFormatter: ({ data }) => (spans ? data.ranks : data.rank),
        ...(certain && !spans ? { tooltipField: "ranks" } : {}),
        width: spans ? spanWidth(shown) : narrow || table.own ? 54 : 62,
        cellStyle: edge,
        ...right,
      },
      { field: "name", headerName: "Gebiet", flex: 1, minWidth: narrow ? 92 : 104, tooltipField: "name", comparator: byName },
      {
        field: "value",
        headerName: table.label,
        headerTooltip: table.title,
        valueFormatter: ({ data }) => data.text,
        width: Object.keys(figures.steps).length ? 210 : certain ? (table.own ? 122 : 132) : narrow && !table.own ? 84 : 104, // names of steps are long
        cellStyle: certain ? bars(figures, shown) : () => ({ backgroundImage: "none" }), // left out, old bars would stay
        ...(certain ? { tooltipValueGetter: ({ data }) => data.span } : {}),
        ...right,
      },
    ];
    if (table.own) {
      const text = ({ data }) => data.ownText;
      heads.push({ field: "own", headerName: table.own, valueFormatter: text, width: 80, ...right });
    }
    if (table.kinds) heads.push({ field: "kind", headerName: table.kinds, width: 172, tooltipField: "kind" });
    if (figures.k.length) heads.push({ field: "counts", headerName: "Fälle", width: narrow || table.own ? 122 : 128, sortable: false, ...right });
    return heads;
  }

  async function figures() {
    const grown = await adopt();
    const shown = rows();
    grown.updateGridOptions({ columnDefs: columns(shown), rowData: shown });
    grown.refreshCells({ columns: ["rank"], force: true }); // its edge shows the class, which can change while the rank stays
    search(document.getElementById("search").value, { quiet: true });
    selection();
    q.mark("table");
    await q.frame();
  }

  // -- hovered and selected -------------------------------------------------------------------------------------

  function hover(id, before) {
    if (!api || api.isDestroyed()) return;
    for (const changed of [before, id]) if (changed) mark(changed, changed === id);
    if (id && !pointing) q.frame().then(() => q.model.hovered === id && show(id)); // the map does not wait for its scrolling
  }

  /* Rows on screen are marked in place: drawn anew under the pointer they would swallow its click. */
  function mark(id, on) {
    const rowsOf = document.querySelectorAll(`#ranking .ag-row[row-id="${CSS.escape(id)}"]`);
    rowsOf.forEach((row) => row.classList.toggle("is-hovered", on));
  }

  function show(id) {
    const node = api.getRowNode(id);
    if (node && node.displayed) api.ensureNodeVisible(node);
  }

  function selection() {
    if (!api || api.isDestroyed()) return;
    const { selection: chosen } = q.model;
    const [on, off] = [[], []];
    api.forEachNode((node) => {
      if (node.isSelected() !== chosen.has(node.id)) (chosen.has(node.id) ? on : off).push(node);
    });
    if (off.length) api.setNodesSelected({ nodes: off, newValue: false, source: "api" });
    if (on.length) api.setNodesSelected({ nodes: on, newValue: true, source: "api" });
    const last = [...chosen].at(-1);
    if (last && !pointing) show(last);
  }

  function shown() {
    if (!api || api.isDestroyed()) return [];
    const rowsOnScreen = document.querySelectorAll("#ranking .ag-row.is-hovered[row-id]");
    return [...api.getSelectedNodes().map((node) => node.id), ...[...rowsOnScreen].map((r) => r.getAttribute("row-id"))];
  }

  // -- pointer, keyboard, search -----------------------------------------------------------------------------------

  let pointing = false; // the table itself is what is pointed at: it must not scroll away
  const rowOf = (event) => {
    const row = event.target.closest && event.target.closest("#ranking .ag-row");
    return row ? row.getAttribute("row-id") : null;
  };
  const own = (event, work) => {
    const id = rowOf(event);
    if (!id) return;
    pointing = true;
    work(id);
    pointing = false;
  };

  document.addEventListener("mouseover", (event) => own(event, (id) => q.hover(id)));
  document.addEventListener("mouseout", (event) => rowOf(event) && q.leave());
  document.addEventListener("focusin", (event) => own(event, (id) => q.hover(id)));
  document.addEventListener("focusout", (event) => rowOf(event) && q.leave());
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      own(event, (id) => {
        event.preventDefault();
        event.stopPropagation();
        q.pick(id, event.shiftKey || event.ctrlKey);
      });
    },
    true, // before the table's own idea of these keys
  );

  const plain = (text) => text.toLocaleLowerCase("de").trim();

  /* Names that contain the text stay in the table and are selected everywhere; with the text they go again. */
  function search(text, { quiet = false } = {}) {
    const wanted = plain(text || "");
    const before = found;
    const { place, maps } = q.model;
    const matches = place && wanted ? place.ids.filter((_, i) => plain(place.names[i]).includes(wanted)) : [];
    found = wanted && place ? new Set(matches) : null;
    if (api && (found || before)) api.onFilterChanged();
    if (quiet || !place || !maps.length) return;
    const telling = matches.filter((id) => q.isShown(maps[0].status[q.position(id)]));
    if (wanted.length > 1) q.select(telling, { origin: "search", wait: 300 });
    else if (q.model.origin === "search") q.select([], { origin: "search", wait: 300 });
  }

  q.search = search;
  q.views.push({ name: "table", order: 2, figures, hover, selection, shown });
})();
