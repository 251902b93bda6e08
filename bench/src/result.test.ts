import { expect, test } from "vitest";
import { resultLine } from "./result.js";

test("a result is one line of JSON with four digits, in the order that other benchmarks use", () => {
  const line = resultLine({
    peer: "tenon-js",
    workload: "matmul 256",
    value: 5.123456,
    unit: "GFLOP/s",
    ms: 6.54321,
    best: 12345678,
    n: 235,
    foreign: 0.123456,
  });
  expect(line).toBe(
    '{"peer":"tenon-js","workload":"matmul 256","value":5.123,"unit":"GFLOP/s","ms":6.543,"best":12350000,"n":235,"foreign":0.1235}',
  );
});

test("a failure has no value", () => {
  const line = resultLine({ peer: "tenon-js", workload: "x", value: null, unit: "error", error: "out of memory" });
  expect(JSON.parse(line)).toEqual({
    peer: "tenon-js",
    workload: "x",
    value: null,
    unit: "error",
    error: "out of memory",
  });
});
