/* Figures are asked for the moment somebody chooses, and drawn the moment they arrive: the map first, then everything that
 * Dash does with the choice and renders. That takes longer than the server needs, and blocks the page meanwhile. */
(function () {
  "use strict";

  const q = window.quartier;
  const plainFetch = window.fetch;
  const LONGEST = 300; // ms; a page in the background is given no frame
  const UNNOTICED = 100; // ms
  const FOR_FIGURES = /^\{"output":"[^"]*\bvalues\.data\b/;
  let asked = 0; // number of the latest question for figures: an answer to an earlier one is no longer wanted
  let last = null; // the latest question as Dash put it: {resource, options}
  let ahead = null; // a question put before Dash puts it: {body, answer}
  let release = null; // lets Dash know of the choice that waits for its map

  const isQuestion = (address, options) =>
    address.includes("_dash-update-component") && options && FOR_FIGURES.test(options.body);

  function ask(resource, options) {
    const number = (asked += 1);
    return plainFetch(resource, options).then((answer) => (answer.status === 200 ? drawn(answer, number) : answer));
  }

  /* The question Dash is about to put, because somebody chose `value` in a control: its last one with what the page holds now. */
  function question(control, value) {
    const body = JSON.parse(last.options.body);
    const held = (id, property) => {
      if (id === control && property === "value") return value;
      const component = window.dash_component_api.getLayout(id);
      return component && component.props[property];
    };
    const filled = ({ id, property }) => ({ id, property, value: held(id, property) }); // JSON leaves out what is undefined
    const changed = [`${control}.value`];
    return JSON.stringify({
      ...body, inputs: body.inputs.map(filled), changedPropIds: changed, parsedChangedPropsIds: changed, state: body.state.map(filled),
    });
  }

  /* Which control an option belongs to, if it is one that figures depend on and the option is not chosen already. */
  function controlOf(option) {
    const list = option && last && option.dataset.checked !== "true" && option.closest("[role=listbox]");
    const control = list && document.querySelector(`[aria-controls="${CSS.escape(list.id)}"]`);
    const isInput = ({ id, property }) => id === control.id && property === "value";
    return control && JSON.parse(last.options.body).inputs.some(isInput) ? control.id : null;
  }

  /* The choice goes on to Dash once its map is seen, or after a moment too short to notice. A guess that is wrong costs one
   * request: what stays on screen is the answer to what Dash asks. */
  function onClick(event) {
    const option = event.target.closest && event.target.closest("[role=option][value]");
    if (option && option === released) return;
    if (release) release();
    const control = controlOf(option);
    if (control === null) return;
    const value = option.getAttribute("value");
    const body = question(control, value);
    ahead = { body, answer: ask(last.resource, { ...last.options, body }) };
    event.stopImmediatePropagation();
    hold(option, control, value, ahead.answer);
  }

  let released = null; // the option whose click is on its way to Dash
  function hold(option, control, value, answer) {
    const go = () => {
      if (release !== go) return;
      release = null;
      released = option;
      if (option.isConnected) option.click();
      else window.dash_clientside.set_props(control, { value }); // the list was closed meanwhile
      released = null;
    };
    release = go;
    answer.then(go, go); // Dash says so if it asks the same and there is no answer
    setTimeout(go, UNNOTICED);
  }

  document.addEventListener("click", onClick, true);
  for (const event of ["keydown", "pointerdown", "focusout"]) document.addEventListener(event, () => release && release(), true);

  /* Draw what came, and let it be seen before the answer goes on to Dash. An answer without figures means those Dash holds:
   * what was drawn ahead since belongs to a choice that is gone. */
  async function drawn(answer, number) {
    const body = await answer.json();
    const fresh = body.response && body.response.values && body.response.values.data;
    const values = fresh || heldByDash();
    if (values && number === asked) {
      q.show(values);
      if (fresh) await Promise.race([q.frame(), new Promise((done) => setTimeout(done, LONGEST))]);
    }
    answer.json = () => Promise.resolve(body); // read once
    return answer;
  }

  function heldByDash() {
    const store = window.dash_component_api.getLayout("values");
    return store && store.props.data;
  }

  window.fetch = async (resource, options) => {
    const address = String(resource && resource.url ? resource.url : resource);
    if (address.includes("_dash-layout")) { // building the page blocks the browser: the first map is seen before
      const layout = await plainFetch(resource, options);
      await q.firstDrawn;
      return layout;
    }
    if (!isQuestion(address, options)) return plainFetch(resource, options);
    last = { resource, options };
    const known = ahead && ahead.body === options.body ? ahead.answer : null;
    ahead = null;
    return known || ask(resource, options);
  };
})();
