// Runs the tests of the islands' logic: each `*.test.ts` is bundled and handed to Node's own runner,
// and the counts are said in the words that the other test runners close with.
import { build } from "esbuild";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";

const tests = (await readdir("tests")).filter((f) => f.endsWith(".test.ts")).sort();
const out = await mkdtemp(join(tmpdir(), "uma-islands-"));
await build({
  entryPoints: tests.map((f) => `tests/${f}`),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  logLevel: "warning",
});
const files = tests.map((f) => join(out, f.replace(/\.ts$/, ".mjs")));
const ran = spawnSync(process.execPath, ["--test", "--test-reporter=tap", ...files], { encoding: "utf8" });
await rm(out, { recursive: true, force: true });
const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(ran.stdout)?.[1] ?? 0);
const [passed, failed] = [count("pass"), count("fail")];
if (failed > 0 || passed === 0) console.log(ran.stdout, ran.stderr);
if (failed > 0) console.log(`${failed} failed`);
console.log(`${passed} passed`);
process.exitCode = ran.status === 0 && passed > 0 ? 0 : 1;
