// Filter, search, and opening what a link leads to. The page is whole without it.
(() => {
  "use strict";
  const form = document.getElementById("filter");
  const found = document.getElementById("found");
  const fold = document.getElementById("fold");
  const items = [...document.querySelectorAll(".item")];
  const folded = [...document.querySelectorAll("details.item")];
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = new Map();
  // Read when somebody searches first: a large page need not wait for it.
  const wordsOf = (item) => {
    if (!words.has(item)) words.set(item, plain(item.textContent));
    return words.get(item);
  };
  const has = (item, key, value) => value === "" || item.dataset[key].split(" ").includes(value);

  const apply = () => {
    const asked = new FormData(form);
    const terms = plain(asked.get("q")).split(/\s+/u).filter(Boolean);
    const counts = new Map();
    for (const item of items) {
      const shown = ["o", "p", "s"].every((key) => has(item, key, asked.get(key))) &&
        (terms.length === 0 || terms.every((term) => wordsOf(item).includes(term)));
      item.hidden = !shown;
      const of = item.dataset.of;
      counts.set(of, (counts.get(of) ?? 0) + (shown ? 1 : 0));
    }
    for (const [of, n] of counts) document.querySelector(`#${of} > .none`).hidden = n > 0;
    found.value = [...counts].map(([of, n]) => `${n} ${n === 1 ? of.slice(0, -1) : of}`).join(", ");
  };

  const reveal = () => {
    const name = location.hash.slice(1);
    const target = /^[a-z]+[0-9a-z]*$/.test(name) ? document.getElementById(name) : null;
    if (!target) return;
    const item = target.closest(".item");
    if (item && item.hidden) {
      form.reset();
      apply();
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };

  for (const item of folded) item.open = false;
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  fold.addEventListener("click", () => {
    const open = folded.some((item) => !item.open);
    for (const item of folded) item.open = open;
    fold.textContent = open ? "Close all" : "Open all";
  });
  addEventListener("hashchange", reveal);
  // The same link a second time changes no hash.
  addEventListener("click", (event) => {
    if (event.target.closest?.('a[href^="#"]')?.hash === location.hash) reveal();
  });
  apply();
  reveal();
})();
