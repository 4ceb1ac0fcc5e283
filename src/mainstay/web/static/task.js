// Changes: asked for in a dialog, followed while they are made, told how they ended.

import { api, byId, h, keep, mark, put, told } from "./dom.js";

const STEP = { "": ["idle", "waiting"], begun: ["starting", "under way"], done: ["healthy", "done"], failed: ["down", "failed"], undone: ["degraded", "undone"] };

let followed = 0;
let dismissed = 0;
let seen = 0;
let last = null;
let run = null;

const dialog = () => byId("dialog");

export function startTasks() {
  byId("dialog-close").addEventListener("click", () => dialog().close());
  byId("dialog-go").addEventListener("click", begin);
  dialog().addEventListener("close", () => {
    if (last && last.id === followed && last.state !== "running") dismissed = followed;
    followed = 0;
    banner();
  });
}

/** Ask before something is done. `action` names it on the button; `start()` asks the API and gives the operation. */
export function ask({ title, text, action, start }) {
  run = start;
  followed = 0;
  put(byId("dialog-title"), title);
  byId("dialog-body").replaceChildren(...text.map((paragraph) => h("p", {}, paragraph)));
  byId("dialog-body").hidden = false;
  byId("dialog-steps").hidden = true;
  byId("dialog-outcome").replaceChildren();
  byId("dialog-go").hidden = false;
  byId("dialog-go").disabled = false;
  put(byId("dialog-go"), action);
  put(byId("dialog-close"), "Cancel");
  dialog().showModal();
  byId("dialog-close").focus();
}

/** Do something that needs no question. */
export function perform(start) {
  ask({ title: "One moment", text: [], action: "", start });
  byId("dialog-go").hidden = true;
  return begin();
}

async function begin() {
  byId("dialog-go").disabled = true;
  try {
    const operation = await run();
    byId("dialog-go").hidden = true;
    byId("dialog-body").hidden = true;
    followed = operation.id;
    put(byId("dialog-title"), operation.says);
    put(byId("dialog-close"), "Continue in the background");
    byId("dialog-close").focus();
    // The stream may have told the outcome before this answer came.
    follow(last && last.id === operation.id ? last : operation);
    return true;
  } catch (error) {
    put(byId("dialog-title"), "Nothing was changed");
    byId("dialog-body").hidden = true;
    byId("dialog-outcome").replaceChildren(outcome("down", error.message, "", error.hint));
    byId("dialog-go").disabled = false;
    put(byId("dialog-close"), "Close");
    return false;
  }
}

/** The newest word about the operation, from the stream; null where there was none. */
export function showOperation(operation) {
  last = operation;
  if (!operation) return;
  if (operation.state === "running") seen = operation.id;
  // What ended before this page was opened is no news.
  else if (seen !== operation.id && followed !== operation.id) dismissed = operation.id;
  if (followed === operation.id) follow(operation);
  banner();
}

function follow(operation) {
  const steps = operation.steps ?? [];
  const list = byId("dialog-steps");
  list.hidden = !steps.length;
  keep(list, steps, (step) => step.subject, () => {
    const [at, says, word] = [h("span"), h("span", { class: "says" }), h("span", { class: "quiet" })];
    const root = h("li", {}, at, says, word);
    return {
      root,
      set(step) {
        const [health, name] = STEP[step.state ?? ""] ?? ["idle", step.state];
        put(says, step.says || step.subject);
        if (word.textContent === name) return;
        put(word, name);
        at.replaceChildren(mark(health));
        if (step.state === "begun") root.scrollIntoView({ block: "nearest" });
      },
    };
  });
  if (operation.state === "running") return put(byId("dialog-outcome"), steps.length ? "" : "Working…");
  put(byId("dialog-close"), "Close");
  byId("dialog-outcome").replaceChildren(ending(operation));
}

const ending = (o) => (o.state === "succeeded" ? outcome("healthy", `${o.says}: done.`) : outcome("down", `${o.says}: failed.`, o.message, o.hint));

function outcome(health, title, message, hint) {
  return h("span", { class: "outcome" }, mark(health, 20), h("span", {}, ...told(title), message && h("span", { class: "sentence" }, message), hint && h("span", { class: "hint" }, `hint: ${hint}`)));
}

/** The line below the header while the dialog is closed. */
function banner() {
  const box = byId("task");
  box.hidden = !last || dialog().open || dismissed === last.id;
  if (box.hidden) return;
  const steps = last.steps ?? [];
  const done = steps.filter((step) => step.state === "done").length;
  const more = h("button", { class: "small", onclick: last.state === "running" ? reopen : dismiss }, last.state === "running" ? "Show steps" : "Dismiss");
  const now = last.state === "running" ? outcome("starting", `${last.says}: under way${steps.length ? `, ${done} of ${steps.length} steps done` : ""}`) : ending(last);
  const focused = box.contains(document.activeElement);
  box.replaceChildren(now, more);
  if (focused) more.focus();
}

function reopen() {
  const operation = last;
  ask({ title: operation.says, text: [], action: "", start: null });
  byId("dialog-go").hidden = true;
  followed = operation.id;
  put(byId("dialog-close"), "Continue in the background");
  follow(operation);
  banner();
}

function dismiss() {
  dismissed = last.id;
  banner();
  byId("main").focus();
}

export const rollBack = (release) => api("POST", `/api/releases/${release}/rollback`);
export const setValue = (name, value) => api("POST", "/api/settings", { name, value });
export const unsetValue = (name) => api("DELETE", `/api/settings/${encodeURIComponent(name)}`);
