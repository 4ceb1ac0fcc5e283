const express = require("express");
const { Queue } = require("bullmq");
const knex = require("knex")({ client: "pg", connection: process.env.DATABASE_URL });
const { REDIS_HOST, REDIS_PORT, REDIS_PASSWORD } = process.env;
const orders = new Queue("orders", { connection: { host: REDIS_HOST, port: REDIS_PORT, password: REDIS_PASSWORD } });
const app = express();
app.set("secret", process.env.SESSION_SECRET);
app.listen(process.env.PORT || 3000);
