// The reviewer in the notebook. Texts are untrusted: all that is shown is set as text, nothing as HTML.

function make(parent, tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  parent.append(node);
  return node;
}

function button(parent, label, key, act) {
  const node = make(parent, "button", "", `${label} (${key})`);
  node.type = "button";
  node.setAttribute("aria-keyshortcuts", key);
  node.addEventListener("click", act);
  return node;
}

function field(parent, label, key, control) {
  const row = make(parent, "label", "field");
  make(row, "span", "", `${label} (${key})`);
  control.setAttribute("aria-keyshortcuts", key);
  row.append(control);
  return control;
}

function choice(words) {
  const node = document.createElement("select");
  for (const word of ["", ...words]) {
    const option = make(node, "option", "", word || "as found");
    option.value = word;
  }
  return node;
}

function render({ model, el }) {
  const words = model.get("words");
  const root = make(el, "section", "onrecord-review");
  root.tabIndex = 0;
  root.setAttribute("aria-label", "Review of quotes");
  // JupyterLab looks at keys before the page does.
  root.dataset.lmSuppressShortcuts = "true";

  const head = make(root, "div", "head");
  const bar = make(head, "progress");
  const count = make(head, "span");
  count.setAttribute("role", "status");
  const said = make(root, "blockquote");
  said.dir = "auto";
  const facts = make(root, "dl");

  const names = document.createElement("datalist");
  names.id = `onrecord-names-${Math.random().toString(36).slice(2)}`;
  root.append(names);
  const speaker = document.createElement("input");
  speaker.setAttribute("list", names.id);
  speaker.dir = "auto";
  speaker.maxLength = 1000;
  const fields = make(root, "div", "fields");
  field(fields, "Right speaker", "s", speaker);
  const kind = field(fields, "Right kind", "k", choice(words.kinds));
  const stance = field(fields, "Right stance", "t", choice(words.stances));
  const note = document.createElement("input");
  note.dir = "auto";
  note.maxLength = 1000;
  field(fields, "Note", "o", note);

  const problem = make(root, "p", "problem");
  problem.setAttribute("role", "alert");
  const buttons = make(root, "div", "buttons");

  const at = () => model.get("position");
  const last = () => model.get("items").length - 1;

  function go(step) {
    const next = Math.min(Math.max(at() + step, 0), last());
    if (next !== at()) {
      model.set("position", next);
      model.save_changes();
    }
    root.focus({ preventScroll: true });
  }

  function say(verdict, right) {
    if (last() < 0) return;
    model.send({ at: at(), verdict, note: note.value, ...right });
    if (verdict) go(1);
  }

  function fix() {
    if (!speaker.value.trim() && !kind.value && !stance.value) {
      problem.textContent = "Say what is right: a speaker, a kind or a stance.";
      speaker.focus();
      return;
    }
    say("fix", { speaker: speaker.value, kind: kind.value, stance: stance.value });
  }

  const acts = {
    a: () => say("accept", {}),
    r: () => say("reject", {}),
    f: fix,
    u: () => {
      for (const control of [speaker, kind, stance, note]) control.value = "";
      say("", {});
    },
    n: () => go(1),
    p: () => go(-1),
    s: () => speaker.focus(),
    k: () => kind.focus(),
    t: () => stance.focus(),
    o: () => note.focus(),
  };
  button(buttons, "Accept", "a", acts.a);
  button(buttons, "No quotation", "r", acts.r);
  button(buttons, "Fix", "f", acts.f);
  button(buttons, "Take back", "u", acts.u);
  button(buttons, "Back", "p", acts.p);
  button(buttons, "Next", "n", acts.n);

  function onKey(event) {
    // Notebooks have shortcuts of their own, as "a" for a new cell.
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (typing) {
      if (event.key === "Escape") root.focus();
      if (event.key === "Enter" && event.target !== note) {
        event.preventDefault();
        fix();
      }
      return;
    }
    const key = { ArrowRight: "n", ArrowLeft: "p" }[event.key] || event.key;
    if (Object.hasOwn(acts, key)) {
      event.preventDefault();
      acts[key]();
    }
  }
  root.addEventListener("keydown", onKey);

  function fact(label, value) {
    if (!value) return;
    make(facts, "dt", "", label);
    make(facts, "dd", "", value).dir = "auto";
  }

  // Apart from the rest: answers come back while somebody already writes the next one.
  function drawProgress() {
    const n = model.get("items").length;
    const answers = model.get("answers");
    const checked = answers.filter((answer) => answer.verdict).length;
    const verdict = (answers[at()] || {}).verdict;
    bar.max = Math.max(n, 1);
    bar.value = checked;
    bar.setAttribute("aria-label", "Quotes checked");
    const told = verdict ? ` Verdict: ${verdict}.` : "";
    count.textContent = n ? `Quote ${at() + 1} of ${n}, ${checked} checked.${told}` : "Nothing to check.";
  }

  function drawProblem() {
    problem.textContent = model.get("problem");
  }

  function draw() {
    drawProgress();
    drawProblem();
    facts.replaceChildren();
    said.replaceChildren();
    names.replaceChildren();
    const item = model.get("items")[at()];
    if (!item) return;
    const answer = model.get("answers")[at()] || {};
    make(said, "span", "around", `${item.left} `);
    make(said, "mark", "", item.text);
    make(said, "span", "around", ` ${item.right}`);
    fact("Speaker", item.speaker);
    fact("Source", item.source);
    fact("Cue", item.cue);
    fact("Kind", item.kind);
    fact("Stance", item.stance);
    fact("Confidence", `${item.confidence} (${item.found_by})`);
    fact("Outlet", item.outlet);
    fact("Quote", item.quote_id);
    for (const name of [...item.names, words.nobody]) {
      make(names, "option").value = name;
    }
    speaker.value = answer.right_speaker || "";
    kind.value = answer.right_kind || "";
    stance.value = answer.right_stance || "";
    note.value = answer.note || "";
  }

  model.on("change:position", draw);
  model.on("change:answers", drawProgress);
  model.on("change:problem", drawProblem);
  draw();
  return () => {
    model.off("change:position", draw);
    model.off("change:answers", drawProgress);
    model.off("change:problem", drawProblem);
  };
}

export default { render };
