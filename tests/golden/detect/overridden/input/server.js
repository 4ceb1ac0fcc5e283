const Redis = require("ioredis");
const store = new Redis(process.env.REDIS_URL);
require("http").createServer((q, s) => store.incr("x").then((n) => s.end(String(n)))).listen(process.env.PORT);
