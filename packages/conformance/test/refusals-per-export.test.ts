import * as core from "@tenon/core";
import * as fft from "@tenon/core/fft";
import * as linalg from "@tenon/core/linalg";
import { describe, expect, test } from "vitest";
import { errorCases } from "../src/cases/error-cases.js";
import { VALID_CALLS } from "../src/cases/valid-calls/index.js";

const AT_LEAST = 3;

/** Exported functions with fewer refusals, by the reason. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  "answers for anything": ["collectTensors", "isFloat", "isInteger", "isRecording", "isTensor", "sameShape", "slice", "showShape"],
  "takes nothing, or what it runs or hands on": [
    "asyncOnly", "check", "compile", "decorate", "defaultGenerator", "detectAnomaly", "enableGrad", "fromHost", "getBackend", "guard",
    "keep", "noGrad", "profile", "scope", "setBackend", "withBackend", "engineOf",
  ],
  "takes one seed, as Generator does": ["manualSeed"],
  "is the check that others refuse by": ["asTensor", "broadcastShapes", "checkDType", "gradcheck"],
  "is the seam: core has checked what it is called with": [
    "callPrimitive", "hostArray", "primitivesAround", "promote", "promoteNumber", "runPrimitive", "sizeOf", "stridesOf", "toFloat",
    "windowCount", "withVjp",
  ],
}; // biome-ignore format: names

const exported = new Set(
  [core, linalg, fft].flatMap((entry) =>
    Object.entries(entry).flatMap(([name, value]) =>
      typeof value === "function" && /^[a-z]/.test(name) ? [name] : [],
    ),
  ),
);
const excused = new Set(Object.values(EXCEPTIONS).flat());

describe("refusals", () => {
  const count = new Map<string, number>();
  for (const { id } of errorCases) {
    const name = id.split("/")[1]!; // error/<function>/<what>
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  const few = [...exported].filter((name) => (count.get(name) ?? 0) < AT_LEAST);

  test("every exported function has three, but for those that cannot", () => {
    expect(few.filter((name) => !excused.has(name))).toEqual([]);
  });

  test("no exception is out of date", () => {
    expect([...excused].filter((name) => !few.includes(name))).toEqual([]);
  });

  test("every valid call is of an exported function", () => {
    expect(Object.keys(VALID_CALLS).filter((name) => !exported.has(name))).toEqual([]);
  });
});
