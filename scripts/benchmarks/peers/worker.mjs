// Delivers as an application with BullMQ does: reads the payload, signs it, posts it over kept connections,
// writes down what came back.
import { Worker } from "bullmq";
import pg from "pg";
import { Agent, request } from "undici";
import { createHmac } from "node:crypto";

const pool = new pg.Pool({ max: 10 });
const dispatcher = new Agent({ connections: 100, keepAliveTimeout: 60_000 });
const connection = { host: "127.0.0.1", port: +process.env.REDIS_PORT, maxRetriesPerRequest: null };

async function deliver(job) {
  const { id, url } = job.data;
  const found = await pool.query("SELECT payload FROM delivery WHERE id = $1", [id]);
  const body = found.rows[0].payload;
  const message = `msg_${id}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = createHmac("sha256", process.env.SECRET).update(`${message}.${timestamp}.${body}`).digest("base64");
  const headers = {
    "content-type": "application/json",
    "webhook-id": message,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,${signed}`,
  };
  const started = performance.now();
  const answer = await request(url, { method: "POST", body, dispatcher, headers });
  const text = await answer.body.text();
  const succeeded = answer.statusCode < 300;
  await pool.query(
    "UPDATE delivery SET status = $2, status_code = $3, duration_ms = $4, response = $5, attempts = attempts + 1, " +
      "done_at = now() WHERE id = $1",
    [id, succeeded ? "success" : "failed", answer.statusCode, performance.now() - started, text.slice(0, 1000)],
  );
  if (!succeeded) throw new Error(String(answer.statusCode));
}

const options = { connection, concurrency: +process.env.CONCURRENCY, removeOnComplete: { count: 0 } };
const worker = new Worker("deliver", deliver, options);
worker.on("error", (error) => console.error(error.message));
await worker.waitUntilReady();
process.stdout.write("ready\n");
