import { describe, expect, test } from "vitest";
import {
  asyncOnly,
  compile,
  detectAnomaly,
  getBackend,
  grad,
  noGrad,
  Parameter,
  scope,
  type TenonError,
  type Tensor,
  tensor,
  vmap,
  where,
  withBackend,
} from "../src/index.js";
import { expectClose } from "./support/expect-close.js";
import { expectError } from "./support/expect-error.js";
import { useJs } from "./support/js.js";

const js = useJs();
const leaf = (values: number[]) => tensor(values, { requiresGrad: true });

/** The well-known trap: √ has an infinite slope at 0, and 0 · ∞ is NaN though `where` does not take the branch. */
function trap(x: Tensor): Tensor {
  const root = x.sqrt(); // the line that the error names
  return where(x.greater(0), root, 0).sum();
}

function anomalyOf(run: () => unknown): TenonError {
  return expectError(() => detectAnomaly(run), "not_finite", "NaN");
}

describe("detectAnomaly", () => {
  test("names the op, its input and the line that called it", () => {
    const error = anomalyOf(() => trap(leaf([0, 4])).backward());
    expect(error.message).toContain("unary sqrt");
    expect(error.details.op).toBe("unary sqrt");
    const frames = error.details.frames as string[];
    expect(frames[0]).toMatch(/^at trap \(.*anomaly\.test\.ts:\d+:\d+\)$/);
    expect(error.message).toContain(frames[0]);
    expect(frames.some((frame) => frame.includes("/core/src/"))).toBe(false);
    const line = Number(/:(\d+):\d+\)$/.exec(frames[0]!)![1]);
    const here = Number(/anomaly\.test\.ts:(\d+)/.exec(new Error("here").stack!)![1]);
    expect(here - line).toBeGreaterThan(10); // above this test, where `trap` stands
  });

  test("sees fused and composed ops, grad, and each example of vmap", () => {
    expect(
      anomalyOf(() =>
        leaf([0, 1])
          .log()
          .softmax()
          .mul(leaf([0, 0]))
          .sum()
          .backward(),
      ).message,
    ).toMatch(/NaN/);
    expect(anomalyOf(() => grad(trap)(tensor([0]))).message).toContain("sqrt");
    expect(anomalyOf(() => vmap((t) => grad(trap)(t)[0]!)(tensor([[1], [0]]))).message).toContain("sqrt");
  });

  test("runs compiled functions op by op", () => {
    const w = new Parameter(tensor([0]));
    const step = compile((x: Tensor) => trap(w.value.mul(x)).backward());
    expect(anomalyOf(() => step(tensor([1]))).message).toContain("sqrt");
    expect(step.stats().traces).toBe(0);
  });

  test("says so where the op ran before it", () => {
    const y = trap(leaf([0]));
    expect(anomalyOf(() => y.backward()).message).toContain("outside detectAnomaly");
  });

  test("lets finite and infinite gradients pass, and returns what the function does", () => {
    const x = leaf([0, 4]);
    const step = () => {
      x.sqrt().sum().backward();
      return 7;
    };
    expect(detectAnomaly(step)).toBe(7);
    expectClose(x.grad!, [Number.POSITIVE_INFINITY, 0.25]);
    const half = tensor([1], { dtype: "int32" });
    expect(detectAnomaly(() => noGrad(() => half.div(0)).itemSync())).toBe(Number.POSITIVE_INFINITY);
  });

  test("ends with the function, also when it throws", () => {
    anomalyOf(() => trap(leaf([0])).backward());
    const x = leaf([0]);
    trap(x).backward();
    expectClose(x.grad!, [Number.NaN]);
  });

  test("refuses asynchronous functions, and backends that answer later", () => {
    expectError(() => detectAnomaly(() => Promise.resolve()), "async_scope", "detectAnomaly");
    const later = asyncOnly(getBackend());
    const step = () => withBackend(later, () => leaf([1]).sqrt().sum().backward());
    expectError(() => detectAnomaly(step), "sync_read_unavailable", "detectAnomaly");
  });

  test("leaves nothing", () => {
    const before = js.memory().tensors;
    scope(() => anomalyOf(() => trap(leaf([0, 4])).backward()));
    expect(js.memory().tensors).toBe(before);
  });
});
