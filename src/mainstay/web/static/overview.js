// The first view: one sentence, four figures, notices, the picture, and what runs.

import { badge, byId, count, h, keep, mark, milliseconds, put, rate, s, share, since, table } from "./dom.js";
import { logsOf, showGraph } from "./graph.js";

const HEALTH_OF = { ready: "healthy", starting: "starting", unhealthy: "degraded", backoff: "down", stopping: "idle", ended: "idle", failed: "down" };
const WORD_OF = { backoff: "waiting to restart" };
const OVER = ["ended", "failed", "backoff"];
const ORDER = ["down", "degraded", "starting", "healthy"];
const SAMPLES = 60;

const history = [];
let latest = null;
let said = "";

export function showOverview(overview) {
  latest = overview;
  header(overview);
  headline(overview);
  figures(overview);
  notices(overview.notices ?? []);
  showGraph(overview);
  byId("traffic").hidden = !overview.traffic?.length;
  showTraffic(overview.traffic ?? []);
  showInstances(overview.instances ?? []);
}

function header({ application, release, urls = [] }) {
  put(byId("application"), application);
  byId("serving").hidden = !release;
  if (release) put(byId("serving"), `Release ${release}`);
  keep(byId("addresses"), urls, (url) => url, (url) => ({
    root: /^https?:/.test(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url.replace(/^https?:\/\//, ""), h("span", { class: "unseen" }, " (opens in a new tab)")) : h("span", {}, url),
    set() {},
  }));
}

function headline({ nodes = [], instances: all = [], application, release }) {
  const of = (health) => nodes.filter((node) => node.health === health);
  const worst = ORDER.find((health) => of(health).length) ?? "idle";
  const names = of(worst).map((node) => node.name);
  const some = names.length > 3 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} others` : names.join(names.length === 2 ? " and " : ", ");
  const verb = names.length === 1 ? "is" : "are";
  const sentence = { healthy: "Everything is healthy", idle: "Nothing is running" }[worst] ?? `${some} ${verb} ${worst}`;
  if (byId("headline-mark").dataset.health !== worst) {
    byId("headline-mark").dataset.health = worst;
    byId("headline-mark").replaceChildren(mark(worst, 30));
  }
  put(byId("headline"), sentence);
  const running = all.filter((i) => i.state !== "ended").length;
  put(byId("subline"), `${count(nodes.length, "part")}, ${count(running, "instance")}${release ? `, release ${release} serves` : ""}`);
  document.title = `${worst === "healthy" ? "" : "▲ "}${application}: ${worst === "healthy" ? "healthy" : sentence}`;
  if (said && said !== sentence) put(byId("announce"), sentence);
  said = sentence;
}

/** The services together: requests add up; times and errors are those of the worst. */
function figures({ traffic: all = [] }) {
  const total = all.reduce((sum, t) => sum + t.requests_s, 0);
  const most = (name) => all.reduce((top, t) => (t[name] === undefined ? top : Math.max(top ?? 0, t[name])), undefined);
  const failing = total ? all.reduce((sum, t) => sum + (t.error_share ?? 0) * t.requests_s, 0) / total : 0;
  byId("figures").hidden = !all.length;
  const shown = [
    ["Requests per second", rate(total), ""],
    ["Response time, p50", milliseconds(most("p50_ms")), ""],
    ["Response time, p99", milliseconds(most("p99_ms")), ""],
    ["Errors (5xx)", share(failing), failing ? "bad" : ""],
  ];
  keep(byId("figures"), shown, ([name]) => name, ([name]) => {
    const value = h("dd", {});
    const root = h("div", {}, h("dt", {}, name), value);
    if (name === shown[0][0]) root.append(spark);
    return { root, set: ([, text, tag]) => (put(value, text), value.classList.toggle("bad", tag === "bad")) };
  });
}

const curve = s("polyline", { fill: "none" });
const spark = s("svg", { class: "spark", viewBox: `0 0 ${SAMPLES - 1} 24`, preserveAspectRatio: "none", "aria-hidden": "true" }, curve);

/** Once a second, whether something changed or not: a flat line is a fact too. */
export function sample() {
  if (!latest) return;
  history.push((latest.traffic ?? []).reduce((sum, t) => sum + t.requests_s, 0));
  if (history.length > SAMPLES) history.shift();
  const top = Math.max(1, ...history);
  const start = SAMPLES - history.length;
  curve.setAttribute("points", history.map((value, i) => `${start + i},${(22.5 - (value / top) * 21).toFixed(1)}`).join(" "));
}

function notices(all) {
  const list = byId("notices");
  list.hidden = !all.length;
  keep(list, all, (n) => JSON.stringify(n), (n) => ({
    root: h("li", { class: n.gravity === "warning" ? "warn" : "" }, h("b", {}, n.gravity === "warning" ? "Warning" : "Note"), h("span", {}, n.resource && h("code", {}, n.resource), n.resource && " ", n.text, n.hint && h("span", { class: "hint" }, `hint: ${n.hint}`))),
    set() {},
  }));
}

const logsLink = (name) => h("a", { href: logsOf(name) }, name);

const showTraffic = table(byId("traffic"), (t) => t.service, [
  { name: "Service", live: true, of: (t) => ({ root: logsLink(t.service), set() {} }) },
  { name: "Requests/s", class: "number", of: (t) => rate(t.requests_s) },
  { name: "p50", class: "number", of: (t) => milliseconds(t.p50_ms) },
  { name: "p99", class: "number", of: (t) => milliseconds(t.p99_ms) },
  { name: "Errors", class: "number", of: (t) => share(t.error_share ?? 0) },
]);

const showInstances = table(byId("running"), (i) => i.instance, [
  { name: "Instance", live: true, of: named },
  { name: "State", live: true, of: () => badge(stateOf) },
  { name: "Up for", class: "tight", live: true, of: () => since((i) => (OVER.includes(i.state) ? null : i.started_at)) },
  { name: "Memory", class: "number", of: (i) => (i.memory_mib ? `${Math.round(i.memory_mib)} MiB` : "–") },
  { name: "Restarts", class: "number", of: (i) => String(i.restarts ?? 0) },
  { name: "Release", class: "number", of: (i) => String(i.release ?? "–") },
  { name: "Listens on", class: "mono tight", of: (i) => i.endpoint ?? "–" },
]);

/** The name, and below it why it looks misconfigured. */
function named({ instance }) {
  const notes = h("p", { class: "hint" });
  return { root: h("div", {}, logsLink(instance), notes), set: (i) => put(notes, (i.notes ?? []).join(" ")) };
}

function stateOf({ state, exit_code: code }) {
  const how = code === undefined || !OVER.includes(state) ? "" : code < 0 ? ` (signal ${-code})` : ` (exit ${code})`;
  return [HEALTH_OF[state] ?? "idle", (WORD_OF[state] ?? state) + how];
}
