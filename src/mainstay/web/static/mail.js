// The mail catcher's inbox. All of a message is text that a program sent; its HTML lives in a frame without rights.

import { api, byId, count, h, keep, since } from "./dom.js";

let shown = 0;
let wanted = 0;

export function showInbox(all) {
  byId("no-mail").hidden = all.length > 0;
  byId("inbox").hidden = !all.length;
  byId("mail-count").hidden = !all.length;
  byId("mail-count").replaceChildren(String(all.length), h("span", { class: "unseen" }, all.length === 1 ? " message" : " messages"));
  keep(byId("inbox"), all, (mail) => mail.id, (mail) => {
    const at = since((m) => m.at, " ago");
    at.set(mail);
    const root = h("li", {}, h("a", { href: `#mail/${mail.id}` }, h("span", { class: "subject" }, mail.subject || "(no subject)"), at.root, h("span", { class: "quiet" }, `to ${(mail.recipients ?? []).join(", ") || "nobody"}`)));
    return { root, set: () => {} };
  });
  mark();
}

function mark() {
  for (const link of byId("inbox").querySelectorAll("a")) {
    if (link.hash === `#mail/${wanted}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Open message `id`; 0 goes back to the inbox. */
export async function openMail(id) {
  wanted = id;
  mark();
  byId("view-mail").classList.toggle("reading", id > 0);
  if (!id) {
    shown = 0;
    byId("message").hidden = true;
    return;
  }
  if (shown === id) return;
  let parts;
  try {
    parts = message(await api("GET", `/api/mail/${id}`));
  } catch (error) {
    parts = [back(), h("p", {}, error.message)];
  }
  if (wanted !== id) return;
  shown = id;
  byId("message").replaceChildren(...parts);
  byId("message").hidden = false;
  byId("message").focus({ preventScroll: true });
}

const back = () => h("a", { href: "#mail", class: "back" }, "← Inbox");

function message({ message: mail, links = [] }) {
  const facts = [["From", mail.sender], ["To", (mail.recipients ?? []).join(", ")], ["At", new Date(mail.at * 1000).toLocaleString()]];
  if (mail.attachments?.length) facts.push(["Attached", mail.attachments.join(", ")]);
  const pane = h("div", { class: "pane" });
  const views = [
    ["Formatted", mail.html && (() => h("iframe", { src: `/api/mail/${mail.id}/html`, sandbox: "", title: "The message as formatted by its sender", referrerpolicy: "no-referrer" }))],
    ["Text", mail.text && (() => h("pre", {}, mail.text))],
    ["Headers", mail.headers?.length && (() => h("pre", {}, mail.headers.map(([name, value]) => `${name}: ${value}`).join("\n")))],
    ["HTML source", mail.html && (() => h("pre", {}, mail.html))],
  ].filter(([, make]) => make);
  const buttons = views.map(([name, make]) => h("button", { class: "small", "aria-pressed": "false", onclick: (event) => show(event.currentTarget, make) }, name));
  const show = (button, make) => {
    buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    pane.replaceChildren(make());
  };
  if (views.length) show(buttons[0], views[0][1]);
  else pane.append(h("p", { class: "empty" }, "This message is empty."));
  return [
    back(),
    h("h3", {}, mail.subject || "(no subject)"),
    h("dl", { class: "facts" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value || "–")))),
    h("div", { class: "choices", role: "group", "aria-label": "Show the message as" }, buttons),
    pane,
    links.length ? h("details", { open: true }, h("summary", {}, `${count(links.length, "link")} in this message`), h("ul", {}, links.filter((link) => /^https?:\/\//i.test(link)).map((link) => h("li", {}, h("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link))))) : null,
  ].filter(Boolean);
}
