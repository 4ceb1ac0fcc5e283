// The page: which view is shown, and one stream of changes that feeds all of them.

import { api, byId, put, told } from "./dom.js";
import { startGraph } from "./graph.js";
import { addLines, logsShown, setChoices, setFilter, startLogs } from "./logs.js";
import { openMail, showInbox } from "./mail.js";
import { sample, showOverview } from "./overview.js";
import { showReleases } from "./releases.js";
import { showSettings, startSettings } from "./settings.js";
import { showOperation, startTasks } from "./task.js";

const VIEWS = ["overview", "logs", "releases", "mail", "config"];
const HIDDEN_MS = 60000;

let filter = { resource: "", text: "" };
let source = null;
let view = "";

function connection(state, text) {
  byId("connection").dataset.state = state;
  put(byId("connection"), text);
}

function trouble({ message = "", hint = "" }) {
  byId("trouble").hidden = !message;
  byId("trouble").replaceChildren(...(message ? told(message, hint) : []));
}

const TOPICS = {
  overview(overview) {
    showOverview(overview);
    setChoices(overview.nodes ?? [], overview.instances ?? []);
  },
  releases: showReleases,
  mail: showInbox,
  settings: showSettings,
  operation: showOperation,
  lines: addLines,
  trouble,
};

/** Open the stream with the present filter. The browser reconnects by itself and says which line was the last. */
function connect() {
  source?.close();
  const mine = (source = new EventSource(`/events?${new URLSearchParams(filter)}`));
  mine.onopen = () => connection("live", "Live");
  for (const [topic, show] of Object.entries(TOPICS)) mine.addEventListener(topic, (event) => mine === source && show(JSON.parse(event.data)));
  mine.onerror = () => {
    if (mine !== source) return;
    connection("waiting", "Reconnecting…");
    if (mine.readyState === EventSource.CLOSED) refused(mine);
  };
}

/** The browser gave up, because it was answered with an error: say which, and try again now and then. */
async function refused(mine) {
  try {
    await api("GET", "/api/operation");
  } catch (error) {
    if (error.status === 401) {
      connection("ended", "Ended");
      return trouble({ message: "The key of this page is no longer valid.", hint: "open it again with `mainstay open`" });
    }
  }
  setTimeout(() => mine === source && connect(), 3000);
}

/** `#logs?resource=web&text=error`, `#mail/12`, `#releases` … */
function route() {
  const [path, query] = location.hash.slice(1).split("?");
  const [name, rest] = path.split("/");
  if (name === "main" && view) return; // the link that skips the header
  const next = VIEWS.includes(name) ? name : "overview";
  for (const id of VIEWS) byId(`view-${id}`).hidden = id !== next;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash.split("?")[0] === `#${next}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (next === "logs") {
    const asked = new URLSearchParams(query);
    look({ resource: asked.get("resource") ?? "", text: asked.get("text") ?? "" });
    logsShown();
  }
  openMail(next === "mail" ? Number.parseInt(rest, 10) || 0 : 0);
  if (view && view !== next) {
    scrollTo(0, 0);
    if (!document.activeElement || document.activeElement === document.body || !document.activeElement.checkVisibility()) byId("main").focus({ preventScroll: true });
  }
  view = next;
}

function look(next) {
  const query = new URLSearchParams(Object.entries(next).filter(([, value]) => value)).toString();
  byId("to-logs").href = `#logs${query && `?${query}`}`;
  setFilter(next);
  if (next.resource === filter.resource && next.text === filter.text) return;
  filter = next;
  connect();
}

function choose(next) {
  look(next);
  history.replaceState(null, "", byId("to-logs").href);
}

/** A page that nobody looks at for a minute lets go of its connection: browsers allow six for one host. */
let leaving = 0;
function visibility() {
  clearTimeout(leaving);
  if (!document.hidden) return source ?? connect();
  leaving = setTimeout(() => {
    source?.close();
    source = null;
  }, HIDDEN_MS);
}

startGraph();
startTasks();
startSettings();
startLogs(choose);
addEventListener("hashchange", route);
document.addEventListener("visibilitychange", visibility);
setInterval(() => source && sample(), 1000);
route();
source ?? connect();
