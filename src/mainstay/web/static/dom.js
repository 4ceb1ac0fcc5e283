// Building blocks: elements, numbers, times, marks. All text goes through text nodes; there is no innerHTML here.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** An HTML element; strings among the children become text. */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** An SVG element. */
export const s = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

export const byId = (id) => document.getElementById(id);

/** Set the text of a node, and leave it alone (selection, readers) where it is the same. */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Set or remove an attribute, only where it differs. */
export function attribute(node, name, value) {
  if (value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/**
 * Keep the children of `parent` equal to `items`, by key, so that focus and selection stay where they are.
 * `create()` gives `{root, set(item)}`.
 */
export function keep(parent, items, key, create) {
  const known = (parent.kept ??= new Map());
  const wanted = new Set(items.map(key));
  for (const [name, row] of known) {
    if (!wanted.has(name)) {
      row.root.remove();
      known.delete(name);
    }
  }
  items.forEach((item, index) => {
    let row = known.get(key(item));
    if (!row) known.set(key(item), (row = create(item)));
    row.set(item);
    if (parent.children[index] !== row.root) parent.insertBefore(row.root, parent.children[index] ?? null);
  });
}

const SHAPES = {
  healthy: ["M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z", "m4.9 8.2 2.2 2.2 4-4.6"],
  starting: ["M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z", "M8 4.5V8l2.5 1.6"],
  degraded: ["M8 1.3 15.2 14H.8Z", "M8 6v3.7M8 11.7v.3"],
  down: ["M5 1h6l4 4v6l-4 4H5l-4-4V5Z", "m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2"],
  idle: ["M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z", ""],
};

/** The mark of a state. Each has a shape of its own; the word always stands beside it. */
export function mark(health, size = 16) {
  const [outer, inner] = SHAPES[health] ?? SHAPES.idle;
  return s(
    "svg",
    { class: `mark ${health}`, viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" },
    s("path", { d: outer, class: "outer" }),
    inner && s("path", { d: inner, class: "inner" }),
  );
}

/** A mark with its word; `of(item)` gives both. */
export function badge(of) {
  const root = h("span", { class: "state" });
  return {
    root,
    set(item) {
      const [health, word] = of(item);
      if (root.textContent !== word) root.replaceChildren(mark(health), h("span", {}, word));
    },
  };
}

const whole = new Intl.NumberFormat("en");
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const rate = (value) => (value >= 100 || value === 0 ? whole.format(Math.round(value)) : tenths.format(value));
export const share = (value) => (value === 0 ? "0 %" : value < 0.001 ? "< 0.1 %" : `${tenths.format(value * 100)} %`);
export const count = (number, one, many = `${one}s`) => `${whole.format(number)} ${number === 1 ? one : many}`;

export function milliseconds(value) {
  if (value === null || value === undefined) return "–";
  if (value >= 1000) return `${tenths.format(value / 1000)} s`;
  return `${value < 10 ? tenths.format(value) : whole.format(Math.round(value))} ms`;
}

/** Seconds as people say them: 42 s, 12 min, 3 h, 5 d. */
export function span(seconds) {
  const steps = [[86400 * 2, 86400, "d"], [3600 * 2, 3600, "h"], [120, 60, "min"]];
  const step = steps.find(([from]) => seconds >= from);
  return step ? `${Math.floor(seconds / step[1])} ${step[2]}` : `${Math.max(0, Math.floor(seconds))} s`;
}

/** A time element that says how long ago `of(item)` (seconds since the epoch) was, and stays true. */
export function since(of, ago = "") {
  const root = h("time", { "data-ago": ago });
  return {
    root,
    set(item) {
      const at = of(item);
      root.dataset.since = at || "";
      attribute(root, "title", at ? `${new Date(at * 1000).toLocaleString()} (${new Date(at * 1000).toISOString()})` : null);
      refresh(root);
    },
  };
}

function refresh(node) {
  put(node, node.dataset.since ? span(Date.now() / 1000 - node.dataset.since) + node.dataset.ago : "–");
}

setInterval(() => document.hidden || document.querySelectorAll("[data-since]").forEach(refresh), 1000);

/** Ask the API. Throws an Error with the server's sentence and its hint. */
export async function api(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw Object.assign(new Error("The status page does not answer."), { hint: "see whether it runs with `mainstay ps`" });
  }
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  throw Object.assign(new Error(data.message || `The status page answered ${answer.status}.`), { hint: data.hint, status: answer.status });
}

/** A message with its hint on a line of its own. */
export const told = (message, hint) => [h("strong", {}, message), hint && h("span", { class: "hint" }, `hint: ${hint}`)];

/**
 * A table in `place` whose rows follow its items; gives `show(items)`. A column is `{name, of, class}`, where `of` is
 * `item → text` or `item → {root, set(item)}` (marked `live`). On narrow screens cells carry their column's name; the
 * roles are written out because tables lose them there.
 */
export function table(place, key, columns) {
  const head = columns.map((c) => h("th", { role: "columnheader", scope: "col", class: c.class?.replace("mono", "") }, c.quiet ? h("span", { class: "unseen" }, c.name) : c.name));
  const body = h("tbody", { role: "rowgroup" });
  place.prepend(h("table", { role: "table", class: "stack" }, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)), body));
  const row = (first) => {
    const sets = [];
    const cells = columns.map((c, index) => {
      const part = c.live ? c.of(first) : null;
      const cell = index ? h("td", { role: "cell", "data-label": c.quiet ? null : c.name, class: c.class }) : h("th", { role: "rowheader", scope: "row", class: c.class });
      if (part) cell.append(part.root);
      sets.push(part ? part.set : (item) => put(cell, c.of(item)));
      return cell;
    });
    const root = h("tr", { role: "row" }, cells);
    return { root, set: (item) => (sets.forEach((set) => set(item)), (root.className = item.state ?? "")) };
  };
  return (items) => {
    place.classList.toggle("nothing", !items.length);
    keep(body, items, key, row);
  };
}
