// Releases, and the way back.

import { byId, cell, h, keep, put, since, stateBadge } from "./dom.js";
import { ask, rollBack } from "./task.js";

const HEALTH = { live: "healthy", superseded: "idle", failed: "down", building: "starting" };
const WORD = { live: "serving", superseded: "replaced", failed: "failed", building: "being made" };

let live = 0;

export function showReleases(all) {
  live = all.find((release) => release.state === "live")?.number ?? 0;
  byId("no-releases").hidden = all.length > 0;
  keep(byId("release-rows"), all, (release) => release.number, row);
}

function row({ number }) {
  const state = stateBadge();
  const at = since(true);
  const [by, note] = [cell("By"), cell("Note", { class: "note" })];
  let release = null;
  const button = h("button", { class: "small", onclick: () => confirm(release) }, `Roll back to ${number}`);
  const action = cell("", { class: "action" }, button);
  const root = h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row", class: "mono" }, String(number)), cell("State", {}, state.root), cell("When", {}, at.root), by, note, action);
  return {
    root,
    set(next) {
      release = next;
      state.set(HEALTH[next.state] ?? "idle", WORD[next.state] ?? next.state);
      at.set(next.at);
      put(by, next.by ?? "");
      put(note, next.note ?? "");
      button.hidden = !next.can_roll_back;
      root.classList.toggle("current", next.state === "live");
    },
  };
}

function confirm({ number, note, at, by }) {
  const made = new Date(at * 1000).toLocaleString();
  ask({
    title: `Roll back to release ${number}?`,
    text: [
      `Release ${number} was made on ${made}${by ? ` by ${by}` : ""}${note ? `: “${note}”` : ""}.`,
      `It is started beside ${live ? `release ${live}` : "what runs"} and takes over once it is healthy; no request is lost. Data stays as it is: what a migration changed is not changed back.`,
    ],
    action: `Roll back to ${number}`,
    start: () => rollBack(number),
  });
}
