// Log lines: filtered by the server, followed here. At most 2,000 of them are on the page.

import { byId, count, h, put } from "./dom.js";

const MOST = 2000;
const STREAMS = { err: "err", system: "mainstay" };
// Terminal colours and cursor moves say nothing here; other control characters are made visible.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const SEVERE = /\b(?:ERROR|CRITICAL|FATAL|PANIC|Traceback)\b/;

let filter = { resource: "", text: "" };
let follow = true;
let waiting = [];
let missed = 0;
let change = () => {};

const log = () => byId("log");

/** `changed(filter)` is called when the person changes the filter. */
export function startLogs(changed) {
  change = changed;
  let timer = 0;
  byId("log-filter").addEventListener("submit", (event) => event.preventDefault());
  byId("log-resource").addEventListener("change", apply);
  byId("log-text").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 200);
  });
  byId("log-follow").addEventListener("click", () => setFollow(!follow));
  byId("log-newest").addEventListener("click", () => {
    setFollow(true);
    log().focus();
  });
  log().addEventListener("scroll", scrolled, { passive: true });
}

function apply() {
  change({ resource: byId("log-resource").value, text: byId("log-text").value });
}

/** Show this filter in the form; the lines come with the stream. */
export function setFilter(next) {
  filter = next;
  offer(filter.resource);
  byId("log-resource").value = filter.resource;
  if (byId("log-text").value !== filter.text) byId("log-text").value = filter.text;
}

/** The parts and instances that can be chosen. */
export function setChoices(nodes, instances) {
  const wanted = [nodes.map((n) => n.name), instances.map((i) => i.instance)].map((names) => [...new Set(names)].sort());
  const select = byId("log-resource");
  if (select.dataset.names === JSON.stringify(wanted)) return;
  select.dataset.names = JSON.stringify(wanted);
  const group = (label, names) => h("optgroup", { label }, names.map((name) => h("option", { value: name }, name)));
  select.replaceChildren(h("option", { value: "" }, "All parts"), group("Parts", wanted[0]), group("Instances", wanted[1]));
  offer(filter.resource);
  select.value = filter.resource;
}

/** A name that is filtered for can be chosen, even where it is gone. */
function offer(name) {
  const select = byId("log-resource");
  if (name && ![...select.options].some((option) => option.value === name)) select.append(h("option", { value: name }, name));
}

export function addLines({ lines = [], reset = false, skipped = false }) {
  if (reset) {
    log().replaceChildren();
    waiting = [];
    missed = 0;
    if (lines.length) setFollow(true);
  }
  if (skipped) waiting.push(null);
  waiting.push(...lines);
  if (waiting.length > MOST) waiting.splice(0, waiting.length - MOST, null);
  if (follow) flush();
  else missed += lines.length;
  tell();
}

function flush() {
  if (!waiting.length && log().childElementCount === 0) return;
  const rows = document.createDocumentFragment();
  rows.append(...waiting.map((line) => (line ? row(line) : h("p", { class: "gap" }, "Some lines are not shown here: there were too many at once."))));
  waiting = [];
  missed = 0;
  log().append(rows);
  while (log().childElementCount > MOST) log().firstElementChild.remove();
  log().scrollTop = log().scrollHeight;
}

function row(line) {
  const when = new Date(line.at * 1000);
  const clock = when.toLocaleTimeString("en-GB", { hour12: false }) + "." + String(when.getMilliseconds()).padStart(3, "0");
  const text = line.text.replace(ESCAPES, "").replace(CONTROLS, "\ufffd");
  const stream = STREAMS[line.stream];
  return h(
    "div",
    { class: SEVERE.test(text) ? "line severe" : "line" },
    h("time", { datetime: when.toISOString(), title: when.toISOString() }, clock),
    h("span", { class: "who", title: line.instance }, line.instance),
    h("span", { class: "stream" }, stream ?? ""),
    h("span", { class: "text" }, ...highlighted(text)),
  );
}

function highlighted(text) {
  const wanted = filter.text.toLowerCase();
  const lower = text.toLowerCase();
  if (!wanted || lower.length !== text.length) return [text];
  const pieces = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    pieces.push(text.slice(from, at), h("mark", {}, text.slice(at, at + wanted.length)));
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}

function scrolled() {
  const end = log().scrollHeight - log().scrollTop - log().clientHeight < 24;
  if (end !== follow && log().clientHeight) setFollow(end);
}

function setFollow(on) {
  follow = on;
  byId("log-follow").setAttribute("aria-pressed", String(on));
  put(byId("log-follow"), on ? "Following" : "Follow");
  if (on) flush();
  tell();
}

/** Called when the view becomes visible: a hidden box has no scroll position to keep. */
export function logsShown() {
  if (follow) log().scrollTop = log().scrollHeight;
}

function tell() {
  const shown = log().childElementCount;
  const about = [filter.resource && `of ${filter.resource}`, filter.text && `with “${filter.text}”`].filter(Boolean).join(" ");
  byId("log-empty").hidden = shown > 0;
  put(byId("log-empty"), about ? `No lines ${about} yet. New ones appear here.` : "No lines yet. What the programs write appears here.");
  byId("log-newest").hidden = follow;
  put(byId("log-newest"), missed ? `${count(missed, "new line")} ↓` : "Newest ↓");
  put(byId("log-count"), shown ? `${count(shown, "line")}${about ? ` ${about}` : ""}${shown >= MOST ? "; older ones: mainstay logs" : ""}` : "");
}
