import { describe, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { tensor, zeros } from "./create.js";
import { crossEntropy, mseLoss } from "./cross-entropy.js";

useJs();

const classes = (values: number[]) => tensor(values, { dtype: "int32" });
const loss = (row: number[], target: number) => Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0)) - row[target]!;

describe("crossEntropy", () => {
  const rows = [[2, 0, 1], [0.5, -1, 3], [1, 1, 1]]; // biome-ignore format: rows
  const each = [loss(rows[0]!, 0), loss(rows[1]!, 1), loss(rows[2]!, 2)];
  const targets = () => classes([0, 1, 2]);

  test("is −log softmax at the target: mean, sum or one for each row", () => {
    const total = each[0]! + each[1]! + each[2]!;
    expectClose(crossEntropy(tensor(rows), targets()), total / 3);
    expectClose(crossEntropy(tensor(rows), targets(), { reduction: "sum" }), total);
    expectClose(crossEntropy(tensor(rows), targets(), { reduction: "none" }), each);
    expectClose(crossEntropy(tensor(rows), tensor([0, 1, 2], { dtype: "uint8" })), total / 3);
  });

  test("does not count ignored targets, in value or gradient", () => {
    const x = tensor(rows, { requiresGrad: true });
    const value = crossEntropy(x, classes([0, -100, -100]));
    expectClose(value, each[0]!);
    value.backward();
    const total = Math.exp(2) + 1 + Math.E;
    expectClose(x.grad!, [
      [Math.exp(2) / total - 1, 1 / total, Math.E / total],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expectClose(crossEntropy(tensor(rows), classes([7, 1, 7]), { ignoreIndex: 7, reduction: "none" }), [
      0,
      each[1]!,
      0,
    ]);
    expectClose(crossEntropy(tensor(rows), classes([1, 1, 1]), { ignoreIndex: 1 }), Number.NaN);
  });

  test("is exact for confident logits and survives impossible classes", () => {
    expectClose(crossEntropy(tensor([[1e4, 0]]), classes([0])), 0);
    expectClose(crossEntropy(tensor([[1e4, 0]]), classes([1])), 1e4);
    expectClose(crossEntropy(tensor([[0, Number.NEGATIVE_INFINITY]]), classes([0])), 0);
  });

  test("refuses shapes, dtypes and targets that do not fit", () => {
    expectError(() => crossEntropy(zeros([2, 3]), classes([0])), "shape_mismatch", "[2, 3]", "[1]");
    expectError(() => crossEntropy(zeros([3]), classes([0, 1, 2])), "shape_mismatch");
    expectError(() => crossEntropy(zeros([1, 3]), tensor([0.5])), "dtype_mismatch", "float32");
    expectError(() => crossEntropy(zeros([1, 3]), classes([3])), "index_out_of_range");
    expectError(() => crossEntropy(zeros([1, 3]), classes([-1])), "index_out_of_range");
  });
});

describe("mseLoss", () => {
  test("is the mean, sum or list of squared differences", () => {
    const [a, b] = [tensor([1, 2]), tensor([1, 4])];
    expectClose(mseLoss(a, b), 2);
    expectClose(mseLoss(a, b, { reduction: "sum" }), 4);
    expectClose(mseLoss(a, b, { reduction: "none" }), [0, 4]);
  });

  test("does not broadcast", () => {
    expectError(() => mseLoss(zeros([2, 1]), zeros([2])), "shape_mismatch", "[2, 1]", "[2]");
  });
});
