/* „Bericht“: the list lives in this browser; here it is opened, saved, counted and kept the same in all its windows. */
(function () {
  "use strict";

  const KEY = "report";
  const nothing = () => window.dash_clientside.no_update;
  const call = (id, props) => window.dash_clientside.set_props(id, props);

  /* What another window may have kept meanwhile; nothing where the browser keeps nothing or it is damaged. */
  function kept() {
    try {
      return JSON.parse(window.localStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  function entries(text) {
    try {
      return JSON.parse(text).entries.length;
    } catch {
      return 0;
    }
  }

  window.addEventListener("storage", (event) => {
    if (event.key === KEY) call(KEY, { data: kept() });
  });

  function choose(button) {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".json,application/json";
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (!file) return;
      const most = Number(button.dataset.mostBytes);
      if (file.size > most) {
        call("report-say", { children: `${file.name} ist keine Berichtsliste: Sie hat höchstens ${most / 1000} kB.` });
        return;
      }
      call("report-loaded", { data: { name: file.name, text: await file.text(), at: Date.now() } });
    });
    input.click();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#report-load");
    if (button) choose(button);
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.report = {
    /* Opened, with the newest list and the view on screen in the form. */
    open: (clicks) => (clicks ? [true, kept(), null, ""] : [nothing(), nothing(), nothing(), nothing()]),
    count: (text) => (entries(text) ? `Bericht (${entries(text)})` : "Bericht"),
    back: () => null,
    save: (clicks, text, title, subtitle) => {
      if (!clicks || !text) return nothing();
      const listed = JSON.parse(text); // with titles that were typed and not kept yet
      Object.assign(listed, { title: (title || "").trim() || listed.title, subtitle: (subtitle || "").trim() });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([`${JSON.stringify(listed, null, 2)}\n`], { type: "application/json" }));
      link.download = "bericht.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      return nothing();
    },
  };
})();
