// Notes: GET /notes, POST /notes {"text": "…"}, DELETE /notes/ID. Kept in the store that REDIS_URL names.
"use strict";

const http = require("node:http");
const { createClient } = require("redis");

const LONGEST_BODY = 10_000;
const port = Number(process.env.PORT || 3000);
const store = createClient({ url: process.env.REDIS_URL });
store.on("error", (error) => console.error("the store is away:", error.message));

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

async function bodyOf(request) {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    text += chunk;
    if (text.length > LONGEST_BODY) throw Object.assign(new Error("too long"), { status: 413 });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw Object.assign(new Error("the body must be JSON"), { status: 400 });
  }
}

async function notes() {
  const all = await store.hGetAll("notes");
  return Object.entries(all).map(([id, text]) => ({ id: Number(id), text })).sort((a, b) => a.id - b.id);
}

async function add(request) {
  const { text } = (await bodyOf(request)) ?? {};
  if (typeof text !== "string" || !text.trim()) throw Object.assign(new Error("`text` must say something"), { status: 422 });
  const id = await store.incr("notes:last");
  await store.hSet("notes", String(id), text);
  return { id, text };
}

async function handle(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method === "GET" && (pathname === "/" || pathname === "/notes")) return answer(response, 200, await notes());
  if (request.method === "POST" && pathname === "/notes") return answer(response, 201, await add(request));
  const found = /^\/notes\/(\d+)$/.exec(pathname);
  if (request.method === "DELETE" && found) {
    const gone = await store.hDel("notes", found[1]);
    return answer(response, gone ? 200 : 404, { deleted: Boolean(gone) });
  }
  return answer(response, 404, { error: "there is nothing here" });
}

const server = http.createServer((request, response) => {
  handle(request, response).catch((error) => {
    if (!error.status) console.error(error);
    answer(response, error.status || 500, { error: error.status ? error.message : "something went wrong" });
  });
});
server.keepAliveTimeout = 75_000;

async function stop() {
  server.close(() => store.quit().finally(() => process.exit(0)));
  server.closeIdleConnections();
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

store.connect().then(() => server.listen(port, () => console.log(`notes on port ${port}`)));
