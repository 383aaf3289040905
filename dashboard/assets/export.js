/* „Daten herunterladen“: asks /export.<ext> for the file of the view on screen. */
(function () {
  "use strict";

  const SUFFIX = { "csv-int": "csv", qgis: "zip", "kommonitor-csv": "csv", "kommonitor-geojson": "geojson" };
  const TRIES = 4; // while the server writes other files
  const nothing = () => window.dash_clientside.no_update;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  let busy = false;

  /* Says it in the line with this id. */
  function say(id, text, wrong = false) {
    const line = document.getElementById(id);
    line.textContent = text;
    line.classList.toggle("is-wrong", wrong);
  }

  /* The answer, or an error whose message is a German sentence. A busy server is asked again. */
  async function ask(url) {
    for (let turn = 1; ; turn += 1) {
      let answer;
      try {
        answer = await fetch(url);
      } catch {
        throw new Error("Der Server ist nicht erreichbar.");
      }
      if (answer.ok) return answer;
      if (answer.status !== 503 || turn === TRIES) throw new Error((await answer.text()).trim());
      await pause(1500);
    }
  }

  /* Fetches a file and hands it to the browser; what happens is said in the line with this id. */
  async function fetchFile(url, otherwise, line) {
    if (busy) return;
    busy = true;
    say(line, "Die Datei wird geschrieben …");
    try {
      const answer = await ask(url);
      const body = await answer.blob(); // whole, or an error
      const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(body);
      link.download = name ? name[1] : otherwise;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      say(line, `Heruntergeladen: ${link.download}`);
    } catch (error) {
      say(line, error.message || "Die Verbindung brach ab; es wurde nichts gespeichert.", true);
    }
    busy = false;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.exporting = {
    open: () => {
      say("export-say", "");
      return true;
    },
    download: (clicks, form, periods, view) => {
      const suffix = SUFFIX[form] || form;
      const wishes = new URLSearchParams({ format: form, periods });
      if (clicks && view) fetchFile(`export.${suffix}${view}&${wishes}`, `daten.${suffix}`, "export-say");
      return nothing();
    },
    fetchFile,
    say,
  };
})();
