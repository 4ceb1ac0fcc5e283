// The first view: one sentence, four figures, notices, the picture, and what runs.

import { attribute, byId, cell, count, h, keep, mark, milliseconds, put, rate, s, share, since, stateBadge } from "./dom.js";
import { logsOf, showGraph } from "./graph.js";

const HEALTH_OF = { ready: "healthy", starting: "starting", unhealthy: "degraded", backoff: "down", stopping: "idle", ended: "idle", failed: "down" };
const WORD_OF = { backoff: "waiting to restart" };
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
  traffic(overview.traffic ?? []);
  instances(overview.instances ?? []);
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
  const most = (name) => all.reduce((top, t) => (t[name] === undefined || t[name] === null ? top : Math.max(top ?? 0, t[name])), null);
  const failing = total ? all.reduce((sum, t) => sum + (t.error_share ?? 0) * t.requests_s, 0) / total : 0;
  byId("figures").hidden = !all.length;
  const shown = [
    ["Requests per second", rate(total), ""],
    ["Half answered within", milliseconds(most("p50_ms")), "p50"],
    ["99 % answered within", milliseconds(most("p99_ms")), "p99"],
    ["Answered with an error", share(failing), failing ? "bad" : ""],
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

function traffic(all) {
  byId("traffic-card").hidden = !all.length;
  keep(byId("traffic"), all, (t) => t.service, (t) => {
    const [requests, p50, p99] = ["Requests/s", "p50", "p99"].map((name) => cell(name, { class: "number" }));
    const errors = cell("Errors", { class: "number" });
    const root = h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row" }, h("a", { href: logsOf(t.service) }, t.service)), requests, p50, p99, errors);
    return {
      root,
      set(now) {
        put(requests, rate(now.requests_s));
        put(p50, milliseconds(now.p50_ms));
        put(p99, milliseconds(now.p99_ms));
        put(errors, share(now.error_share ?? 0));
        errors.classList.toggle("bad", (now.error_share ?? 0) > 0);
      },
    };
  });
}

function instances(all) {
  byId("no-instances").hidden = all.length > 0;
  keep(byId("instances"), all, (i) => i.instance, instanceRow);
}

function instanceRow({ instance }) {
  const state = stateBadge();
  const up = since(false);
  const notes = h("p", { class: "hint" });
  const [memory, restarts, release] = ["Memory", "Restarts", "Release"].map((name) => cell(name, { class: "number" }));
  const endpoint = cell("Listens on", { class: "mono" });
  const root = h(
    "tr",
    { role: "row" },
    h("th", { role: "rowheader", scope: "row" }, h("a", { href: logsOf(instance) }, instance), notes),
    cell("State", {}, state.root),
    cell("Up for", {}, up.root),
    memory, restarts, release, endpoint,
  );
  return {
    root,
    set(i) {
      const ended = i.exit_code === undefined || i.exit_code === null ? "" : i.exit_code < 0 ? ` (signal ${-i.exit_code})` : ` (exit ${i.exit_code})`;
      const over = ["ended", "failed", "backoff"].includes(i.state);
      state.set(HEALTH_OF[i.state] ?? "idle", (WORD_OF[i.state] ?? i.state) + (over ? ended : ""));
      up.set(over ? null : i.started_at);
      put(memory, i.memory_mib ? `${Math.round(i.memory_mib)} MiB` : "–");
      put(restarts, String(i.restarts ?? 0));
      restarts.classList.toggle("bad", (i.restarts ?? 0) > 0);
      put(release, i.release ? String(i.release) : "–");
      put(endpoint, i.endpoint || "–");
      attribute(endpoint, "title", i.pid ? `process ${i.pid}` : null);
      put(notes, (i.notes ?? []).join(" "));
      notes.hidden = !(i.notes ?? []).length;
    },
  };
}
