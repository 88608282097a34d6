// What makes it easier: Kazakh letters, suggestions, marks of an article, links to passages, keys. Every page works without it; its words stand in the page.

const box = document.querySelector("#q");
const list = document.querySelector("#suggestions");
const status = box.form.querySelector("[role=status]");

// Letters that a Russian keyboard lacks go in where the cursor stands.
const letters = document.querySelector(".letters");
letters.hidden = false;
letters.addEventListener("click", ({ target }) => {
  if (!target.matches("button")) return;
  box.focus();
  box.setRangeText(target.textContent.trim(), box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input"));
});

// Suggestions: a combobox as the ARIA Authoring Practices have it; focus stays in the box.
const PAUSE = 120; // ms without a letter, before the archive is asked
let timer, asking, place = -1;
Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
  .forEach(([name, value]) => box.setAttribute(name, value));

function close() {
  clearTimeout(timer);
  asking?.abort();
  list.hidden = true;
  list.replaceChildren();
  status.textContent = "";
  box.setAttribute("aria-expanded", "false");
  choose(-1);
}

function choose(next) {
  list.children[place]?.setAttribute("aria-selected", "false");
  place = next;
  const option = list.children[place];
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) box.setAttribute("aria-activedescendant", option.id);
  else box.removeAttribute("aria-activedescendant");
}

function shown({ text, kind }, number) {
  const option = document.createElement("li");
  const name = document.createElement("span");
  option.id = `suggestion-${number}`;
  option.role = "option";
  option.ariaSelected = "false";
  option.dataset.text = text;
  option.lang = ""; // the archive's words are in any language, their kinds in the page's
  name.lang = document.documentElement.lang;
  name.className = "count";
  name.textContent = list.dataset[kind] ?? "";
  option.append(text, " ", name);
  return option;
}

async function suggest() {
  asking = new AbortController();
  const { signal } = asking;
  try {
    const response = await fetch(`${list.dataset.from}?q=${encodeURIComponent(box.value)}`, { signal });
    if (!response.ok) return close();
    const found = await response.json();
    if (signal.aborted || document.activeElement !== box) return;
    choose(-1);
    list.replaceChildren(...found.slice(0, 7).map(shown));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? status.dataset.said.replace("{count}", list.children.length) : "";
  } catch {
    if (!signal.aborted) close(); // without the archive the box is a plain one
  }
}

function take(option) {
  box.value = option.dataset.text;
  close();
  box.form.requestSubmit();
}

box.addEventListener("input", (event) => {
  clearTimeout(timer);
  asking?.abort();
  if (event.isComposing) return;
  if (box.value.trim()) timer = setTimeout(suggest, PAUSE);
  else close();
});

box.addEventListener("keydown", (event) => {
  if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
  const size = list.children.length + 1; // one place more: the box itself, with what was typed
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) choose(((place + 1 + moves[event.key] + size) % size) - 1);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter" && place >= 0) take(list.children[place]);
  else return;
  event.preventDefault();
});

list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
box.addEventListener("blur", close);
box.form.addEventListener("submit", close);

// In an article: from mark to mark without asking the server.
const marks = document.querySelector(".marks");
const [back, on] = marks?.querySelectorAll("a") ?? [];
let mark = Number(location.hash.match(/^#hit-(\d+)$/)?.[1] ?? marks?.dataset.mark);

function there(number) {
  return document.getElementById(`hit-${number}`);
}

function go(step) {
  if (!marks || !there(mark + step)) return;
  mark += step;
  location.replace(`#hit-${mark}`); // no page of its own in the history
  marks.firstElementChild.textContent = marks.dataset.said.replace("{mark}", mark);
  back.hidden = !there(mark - 1);
  on.hidden = !there(mark + 1);
}

[back, on].forEach((link, place) => link?.addEventListener("click", (event) => {
  event.preventDefault();
  go(place ? 1 : -1);
  (link.hidden ? marks.querySelector("a:not([hidden])") : link)?.focus({ preventScroll: true });
}));

// A link to the passage that is selected: a text fragment (WICG), from its first words to its last.
const passage = document.querySelector(".passage");
const LETTER = /[\p{L}\p{N}]/u;
const label = passage?.textContent;

function selected() {
  const chosen = getSelection();
  const text = document.querySelector(".text");
  if (chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return "";
  const range = chosen.getRangeAt(0).cloneRange();
  const { startContainer: first, endContainer: last } = range;
  while (LETTER.test(first.data?.[range.startOffset - 1] ?? "")) range.setStart(first, range.startOffset - 1);
  while (LETTER.test(last.data?.[range.endOffset] ?? "")) range.setEnd(last, range.endOffset + 1); // whole words alone are found
  return range.toString().trim();
}

function fragment(text) {
  const blocks = text.split("\n").map((block) => block.trim().split(/\s+/)); // neither end may stand in two paragraphs
  const [first, last] = [blocks[0], blocks.at(-1)];
  const ends = first === last && first.length < 10 ? [first] : [first.slice(0, 5), last.slice(-5)];
  return ends.map((words) => encodeURIComponent(words.join(" ")).replaceAll("-", "%2D")).join(",");
}

if (passage) {
  const link = passage.firstElementChild;
  document.addEventListener("selectionchange", () => {
    const text = selected();
    passage.hidden = !text;
    if (text) link.href = `${passage.dataset.address}#:~:text=${fragment(text)}`;
    link.textContent = label;
  });
  link.addEventListener("mousedown", (event) => event.preventDefault()); // the passage stays selected
  link.addEventListener("click", (event) => {
    if (!navigator.clipboard) return; // only over https: the link leads to itself, and the address can be copied
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(() => { link.textContent = link.dataset.copied; });
  });
}

// Keys, off inside fields and where the reader has switched them off (WCAG 2.1.4).
const OFF = "keys-off";
const help = document.querySelector("#keys");
const switched = help.querySelector("input");
const opener = document.querySelector("footer .keys");
const PLACES = { KeyJ: "j", KeyK: "k", KeyN: "n", Slash: "/" }; // on a keyboard of other letters

function stored(change) {
  try {
    return change ? change(localStorage) : localStorage.getItem(OFF);
  } catch {
    return null; // a browser may forbid it
  }
}

switched.checked = !stored();
switched.addEventListener("change", () =>
  stored((storage) => (switched.checked ? storage.removeItem(OFF) : storage.setItem(OFF, "1"))));
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());

function pressed({ key, code, shiftKey }) {
  if (/^[a-zN?/]$/.test(key)) return key;
  if (shiftKey) return code === "KeyN" ? "N" : "";
  return PLACES[code] ?? "";
}

function move(step) {
  const hits = [...document.querySelectorAll(".hits h3 a")];
  const now = hits.indexOf(document.activeElement);
  hits[now < 0 ? (step > 0 ? 0 : hits.length - 1) : now + step]?.focus();
}

const DOES = {
  "/": () => { box.focus(); box.select(); },
  j: () => move(1),
  k: () => move(-1),
  n: () => go(1),
  N: () => go(-1),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog, [contenteditable]");
  if (!switched.checked || typing || help.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = DOES[pressed(event)];
  if (!action) return;
  event.preventDefault();
  action();
});

// Saved searches have a module of their own.
const save = document.querySelector(".save, .saved");
if (save?.matches(".save")) {
  save.hidden = false;
  save.addEventListener("toggle", () => import("./saved.js"), { once: true });
} else if (save && stored((storage) => storage.getItem("saved"))) import("./saved.js");
