// Publishes as an application with BullMQ does: a row for each delivery, then the job that names it.
// A line of standard input asks for a burst, {"first","count","batch","connections"}, or for an even pace,
// {"first","count","per_second"}; a line of standard output says that it is all queued.
import { Queue } from "bullmq";
import pg from "pg";
import readline from "node:readline";

const BYTES = 500;
const queue = new Queue("deliver", { connection: { host: "127.0.0.1", port: +process.env.REDIS_PORT } });
const pool = new pg.Pool({ max: 16 });
const options = { attempts: 5, backoff: { type: "exponential", delay: 1000 }, removeOnComplete: true };

function payload(number) {
  const head = `{"type":"order.created","data":{"n":${number},"t0":${(Date.now() / 1000).toFixed(3)},"pad":"`;
  return head + "x".repeat(BYTES - 3 - head.length) + '"}}';
}

async function publish(first, count) {
  const payloads = Array.from({ length: count }, (_, place) => payload(first + place));
  const rows = await pool.query("INSERT INTO delivery (payload) SELECT unnest($1::text[]) RETURNING id", [payloads]);
  const jobs = rows.rows.map((row) => ({ name: "d", data: { id: row.id, url: process.env.SINK }, opts: options }));
  await (count === 1 ? queue.add("d", jobs[0].data, options) : queue.addBulk(jobs));
}

async function burst({ first, count, batch, connections }) {
  let next = first;
  const worker = async () => {
    while (next < first + count) {
      const mine = next;
      next += batch;
      await publish(mine, Math.min(batch, first + count - mine));
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

async function paced({ first, count, per_second }) {
  const started = performance.now();
  const all = [];
  for (let place = 0; place < count; place++) {
    const wait = started + (place / per_second) * 1000 - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    all.push(publish(first + place, 1));
  }
  await Promise.all(all);
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  await (asked.per_second ? paced(asked) : burst(asked));
  process.stdout.write("queued\n");
}
process.exit(0);
