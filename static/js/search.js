// Search as you type: what others looked for, shops and products under the field, and one's own last searches.
const KEY = "searches";
const DELAY = 250;
const recent = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "[]").filter((one) => typeof one === "string");
  } catch {
    return [];
  }
};
const remember = (text) => {
  try {
    localStorage.setItem(KEY, JSON.stringify([text, ...recent().filter((one) => one !== text)].slice(0, 8)));
  } catch {
    // a browser that keeps nothing
  }
};

const dress = (form) => {
  const input = form.querySelector("input[type=search]");
  const url = form.dataset.suggest || `${new URL(form.action).pathname}suggestions/`;
  const list = Object.assign(document.createElement("ul"), { className: "suggestions", id: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  let timer, request, at = -1;

  const options = () => [...list.children];
  const open = (yes) => {
    list.hidden = !yes || !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) mark(-1);
  };
  const mark = (place) => {
    at = place;
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[place].id);
  };
  const own = (start) => {
    const page = new URL(form.action);
    for (const text of recent().filter((one) => one.toLowerCase().startsWith(start.toLowerCase()) && one !== start).slice(0, start ? 2 : 4).reverse()) {
      page.searchParams.set("q", text);
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const link = Object.assign(document.createElement("a"), { href: page.href, tabIndex: -1, textContent: text });
      link.dataset.term = text;
      link.dataset.ugc = "";
      option.append(link);
      list.prepend(option);
    }
    const seen = new Set();
    for (const option of options()) {
      const text = option.textContent.trim();
      if (seen.has(text) || seen.size >= 8) option.remove();
      seen.add(text);
    }
    options().forEach((option, index) => (option.id = `suggestion-${index + 1}`));
  };
  const ask = async () => {
    const text = input.value.trim();
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`, { signal: request.signal });
      if (!answer.ok) return;
      list.innerHTML = await answer.text();
      own(text);
      mark(-1);
      open(document.activeElement === input);
    } catch {
      // typed on, or no network: the form still works
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  input.addEventListener("focus", ask);
  input.addEventListener("blur", () => setTimeout(() => open(false), 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.children.length) {
      event.preventDefault();
      open(true);
      const count = list.children.length;
      mark(((at + step + 1 + count + 1) % (count + 1)) - 1);
    }
    if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      options()[at].querySelector("a").click();
    }
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-term]");
    if (link) remember(link.dataset.term);
  });
  form.addEventListener("submit", () => input.value.trim() && remember(input.value.trim()));
};

export const startSearch = () => document.querySelectorAll("form[role=search]:not([data-plain])").forEach(dress);
