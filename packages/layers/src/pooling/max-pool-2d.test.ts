import { createJsBackend } from "@tenon/backend-js";
import { setBackend, zeros } from "@tenon/core";
import { expect, test } from "vitest";
import { MaxPool2d } from "./max-pool-2d.js";

test("MaxPool2d passes all its options on", () => {
  setBackend(createJsBackend());
  const options = { stride: 2, padding: 1, dilation: 2 };
  const x = zeros([3, 6, 7]);
  expect(new MaxPool2d(2, options).call(x).shape).toEqual([3, 3, 4]);
  expect(new MaxPool2d(2, { ...options, ceilMode: true }).call(x).shape).toEqual([3, 4, 4]);
});
