/* Browser side of „Daten und Methoden“: sending files, and noticing what changed since a dry run. And, for every page,
 * noticing that the server is gone. Texts of files and answers are set as text, never as markup. */
(function () {
  "use strict";

  const MEGABYTE = 1000000;
  const call = (id, props) => window.dash_clientside.set_props(id, props);
  const element = (id) => document.getElementById(id);

  /* -- sending files ------------------------------------------------------------------------------------------- */

  let sending = null; // XMLHttpRequest under way
  let waiting = null; // token of the files that wait for confirmation

  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  input.id = "upload-files";
  input.setAttribute("aria-label", "Dateien auswählen");

  function say(text) {
    const box = { props: { children: text, className: "upload-error", role: "alert" }, type: "Div", namespace: "dash_html_components" };
    call("import-result", { children: text ? [box] : [] });
  }

  function show(text, share) {
    call("import-progress", { hidden: text === null });
    call("import-controls", { disabled: text !== null });
    call("import-step", { children: text || "" });
    call("import-bar", { value: share === null ? null : String(share) });
  }

  function tooLarge(files) {
    const limit = Number(element("upload").dataset.limitMb);
    const large = files.find((file) => file.size > limit * MEGABYTE);
    if (large) return `${large.name}: Die Datei ist größer als ${limit} MB`;
    const total = files.reduce((sum, file) => sum + file.size, 0);
    return total > 3 * limit * MEGABYTE ? `Zusammen sind die Dateien größer als ${3 * limit} MB` : "";
  }

  function send(files) {
    if (!files.length) return;
    if (sending || !element("import-progress").hidden) {
      say("Warten Sie, bis der laufende Schritt fertig ist, oder brechen Sie ihn ab.");
      return;
    }
    const fault = tooLarge(files);
    if (fault) {
      say(`${fault}. Laden Sie große Dateien mit dem Befehl: python -m geodata import DATEI.`);
      return;
    }
    const form = new FormData();
    if (waiting) form.append("token", waiting);
    files.forEach((file) => form.append("files", file, file.name));
    const request = new XMLHttpRequest();
    sending = request;
    request.open("POST", "upload");
    request.setRequestHeader("X-Quartiersblick", "1");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      const share = event.loaded / event.total;
      show(`Dateien werden übertragen · ${Math.round(100 * share)}\u00a0%`, share);
    };
    request.onload = () => arrived(request);
    request.onerror = () => ended("Die Übertragung ist abgebrochen. Entweder ist der Server nicht erreichbar, oder eine Datei wurde inzwischen verschoben oder ist ein Ordner. Versuchen Sie es noch einmal.");
    request.onabort = () => ended("Die Übertragung wurde abgebrochen. Es wurde nichts geändert.");
    say("");
    show("Dateien werden übertragen", null);
    request.send(form);
  }

  function ended(text) {
    sending = null;
    show(null, null);
    say(text);
  }

  function arrived(request) {
    const answer = request.response || {};
    if (request.status === 200 && answer.token) {
      sending = null;
      waiting = answer.token;
      show(null, null);
      call("staged", { data: { token: answer.token, n: Date.now() } });
    } else if (answer.error) {
      ended(answer.error);
    } else if (request.status === 413) {
      ended("Der Server oder ein Proxy davor nimmt Dateien dieser Größe nicht an. Laden Sie sie mit dem Befehl: python -m geodata import DATEI.");
    } else {
      ended(`Der Server hat die Dateien nicht angenommen (Antwort ${request.status}). Versuchen Sie es noch einmal.`);
    }
  }

  input.addEventListener("change", () => {
    send([...input.files]);
    input.value = ""; // the same file may be chosen again
  });
  document.addEventListener("DOMContentLoaded", () => document.body.appendChild(input));
  document.addEventListener("click", (event) => {
    if (event.target.closest("#upload")) input.click();
    else if (event.target.closest("#import-cancel") && sending) sending.abort();
  });

  const dropzone = () => {
    const found = element("upload");
    return found && found.offsetParent ? found : null; // only while the page shows it
  };
  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  const highlight = (on) => dropzone() && dropzone().classList.toggle("is-over", on);
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault(); // a file dropped beside the zone must not replace the page
    highlight(true);
  });
  document.addEventListener("dragleave", (event) => !event.relatedTarget && highlight(false));
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    highlight(false);
    if (!dropzone()) return;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    if (entries.some((entry) => entry && entry.isDirectory)) say("Ein Ordner lässt sich nicht laden. Ziehen Sie die Dateien darin hierher.");
    else send([...event.dataTransfer.files]);
  });

  /* -- a server that went away ----------------------------------------------------------------------------------- */

  const LONG_MS = 15000; // an answer that takes longer is worth asking after
  const ASK_MS = 3000;
  const GONE = "Der Server antwortet nicht. Was Sie sehen, bleibt stehen; sobald er wieder da ist, geht es weiter.";
  let asking = null;
  let banner = null;

  function tell(text) {
    if (!banner) {
      banner = document.createElement("div");
      banner.className = "server-gone";
      banner.setAttribute("role", "alert");
      document.body.appendChild(banner);
    }
    banner.hidden = !text;
    banner.textContent = text;
  }

  const plainFetch = window.fetch.bind(window);
  async function isThere() {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ASK_MS);
    try {
      return (await plainFetch("health", { signal: patience.signal, cache: "no-store" })).ok;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  function lost() {
    if (asking) return;
    tell(GONE);
    asking = setInterval(async () => {
      if (!asking || !(await isThere()) || !asking) return;
      clearInterval(asking);
      asking = null;
      tell("");
      window.dispatchEvent(new PopStateEvent("popstate")); // controls and figures again as the address line says
    }, ASK_MS);
  }

  window.fetch = async (resource, options) => {
    const address = String(resource && resource.url ? resource.url : resource);
    if (!address.includes("_dash-update-component")) return plainFetch(resource, options);
    const timer = setTimeout(async () => (await isThere()) || lost(), LONG_MS);
    try {
      const answer = await plainFetch(resource, options);
      if ([502, 503, 504].includes(answer.status)) lost();
      return answer;
    } catch (error) {
      if (error.name !== "AbortError") lost();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  /* -- clientside callbacks --------------------------------------------------------------------------------------- */

  const CHANGED = "Angaben geändert: Prüfen Sie neu, bevor Sie importieren.";
  const UNNAMED = "Nennen Sie den Quellenvermerk der Grenzen und prüfen Sie neu.";

  function assigned() {
    const selects = window.dash_clientside.callback_context.inputs_list[1] || [];
    return Object.fromEntries(selects.filter((s) => s.value).map((s) => [s.id.index, s.value]));
  }

  function edited(checked, values) {
    const trimmed = (text) => (text || "").trim();
    if (checked.values.some((value, i) => trimmed(value) !== trimmed(values[i]))) return true;
    const now = assigned();
    const keys = new Set([...Object.keys(now), ...Object.keys(checked.assign)]);
    return [...keys].some((key) => now[key] !== checked.assign[key]);
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.daten = {
    confirmable: (checked, _assigned, ...values) => {
      waiting = checked ? waiting : null;
      if (!checked) return [true, ""];
      if (edited(checked, values)) return [true, checked.unnamed ? UNNAMED : CHANGED];
      return [!checked.confirmable, checked.unnamed ? UNNAMED : ""];
    },
  };
})();
