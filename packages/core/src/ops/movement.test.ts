import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { arange, ones, tensor, zeros } from "./create.js";
import { broadcastTo, flip, narrow, permute, reshape, sumTo, transpose } from "./movement.js";

useJs();

describe("reshape", () => {
  test("keeps row-major order and infers one size", () => {
    const x = arange(6);
    expectClose(reshape(x, [2, 3]), [[0, 1, 2], [3, 4, 5]]); // biome-ignore format: rows
    expect(reshape(x, [3, -1]).shape).toEqual([3, 2]);
    expect(reshape(x, [-1, 6]).shape).toEqual([1, 6]);
    expect(reshape(tensor(5), [1, 1]).shape).toEqual([1, 1]);
    expect(reshape(zeros([0, 3]), [-1]).shape).toEqual([0]);
  });

  test("of a transposed view copies in the order that is seen", () => {
    expectClose(reshape(transpose(arange(6).reshape([2, 3])), [6]), [0, 3, 1, 4, 2, 5]);
  });

  test("refuses shapes of another size", () => {
    const x = arange(6);
    expectError(() => reshape(x, [4]), "shape_mismatch", "6 elements", "4");
    expectError(() => reshape(x, [4, -1]), "shape_mismatch", "[4, -1]");
    expectError(() => reshape(x, [-1, -1]), "shape_mismatch");
    expectError(() => reshape(zeros([0]), [0, -1]), "shape_mismatch");
    expectError(() => reshape(x, [-2, -3]), "invalid_argument");
    expectError(() => reshape(x, [1.5, 4]), "invalid_argument");
  });
});

describe("permute, transpose, flip", () => {
  const x = () => arange(24).reshape([2, 3, 4]);

  test("permute moves axes", () => {
    const y = permute(x(), [2, 0, 1]);
    expect(y.shape).toEqual([4, 2, 3]);
    expect(y.at(3, 1, 2).itemSync()).toBe(23);
    expect(permute(x(), [-1, 0, 1]).shape).toEqual([4, 2, 3]);
  });

  test("transpose swaps two axes, the last two by default", () => {
    expectClose(transpose(tensor([[1, 2], [3, 4]])), [[1, 3], [2, 4]]); // biome-ignore format: rows
    expect(transpose(x()).shape).toEqual([2, 4, 3]);
    expect(transpose(x(), 0, 2).shape).toEqual([4, 3, 2]);
  });

  test("flip reverses the named axes, or all", () => {
    expectClose(flip(tensor([[1, 2], [3, 4]]), 0), [[3, 4], [1, 2]]); // biome-ignore format: rows
    expectClose(flip(tensor([[1, 2], [3, 4]]), [-1]), [[2, 1], [4, 3]]); // biome-ignore format: rows
    expectClose(flip(tensor([[1, 2], [3, 4]])), [[4, 3], [2, 1]]); // biome-ignore format: rows
  });

  test("refuse axes that are missing, repeated or outside", () => {
    expectError(() => permute(x(), [0, 1]), "invalid_argument", "[0, 1]");
    expectError(() => permute(x(), [0, 1, 1]), "invalid_argument", "twice");
    expectError(() => permute(x(), [0, 1, 3]), "invalid_argument", "axis 3");
    expectError(() => transpose(x(), 0, 5), "invalid_argument", "axis 5");
    expectError(() => transpose(tensor([1])), "invalid_argument");
    expectError(() => flip(x(), [0, 0]), "invalid_argument", "twice");
    expectError(() => flip(tensor(1), 0), "invalid_argument", "rank 0");
  });
});

describe("broadcastTo", () => {
  test("stretches sizes of 1 and adds leading axes", () => {
    expectClose(broadcastTo(tensor([[1], [2]]), [2, 2]), [[1, 1], [2, 2]]); // biome-ignore format: rows
    expectClose(broadcastTo(tensor(3), [2]), [3, 3]);
    expect(broadcastTo(tensor([1]), [0]).shape).toEqual([0]);
  });

  test("refuses what does not stretch", () => {
    expectError(() => broadcastTo(tensor([1, 2]), [3]), "shape_mismatch", "[2]", "[3]");
    expectError(() => broadcastTo(tensor([1, 2]), [1]), "shape_mismatch");
    expectError(() => broadcastTo(tensor([1, 2]), [-1, 2]), "invalid_argument");
  });

  test("sumTo is its adjoint", () => {
    expectClose(sumTo(ones([4, 2, 3]), [2, 1]), [[12], [12]]);
    expectClose(sumTo(ones([2, 3]), []), 6);
    const same = ones([2]);
    expect(sumTo(same, [2])).toBe(same);
  });
});

test("narrow takes a range of one axis", () => {
  expectClose(narrow(arange(5), 0, 1, 3), [1, 2, 3]);
  expect(narrow(zeros([2, 3]), -1, 3, 0).shape).toEqual([2, 0]);
  expectError(() => narrow(arange(5), 0, 3, 3), "index_out_of_range", "3");
  expectError(() => narrow(arange(5), 0, -1, 2), "index_out_of_range");
  expectError(() => narrow(arange(5), 0, 0.5, 2), "index_out_of_range");
  expectError(() => narrow(arange(5), 0, 0, 1.5), "index_out_of_range");
});
