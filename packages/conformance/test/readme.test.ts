import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Certificate, runSuite } from "../src/index.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(fileURLToPath(new URL("readme-", import.meta.url)));
  await writeFile(`${folder}/my-backend.js`, 'export * from "../my-backend.js";\n');
});
afterAll(() => rm(folder, { recursive: true }));

test("the example for vitest certifies the backend", async () => {
  const given: Certificate[] = [];
  vi.doMock("@tenon/conformance/vitest", () => ({ certify: (certificate: Certificate) => given.push(certificate) }));
  await execute("import { certify }");
  const report = await runSuite(given[0]!, { modes: ["eager"], sample: { share: 0.03, seed: 1 } });
  expect(report.failed).toBe(0);
  expect(report.passed).toBeGreaterThan(50);
});

test("the example for any runner passes", async () => {
  await execute("import { runSuite");
});

async function execute(start: string): Promise<void> {
  const code = blocks.find((block) => block.startsWith(start));
  const file = `${folder}/example-${start.length}.js`;
  await writeFile(file, code ?? `throw new Error("README.md has no example that starts with ${start}")`);
  await import(/* @vite-ignore */ file);
}
