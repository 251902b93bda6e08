import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { arange, tensor, zeros } from "./create.js";
import { roll, rot90 } from "./roll.js";

const js = useJs();

const x = () => tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows

describe("roll", () => {
  test("lets in at one end what leaves at the other", () => {
    expectClose(roll(arange(4), 1), [3, 0, 1, 2]);
    expectClose(roll(arange(4), -1), [1, 2, 3, 0]);
    expectClose(roll(arange(4), 9), [3, 0, 1, 2]);
    expectClose(roll(x(), 2), [[5, 6, 1], [2, 3, 4]]); // biome-ignore format: rows
    expectClose(roll(x(), 1, { axis: 0 }), [[4, 5, 6], [1, 2, 3]]); // biome-ignore format: rows
    expectClose(roll(x(), [1, -1], { axis: [0, 1] }), [[5, 6, 4], [2, 3, 1]]); // biome-ignore format: rows
    expectClose(roll(x(), [1, 1], { axis: [1, -1] }), [[2, 3, 1], [5, 6, 4]]); // biome-ignore format: rows
    expectClose(roll(tensor(7), 3), 7);
    expect(roll(zeros([0, 2]), 1, { axis: 0 }).shape).toEqual([0, 2]);
  });

  test("by nothing is another tensor over the same elements", () => {
    const a = arange(3);
    const before = js.memory().tensors;
    const b = roll(a, 3);
    b.dispose();
    expect(a.isDisposed).toBe(false);
    expect(js.memory().tensors).toBe(before);
  });

  test("rolls gradients back", () => {
    const a = tensor([1, 2, 3], { requiresGrad: true });
    roll(a, 1).mul(tensor([1, 10, 100])).sum().backward(); // biome-ignore format: one chain
    expectClose(a.grad!, [10, 100, 1]);
  });

  test("refuses shifts that do not fit", () => {
    expectError(() => roll(x(), 0.5), "invalid_argument", "0.5");
    expectError(() => roll(x(), [1, 1]), "invalid_argument", "[1, 1]", "one integer");
    expectError(() => roll(x(), 1, { axis: [0, 1] }), "invalid_argument", "[0, 1]");
    expectError(() => roll(x(), 1, { axis: 2 }), "invalid_argument", "axis 2");
  });
});

describe("rot90", () => {
  test("turns from the first axis towards the second, as np.rot90", () => {
    expectClose(rot90(x()), [[3, 6], [2, 5], [1, 4]]); // biome-ignore format: rows
    expectClose(rot90(x(), 2), [[6, 5, 4], [3, 2, 1]]); // biome-ignore format: rows
    expectClose(rot90(x(), -1), [[4, 1], [5, 2], [6, 3]]); // biome-ignore format: rows
    expectClose(rot90(x(), 4), [[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    expectClose(rot90(x(), 1, { axes: [1, 0] }), [[4, 1], [5, 2], [6, 3]]); // biome-ignore format: rows
    expectClose(rot90(arange(8).reshape([2, 2, 2]), 1, { axes: [2, 0] }), [[[4, 0], [6, 2]], [[5, 1], [7, 3]]]); // biome-ignore format: rows
  });

  test("refuses turns and axes that are none", () => {
    expectError(() => rot90(x(), 0.5), "invalid_argument", "0.5");
    expectError(() => rot90(x(), 1, { axes: [0] }), "invalid_argument", "[0]");
    expectError(() => rot90(x(), 1, { axes: [0, -2] }), "invalid_argument", "twice");
    expectError(() => rot90(arange(3)), "invalid_argument", "axis 1");
  });
});
