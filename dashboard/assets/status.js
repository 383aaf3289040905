/* What is said about hovered and selected areas, and the functions Dash calls. */
(function () {
  "use strict";

  const q = window.quartier;
  const nothing = () => window.dash_clientside.no_update;
  const write = (id, text) => {
    const element = document.getElementById(id);
    if (element && element.textContent !== text) element.textContent = text;
  };

  function sentence(id) {
    const { place, maps } = q.model;
    const i = q.position(id);
    return [place.names[i], q.valueText(maps[0], i), q.rankText(maps[0], i)].filter(Boolean).join(" · ");
  }

  let saying = null;
  function say(text) {
    clearTimeout(saying);
    saying = setTimeout(() => write("live", text), 400); // who moves on quickly hears only where they stop
  }

  function hover(id) {
    if (id) say(sentence(id));
  }

  const counted = (count) => (count === 1 ? "1 Gebiet gewählt" : `${q.number(count)} Gebiete gewählt`);
  function selection() {
    const { size } = q.model.selection;
    const bar = document.getElementById("selected");
    if (!bar) return;
    bar.hidden = size === 0;
    write("selected-count", size ? counted(size) : "");
    document.getElementById("summary").classList.add("is-old"); // until the server has summed anew
    say(size ? counted(size) : "Auswahl aufgehoben");
  }

  document.addEventListener("click", (event) => event.target.closest && event.target.closest("#clear") && q.select([]));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const above = document.querySelectorAll("[role=listbox], .mantine-Popover-dropdown, .mantine-Modal-content, .mantine-Drawer-content"); // also there while closed
    if ([...above].some((element) => element.checkVisibility())) return; // they close first
    q.hover(null);
    q.select([]);
  });

  q.views.push({ name: "status", order: 9, hover, selection });

  // -- arrangement -------------------------------------------------------------------------------------------

  /* What the address says about the arrangement: how many maps. */
  function arrange(query) {
    const wishes = new URLSearchParams(query);
    const twice = wishes.get("maps") === "2";
    const frame = document.getElementById("map-2").closest(".map-frame");
    if (frame.hidden !== twice) return;
    frame.hidden = !twice;
    q.maps.forEach((map) => map.visible && q.model.place && map.figures && map.draw());
  }

  // -- address line -------------------------------------------------------------------------------------------

  let fromAddress = true; // the next view comes from the address line: writing it out in full is no step of its own
  window.addEventListener("popstate", () => {
    fromAddress = true;
    window.dash_clientside.set_props("requested", { data: window.location.search || "?" });
  });

  const MOST_IN_LINK = 200; // dashboard.state.MAX_SELECTED
  const inList = (id) => encodeURIComponent(id.replaceAll("%", "%25").replaceAll(",", "%2C")); // as dashboard.conditions
  const selectionPart = (ids) => (ids && ids.length && ids.length <= MOST_IN_LINK ? `&sel=${ids.map(inList).join(",")}` : "");

  // Links to the other pages were written before the last click on an area; they take along what is selected now.
  let selectedNow = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#nav a");
    if (!link || selectedNow === null) return;
    link.setAttribute("href", link.getAttribute("href").replace(/&sel=[^&]*/, "") + selectionPart(selectedNow));
  }, true);

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.quartier = {
    ...window.dash_clientside.quartier,
    readAddress: () => window.location.search || "?",
    writeAddress: (query, ids) => {
      if (!query) return nothing();
      selectedNow = ids || [];
      const wanted = query + selectionPart(ids);
      const here = window.location.search;
      if (wanted !== here) {
        const sameView = here.replace(/&sel=[^&]*/, "") === query;
        window.history[fromAddress || sameView ? "replaceState" : "pushState"](null, "", wanted);
      }
      fromAddress = false;
      return nothing();
    },
    showValues: (values) => {
      if (values) q.show(values);
      return nothing();
    },
    showSelection: (ids) => {
      q.select(ids || [], { quiet: true });
      return nothing();
    },
    arrange: (query) => {
      if (query) arrange(query);
      return nothing();
    },
    showSummary: () => {
      document.getElementById("summary").classList.remove("is-old");
      return nothing();
    },
    searchTable: (text) => {
      q.search(text);
      return nothing();
    },
  };
})();
