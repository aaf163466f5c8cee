const fs = require("node:fs");
const snippet = fs.readFileSync(__dirname + "/signature.cjs", "utf8");
const signatureIsValid = new Function("require", snippet + "\nreturn signatureIsValid;")(require);

for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n")) {
  const [head, secret, body] = line.split("\t").map((part) => Buffer.from(part, "base64"));
  const rows = head.toString().split("\n").filter((row) => row);
  const headers = Object.fromEntries(rows.map((row) => [row.split(":")[0], row.slice(row.indexOf(":") + 1)]));
  console.log(String(signatureIsValid(headers, body, secret.toString())));
}
