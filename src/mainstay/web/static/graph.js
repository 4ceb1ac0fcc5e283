// The picture of the application: SVG where there is room, a list where there is not or where it is wished.

import { byId, count, h, mark, put, rate, s } from "./dom.js";
import { layout, NODE, ranks } from "./layout.js";

const LABELS = { router: "Router", service: "Service", job: "Job", schedule: "Schedule", site: "Static site", database: "Database", cache: "Cache", queue: "Queue", topic: "Topic", bucket: "Object storage", secret: "Secret", mail: "Mail catcher" };
const WORDS = { uses: "uses", routes_to: "sends requests to", built_from: "is built from", keeps: "keeps" };

let overview = null;
let wished = false;
let drawn = "";
const parts = new Map();
const marks = new Map();

export const logsOf = (resource) => `#logs?resource=${encodeURIComponent(resource)}`;

export function showGraph(next) {
  overview = next;
  draw();
}

export function startGraph() {
  const button = byId("as-list");
  button.addEventListener("click", () => {
    wished = !wished;
    button.setAttribute("aria-pressed", String(wished));
    draw();
  });
  new ResizeObserver(() => overview && draw()).observe(byId("picture"));
}

/** Draw anew where the shape changed; else only what is live. */
function draw() {
  const nodes = overview.nodes ?? [];
  const edges = overview.edges ?? [];
  const width = Math.floor(byId("picture").clientWidth) - 2;
  if (width <= 0) return;
  const shape = JSON.stringify([width, wished, nodes.map((n) => [n.name, n.role, n.about, n.kind]), edges.map((e) => [e.source, e.target, e.link])]);
  if (shape !== drawn) {
    drawn = shape;
    const plan = nodes.length && layout(nodes, edges, width);
    byId("as-list").hidden = !plan;
    const focused = document.activeElement?.getAttribute("href");
    parts.clear();
    marks.clear();
    byId("picture").replaceChildren(nodes.length ? (plan && !wished ? picture(plan, nodes) : list(nodes, edges)) : h("p", { class: "empty" }, "No parts yet."));
    if (focused) byId("picture").querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
  nodes.forEach(live);
  edges.forEach((edge) => marks.get(`${edge.source} ${edge.target}`)?.(edge.requests_s));
}

function live(node) {
  const instances = (overview.instances ?? []).filter((i) => i.resource === home(node) && i.state !== "ended");
  const ready = instances.filter((i) => i.state === "ready").length;
  const words = instances.length > 1 ? `${node.health} · ${ready} of ${instances.length} ready` : node.health;
  parts.get(node.name)?.(node.health, words);
}

const home = (node) => node.served_by || node.name;
const label = (node) => node.about || LABELS[node.role ?? "router"] || node.kind || "";
const clip = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function picture(plan, nodes) {
  const svg = s("svg", { class: "graph", width: plan.width + 2, height: plan.height + 2, viewBox: `-1 -1 ${plan.width + 2} ${plan.height + 2}`, role: "group", "aria-labelledby": "parts-title" });
  svg.append(s("defs", {}, s("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { d: "M0 .6 7 4 0 7.4z", class: "tip" }))));
  const labels = [];
  for (const line of plan.lines) {
    const path = s("path", { d: line.path, class: `edge ${line.edge.link}`, "marker-end": "url(#tip)", "data-from": line.edge.source, "data-to": line.edge.target });
    path.append(s("title", {}, `${line.edge.source} ${WORDS[line.edge.link] ?? line.edge.link} ${line.edge.target}`));
    svg.append(path);
    labels.push(flow(line, path));
  }
  svg.append(...labels);
  svg.append(...nodes.map((node) => box(node, plan.places.get(node.name))));
  const highlight = (event) => {
    const name = event.target.closest?.("a")?.dataset.name;
    for (const path of svg.querySelectorAll(".edge")) path.classList.toggle("lit", name !== undefined && (path.dataset.from === name || path.dataset.to === name));
  };
  for (const event of ["pointerover", "pointerleave", "focusin", "focusout"]) svg.addEventListener(event, highlight);
  return h("div", { class: "fit" }, svg);
}

function flow(line, path) {
  const text = s("text", { x: line.label.x, y: line.label.y + 4, "text-anchor": "middle" });
  const pill = s("rect", { y: line.label.y - 10, height: 20, rx: 10 });
  const group = s("g", { class: "flow", "aria-hidden": "true" }, pill, text);
  marks.set(`${line.edge.source} ${line.edge.target}`, (requests) => {
    const known = requests !== undefined && requests !== null;
    group.toggleAttribute("hidden", !known);
    path.classList.toggle("busy", known && requests > 0);
    if (!known) return;
    put(text, `${rate(requests)}/s`);
    const width = text.textContent.length * 6.8 + 14;
    pill.setAttribute("width", width);
    pill.setAttribute("x", line.label.x - width / 2);
  });
  return group;
}

function box(node, place) {
  const state = s("text", { x: 36, y: 49, class: "words" });
  const at = s("g", { transform: "translate(13 12)" });
  const link = s(
    "a",
    { href: logsOf(home(node)), class: "node", transform: `translate(${place.x} ${place.y})`, "data-name": node.name },
    s("title", {}, `${node.name}: ${label(node)}. Show its logs.`),
    s("rect", { width: NODE.width, height: NODE.height, rx: 9 }),
    at,
    s("text", { x: 36, y: 19, class: "name" }, clip(node.name, 19)),
    s("text", { x: 36, y: 34, class: "about" }, clip(label(node), 24)),
    state,
  );
  parts.set(node.name, (health, words) => {
    at.replaceChildren(mark(health));
    link.setAttribute("class", `node ${health}`);
    link.setAttribute("aria-label", `${node.name}, ${label(node)}, ${words}. Show its logs.`);
    put(state, words);
  });
  return link;
}

function list(nodes, edges) {
  const rank = ranks(nodes, edges);
  const sorted = [...nodes].sort((a, b) => rank.get(a.name) - rank.get(b.name));
  return h("ul", { class: "parts" }, sorted.map((node) => entry(node, edges.filter((edge) => edge.source === node.name))));
}

function entry(node, edges) {
  const at = h("span", { class: "at" });
  const state = h("span", { class: "words" });
  const item = h(
    "li",
    {},
    h("a", { href: logsOf(home(node)) }, at, h("span", { class: "name" }, node.name), h("span", { class: "about" }, label(node)), state),
  );
  const targets = edges.map((edge) => {
    const requests = h("span", { class: "number" });
    marks.set(`${edge.source} ${edge.target}`, (value) => put(requests, value === undefined || value === null ? "" : ` ${rate(value)}/s`));
    return h("li", {}, `${WORDS[edge.link] ?? edge.link} `, h("b", {}, edge.target), requests);
  });
  if (targets.length) item.append(h("ul", { class: "links", "aria-label": `${node.name}: ${count(targets.length, "link")}` }, targets));
  parts.set(node.name, (health, words) => {
    at.replaceChildren(mark(health));
    put(state, words);
  });
  return item;
}
