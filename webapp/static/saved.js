// Searches that a reader keeps, in this browser alone: the name of each, and its parameters.

const SAVED = "saved", MOST = 100;
const save = document.querySelector(".save");
const shelf = document.querySelector(".saved");

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(SAVED));
    return found.filter(({ name, query }) => typeof name === "string" && /^\?/.test(query)).slice(0, MOST);
  } catch {
    return []; // nothing there, or nothing of ours
  }
}

function keep(searches) {
  try {
    localStorage.setItem(SAVED, JSON.stringify(searches.slice(0, MOST)));
    return true;
  } catch {
    return false; // a browser may forbid it, or be full
  }
}

function shown({ name, query }) {
  const item = shelf.querySelector("template").content.firstElementChild.cloneNode(true);
  const [link, remove] = item.children;
  link.textContent = name;
  link.href = location.pathname + query;
  remove.ariaLabel = remove.ariaLabel.replace("{name}", () => name);
  remove.addEventListener("click", () => {
    keep(kept().filter((one) => one.query !== query));
    lay();
    (shelf.querySelector("button") ?? document.querySelector("#q")).focus();
  });
  return item;
}

function lay() {
  shelf.querySelector("ul").replaceChildren(...kept().map(shown));
  shelf.hidden = !shelf.querySelector("li");
}

function add(event) {
  event.preventDefault();
  const asked = new URLSearchParams(location.search);
  asked.delete("page");
  const one = { name: save.querySelector("input").value.trim(), query: `?${asked}` };
  const said = save.querySelector("[role=status]");
  said.textContent = keep([one, ...kept().filter(({ query }) => query !== one.query)]) ? said.dataset.done : said.dataset.failed;
}

if (shelf) lay();
if (save) {
  save.querySelector("form").addEventListener("submit", add);
  save.querySelector("button").disabled = false;
}
