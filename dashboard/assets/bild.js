/* „Bild für Bericht“: the dialog asks /snapshot.png for a preview of what is chosen, and for the file. */
(function () {
  "use strict";

  const PREVIEW_WIDTH = "1000"; // pixels
  const PATIENCE = 500; // ms after the last letter of a title
  const LONGEST = 7500; // of an address; servers often stop at 8190
  const TRIES = 4; // while the server draws other pictures

  const element = (id) => document.getElementById(id);
  const nothing = () => window.dash_clientside.no_update;
  const tell = (id, props) => window.dash_clientside.set_props(id, props);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const inList = (id) => encodeURIComponent(id.replaceAll("%", "%25").replaceAll(",", "%2C")); // as dashboard.conditions

  let held = null; // what is chosen: {query, wishes}
  let own = { title: "", subtitle: "" }; // texts of the view itself
  let shown = ""; // address of the preview on screen or on its way
  let offeredFor = ""; // page and kinds of pictures that can be chosen
  let timer = null;
  let under = null; // AbortController of the preview on its way

  function say(text, wrong = false) {
    element("picture-say").textContent = text;
    element("picture-say").classList.toggle("is-wrong", wrong);
  }

  function address(form, more) {
    const wishes = new URLSearchParams(more);
    Object.entries(held.wishes).forEach(([key, value]) => value && value !== own[key] && wishes.set(key, value));
    return `snapshot.${form}${held.query}&${wishes}`;
  }

  /* The answer, or an error whose message is a German sentence. A busy server is asked again. */
  async function ask(url, signal) {
    for (let turn = 1; ; turn += 1) {
      let answer;
      try {
        answer = await fetch(url, { signal });
      } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Error("Der Server ist nicht erreichbar.");
      }
      if (answer.ok) return answer;
      if (answer.status !== 503 || turn === TRIES) throw new Error((await answer.text()).trim());
      await pause(1500);
    }
  }

  const header = (answer, name) => decodeURIComponent(answer.headers.get(`Picture-${name}`) || "");

  async function preview() {
    const url = address("png", { width: PREVIEW_WIDTH });
    if (url === shown) return;
    shown = url;
    if (under) under.abort();
    under = new AbortController();
    const image = element("picture-preview");
    image.classList.add("is-old");
    say("Die Vorschau wird gezeichnet …");
    try {
      const answer = await ask(url, under.signal);
      const picture = URL.createObjectURL(await answer.blob());
      if (url !== shown) return;
      URL.revokeObjectURL(image.src);
      Object.assign(image, { src: picture, hidden: false });
      image.classList.remove("is-old");
      texts(header(answer, "Title"), header(answer, "Subtitle"));
      image.alt = `Vorschau: ${held.wishes.title || own.title}`;
      tell("picture-download", { disabled: false });
      say(header(answer, "Notice"));
    } catch (error) {
      if (error.name === "AbortError" || url !== shown) return;
      shown = "";
      image.hidden = true;
      tell("picture-download", { disabled: true }); // what cannot be drawn cannot be fetched either
      say(error.message, true);
    }
  }

  /* Fields that nobody has written in hold the texts of the view, to be changed word by word. */
  function texts(title, subtitle) {
    const before = own;
    own = { title, subtitle };
    ["title", "subtitle"].forEach((name) => {
      const untouched = !held.wishes[name] || held.wishes[name] === before[name];
      if (!untouched) return;
      held.wishes[name] = own[name];
      tell(`picture-${name}`, { value: own[name] });
    });
    shown = address("png", { width: PREVIEW_WIDTH });
  }

  async function download() {
    const button = element("picture-download");
    if (!held || button.dataset.busy) return;
    button.dataset.busy = "1";
    say("Das Bild wird gezeichnet …");
    try {
      const { format, dpi } = held;
      const answer = await ask(address(format, format === "png" ? { dpi } : {}));
      const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name ? name[1] : `bild.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      say(`Heruntergeladen: ${link.download}`);
    } catch (error) {
      say(error.message, true);
    }
    delete button.dataset.busy;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#picture-download")) download();
  });

  /* What each page can show, as options. */
  const shows = () => JSON.parse(document.querySelector("[data-shows]")?.dataset.shows || '{"karte": []}');

  /* Of a part of „Befragung“ some kinds do not exist; the part names those that do. */
  function offers(name) {
    const all = shows()[name];
    const part = name === "befragung" && document.querySelector("#survey-body [data-pictures]");
    const there = part ? all.filter((one) => part.dataset.pictures.split(" ").includes(one.value)) : all;
    return there && there.length ? there : all; // of nothing the server says why
  }

  const page = (query) => new URLSearchParams(query || "").get("page") || "karte";

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.picture = {
    open: () => true,
    offer: (query) => {
      if (query) element("picture-open").hidden = !(page(query) in shows());
      return nothing();
    },
    draw: (opened, show, title, subtitle, paper, colours, labels, format, dpi, view, selection) => {
      if (!opened || !view) {
        if (under) under.abort();
        shown = ""; // the next one may be of another view
        return nothing();
      }
      const offered = offers(page(view));
      if (!offered) return nothing();
      const kinds = [page(view), ...offered.map((one) => one.value)].join(" ");
      if (offeredFor !== kinds) {
        offeredFor = kinds;
        show = offered[0].value;
        tell("picture-show", { data: offered, value: show });
      }
      const selected = (selection || []).slice(0, 200);
      const long = view + (selected.length ? `&sel=${selected.map(inList).join(",")}` : "");
      const query = long.length > LONGEST ? view : long;
      const fresh = !held || held.query !== query;
      const wishes = { show, title, subtitle, paper, colours, labels };
      if (fresh && held && title === own.title) wishes.title = ""; // those of the view before
      if (fresh && held && subtitle === own.subtitle) wishes.subtitle = "";
      const soon = held && !fresh && held.wishes.title === title && held.wishes.subtitle === subtitle;
      held = { query, format, dpi, wishes };
      clearTimeout(timer);
      timer = setTimeout(preview, soon || fresh ? 0 : PATIENCE);
      return nothing();
    },
  };
})();
