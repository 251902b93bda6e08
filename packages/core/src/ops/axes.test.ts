import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { broadcastTensors, flatten, moveAxis, squeeze, unflatten, unsqueeze } from "./axes.js";
import { arange, tensor, zeros } from "./create.js";

useJs();

describe("moveAxis", () => {
  const x = () => zeros([2, 3, 4, 5]);

  test("moves axes, the others keep their order, as np.moveaxis", () => {
    expect(moveAxis(x(), 0, -1).shape).toEqual([3, 4, 5, 2]);
    expect(moveAxis(x(), -1, 1).shape).toEqual([2, 5, 3, 4]);
    expect(moveAxis(x(), [0, 1], [-1, -2]).shape).toEqual([4, 5, 3, 2]);
    expect(moveAxis(x(), [], []).shape).toEqual([2, 3, 4, 5]);
    expectClose(moveAxis(tensor([[1, 2], [3, 4]]), 0, 1), [[1, 3], [2, 4]]); // biome-ignore format: rows
  });

  test("refuses axes outside, named twice, or not as many", () => {
    expectError(() => moveAxis(x(), 4, 0), "invalid_argument", "axis 4");
    expectError(() => moveAxis(x(), [0, 1], [0]), "invalid_argument", "[0, 1]", "[0]");
    expectError(() => moveAxis(x(), [0, -4], [0, 1]), "invalid_argument", "[0, -4]");
    expectError(() => moveAxis(x(), [0, 1], [1, -3]), "invalid_argument", "[1, -3]");
  });
});

describe("squeeze, unsqueeze, flatten", () => {
  test("squeeze drops axes of size 1, unsqueeze inserts one", () => {
    expect(squeeze(zeros([1, 3, 1])).shape).toEqual([3]);
    expect(squeeze(zeros([1, 3, 1]), 0).shape).toEqual([3, 1]);
    expect(squeeze(zeros([1, 3, 1]), [-1, 0]).shape).toEqual([3]);
    expect(unsqueeze(zeros([2]), 0).shape).toEqual([1, 2]);
    expect(unsqueeze(zeros([2]), -1).shape).toEqual([2, 1]);
    expect(unsqueeze(tensor(1), 0).shape).toEqual([1]);
    expectError(() => squeeze(zeros([2, 1]), 0), "shape_mismatch", "[2, 1]");
    expectError(() => unsqueeze(zeros([2]), 3), "invalid_argument", "axis 3");
  });

  test("flatten joins neighbouring axes", () => {
    expect(flatten(zeros([2, 3, 4])).shape).toEqual([24]);
    expect(flatten(zeros([2, 3, 4]), 1).shape).toEqual([2, 12]);
    expect(flatten(zeros([2, 3, 4]), 0, 1).shape).toEqual([6, 4]);
    expect(flatten(tensor(1)).shape).toEqual([1]);
    expectError(() => flatten(zeros([2]), 1), "invalid_argument", "axis 1");
    expectError(() => flatten(zeros([2, 3, 4]), 2, 0), "invalid_argument");
  });
});

describe("unflatten", () => {
  test("splits an axis, and flatten undoes it", () => {
    expect(unflatten(zeros([2, 12]), 1, [3, -1]).shape).toEqual([2, 3, 4]);
    expect(unflatten(zeros([6, 2]), -2, [2, 3, 1]).shape).toEqual([2, 3, 1, 2]);
    expect(unflatten(zeros([0, 2]), 0, [0, 5]).shape).toEqual([0, 5, 2]);
    expectClose(flatten(unflatten(arange(6), 0, [2, 3])), [0, 1, 2, 3, 4, 5]);
  });

  test("refuses sizes that do not make up the axis", () => {
    for (const sizes of [[5, 2], [-1, -1], [], [5, -1], [-2, -6], [0, -1]]) // biome-ignore format: short
      expectError(() => unflatten(zeros([12]), 0, sizes), "shape_mismatch", `[${sizes.join(", ")}]`, "[12]");
    expectError(() => unflatten(zeros([1]), 0, [-1, -1]), "shape_mismatch");
    expectError(() => unflatten(zeros([1]), 1, [1]), "invalid_argument", "axis 1");
  });
});

describe("broadcastTensors", () => {
  test("stretches all to one shape", () => {
    const [a, b, c] = broadcastTensors([tensor([1, 2]), tensor([[3], [4]]), tensor(5)]);
    expectClose(a!, [[1, 2], [1, 2]]); // biome-ignore format: rows
    expectClose(b!, [[3, 3], [4, 4]]); // biome-ignore format: rows
    expectClose(c!, [[5, 5], [5, 5]]); // biome-ignore format: rows
    expect(broadcastTensors([])).toEqual([]);
    expect(broadcastTensors([zeros([1]), zeros([0])]).map((x) => x.shape)).toEqual([[0], [0]]);
  });

  test("sums gradients over what was stretched", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const [a] = broadcastTensors([x, zeros([3, 1])]);
    a!.sum().backward();
    expectClose(x.grad!, [3, 3]);
  });

  test("refuses shapes that do not broadcast", () => {
    expectError(() => broadcastTensors([zeros([2]), zeros([3])]), "shape_mismatch", "[2]", "[3]");
    expectError(() => broadcastTensors([zeros([1, 2]), zeros([4]), zeros([1])]), "shape_mismatch", "[4]");
  });
});
