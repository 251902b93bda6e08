import { concat, conv2d, manualSeed, normal, ones, type Tensor, tensor, vjp, withBackend } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { createJsBackend } from "../create-js-backend.js";

const js = createJsBackend();

interface Case {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly padding?: number;
  readonly groups?: number;
}

const CASES: readonly Case[] = [
  { x: [2, 8, 6, 6], w: [8, 8, 3, 3] },
  { x: [1, 9, 15, 17], w: [10, 9, 3, 3], padding: 1 },
  { x: [3, 16, 16, 13], w: [17, 16, 3, 3] },
  { x: [2, 8, 65, 7], w: [63, 8, 3, 3], padding: 2 },
  { x: [1, 64, 9, 9], w: [65, 64, 3, 3], padding: 1 },
  { x: [2, 24, 10, 10], w: [16, 12, 3, 3], groups: 2 },
  { x: [12, 8, 9, 11], w: [130, 8, 3, 3], padding: 1 },
];

/** The convolution, and its gradients for the cotangent `g`, in the dtype of x. */
const program = (x: Tensor, w: Tensor, g: Tensor, { padding = 0, groups = 1 }: Case) => {
  const { value, gradients } = vjp((a: Tensor, b: Tensor) => conv2d(a, b, { padding, groups }), [x, w], g);
  return [value, ...gradients] as [Tensor, Tensor, Tensor];
};

const outputShape = ({ x, w, padding = 0 }: Case) =>
  [x[0]!, w[0]!, x[2]! - 2 + 2 * padding, x[3]! - 2 + 2 * padding] as const;

describe.each(CASES)("3 × 3 kernels $w on $x", (one) => {
  test("give the float64 sums, rounded", () => {
    withBackend(js, () => {
      manualSeed(5);
      const inputs = [normal(one.x), normal(one.w), normal(outputShape(one))] as const;
      const exact = program(...(inputs.map((t) => t.cast("float64")) as [Tensor, Tensor, Tensor]), one);
      program(...inputs, one).forEach((given, i) => {
        expect(given.shape).toEqual(exact[i]!.shape);
        const [got, expected] = [given.dataSync(), exact[i]!.dataSync()];
        expected.forEach((e, k) => {
          // half a unit in the last place, and 1e-11 of the terms, of which there are at most 2,000 of size 1
          if (!(Math.abs(got[k]! - e) <= 6e-8 * Math.abs(e) + 2e-8)) expect.fail(`${i}[${k}]: ${got[k]}, ${e}`);
        });
      });
    });
  });

  test("are exact for small whole numbers, zeros too", () => {
    withBackend(js, () => {
      manualSeed(6);
      const whole = (shape: readonly number[]) => normal(shape).mul(2).round();
      const inputs = [whole(one.x), whole(one.w), whole(outputShape(one))] as const;
      const exact = program(...(inputs.map((t) => t.cast("float64")) as [Tensor, Tensor, Tensor]), one);
      program(...inputs, one).forEach((given, i) => {
        expect([...given.dataSync()].map((v) => v + 0)).toEqual([...exact[i]!.dataSync()].map((v) => v + 0));
      });
    });
  });
});

test("layouts do not change a bit", () => {
  withBackend(js, () => {
    manualSeed(7);
    const [x, w] = [normal([2, 8, 10, 12]), normal([9, 8, 3, 3])];
    const turned = conv2d(x.permute([3, 1, 0, 2]).neg().neg().permute([2, 1, 3, 0]), w);
    expect([...turned.dataSync()]).toEqual([...conv2d(x, w).dataSync()]);
  });
});

describe("what would blur its tile is added up directly", () => {
  const flat = (value: number) => {
    const data = new Float32Array(2 * 8 * 10 * 10).fill(1);
    data[555] = value; // image 0, channel 5, row 5, column 5
    return tensor(data, { shape: [2, 8, 10, 10] });
  };

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e30])("%s reaches only the places that see it", (value) => {
    withBackend(js, () => {
      const y = conv2d(flat(value), ones([8, 8, 3, 3]));
      y.dataSync().forEach((v, i) => {
        const [n, row, column] = [Math.floor(i / 512), Math.floor(i / 8) % 8, i % 8];
        const sees = n === 0 && row >= 3 && row <= 5 && column >= 3 && column <= 5;
        expect(v).toBe(sees ? Math.fround(value + 71) : 72);
      });
    });
  });
});

test("can be left out: then the sums run in the order of the definition", () => {
  const [on, off] = [createJsBackend(), createJsBackend({ winograd: false })].map((backend) =>
    withBackend(backend, () => {
      manualSeed(8);
      const [half, kernel] = [normal([2, 8, 12, 12]), normal([8, 8, 3, 3])];
      const x = concat([half, half], { axis: 1 });
      const w = concat([kernel, kernel.neg()], { axis: 1 }); // all terms cancel: what is left is the order of rounding
      const defined = conv2d(x.cast("float64"), w.cast("float64")).cast("float32").dataSync();
      return conv2d(x, w)
        .dataSync()
        .filter((value, i) => value !== defined[i]).length;
    }),
  );
  expect(off).toBe(0);
  expect(on).toBeGreaterThan(0);
});
