import { expect, test } from "vitest";
import { benchmarksPage } from "./benchmarks-page.js";
import type { Facts } from "./facts.js";
import type { Result } from "./result.js";

const facts: Facts = {
  peer: "machine",
  workload: "facts",
  value: 2,
  unit: "cores",
  cpu: "A Processor",
  node: "20.1.0",
  date: "2026-01-02",
  rounds: 3,
  versions: { "tenon-js": "1.0.0", "tfjs-cpu": "4.22.0" },
};

const conv = "conv2d [32,28,28,32]->64 fwd";
const results: Result[] = [
  { peer: "tfjs-cpu", workload: "matmul 256", value: 1.234, unit: "GFLOP/s" },
  { peer: "tenon-js", workload: "matmul 256", value: 4.936, unit: "GFLOP/s", foreign: 1.2 },
  { peer: "tenon-js", workload: `${conv} NCHW`, value: 2, unit: "GFLOP/s" },
  { peer: "tenon-js", workload: `${conv} NHWC`, value: 3, unit: "GFLOP/s" },
  { peer: "tfjs-cpu", workload: `${conv} NHWC`, value: 4, unit: "GFLOP/s" },
  { peer: "tenon-js", workload: "train CNN b64", value: 12_345, unit: "steps/s" },
  { peer: "tfjs-cpu", workload: "train CNN b64", value: null, unit: "error", error: "no result within 120 s" },
  { peer: "tenon-js", workload: "minified bundle, trains MLP", value: 100, unit: "KiB", gzipKiB: 30 },
  { peer: "tfjs-cpu", workload: "minified bundle, trains MLP", value: 300, unit: "KiB", gzipKiB: 90 },
];
const page = benchmarksPage(facts, results);
const lines = page.split("\n");

test("a page says where and with what it was measured", () => {
  expect(page).toContain("Measured on 2026-01-02: A Processor, 2 cores, Node 20.1.0. Medians over 3 rounds");
  expect(page).toContain("tenon-js 1.0.0 · tfjs-cpu 4.22.0");
  expect(page).toContain("--backend js --peers --rounds 3");
});

test("a row has everybody's median, the best bold, a disturbed one starred; ours come first", () => {
  expect(lines).toContain("| workload | unit | tenon-js | tfjs-cpu |");
  expect(lines).toContain("| matmul 256 | GFLOP/s | **4.94**\\* | 1.23 |");
  expect(lines).toContain("| train CNN b64 | steps/s | **12.3k** | fails |");
});

test("of two orders of memory a row has the better", () => {
  expect(lines).toContain(`| ${conv} | GFLOP/s | 3 | **4** |`);
});

test("ratios say how many times better ours is, also where less is better", () => {
  expect(lines).toContain("| times better | tenon-js : tfjs-cpu |");
  expect(lines).toContain("| matmul 256 | 4× |");
  expect(lines).toContain("| minified bundle, trains MLP | 3× |");
});

test("what is lost and what failed is listed", () => {
  expect(lines).toContain(`- tenon-js beside tfjs-cpu: ${conv} 0.75×`);
  expect(lines).toContain("| tfjs-cpu | train CNN b64 | no result within 120 s |");
});
