import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor } from "./create.js";
import { digamma, lgamma, polygamma } from "./gamma-functions.js";

useJs();

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const EULER = 0.5772156649015329;
const f64 = (values: readonly number[]) => tensor([...values], { dtype: "float64" });
const positive = sampleNumbers(20).map((u) => 6 + 5.8 * u);
const negative = [-0.3, -1.6, -2.2, -3.7, -8.4];

describe("lgamma", () => {
  test("is ln (n − 1)! and has the values of Γ at halves", () => {
    let factorial = 1;
    const whole = Array.from({ length: 20 }, (_, i) => {
      if (i > 0) factorial *= i;
      return Math.log(factorial);
    });
    expectClose(lgamma(f64(whole.map((_, i) => i + 1))), whole, 1e-14);
    const root = Math.log(Math.PI) / 2;
    expectClose(
      lgamma(f64([0.5, 1.5, -0.5, -1.5])),
      [root, root - Math.LN2, root + Math.LN2, root + Math.log(4 / 3)],
      1e-14,
    );
  });

  test("obeys Γ(x + 1) = x·Γ(x) on both sides of 0", () => {
    for (const x of [positive, negative])
      expectClose(
        lgamma(f64(x).add(1)).sub(lgamma(f64(x))),
        x.map((v) => Math.log(Math.abs(v))),
        1e-13,
      );
  });

  test("keeps its digits near its zeros, 1 and 2", () => {
    const h = 1e-9; // ln Γ(1 + h) = −γh + …, ln Γ(2 + h) = (1 − γ)h + …
    const [one, two] = [...lgamma(f64([1 + h, 2 + h])).dataSync()] as [number, number];
    expect(one / (-EULER * (1 + h - 1))).toBeCloseTo(1, 7);
    expect(two / ((1 - EULER) * (2 + h - 2))).toBeCloseTo(1, 7);
  });

  test("is −ln |x| just below 0, down to the smallest numbers", () => {
    expectClose(lgamma(tensor([-(2 ** -149), -(2 ** -80)])), [149 * Math.LN2, 80 * Math.LN2], 1e-5);
    expectClose(lgamma(f64([-(2 ** -1074), -(2 ** -300)])), [1074 * Math.LN2, 300 * Math.LN2], 1e-10);
  });

  test("is ∞ at the poles and infinities", () =>
    expectClose(lgamma(tensor([0, -1, -20, inf, -inf, nan, 1, 2])), [inf, inf, inf, inf, inf, nan, 0, 0]));
});

describe("digamma and polygamma", () => {
  test("have their values at 1, ½ and ¼", () => {
    expectClose(digamma(f64([1, 2, 0.5])), [-EULER, 1 - EULER, -EULER - 2 * Math.LN2], 1e-14);
    expectClose(digamma(f64([0.25])), [-EULER - Math.PI / 2 - 3 * Math.LN2], 1e-14);
    expectClose(polygamma(f64([1, 0.5, 2]), 1), [Math.PI ** 2 / 6, Math.PI ** 2 / 2, Math.PI ** 2 / 6 - 1], 1e-14);
    expectClose(polygamma(f64([1, 0.5]), 3), [Math.PI ** 4 / 15, Math.PI ** 4], 1e-13);
    expectClose(polygamma(f64([1]), 0), [-EULER], 1e-14);
  });

  test("obey ψₙ(x + 1) = ψₙ(x) + (−1)ⁿ·n!·x⁻ⁿ⁻¹ on both sides of 0", () => {
    for (const [n, factor] of [1, -1, 2, -6].entries())
      for (const x of [positive, negative])
        expectClose(
          polygamma(f64(x).add(1), n).sub(polygamma(f64(x), n)),
          x.map((v) => factor * v ** (-n - 1)),
          1e-12,
        );
  });

  test("have the special values of PyTorch at poles and infinities", () => {
    expectClose(digamma(tensor([0, -0, -1, -7, inf, -inf, nan])), [-inf, inf, nan, nan, inf, nan, nan]);
    expectClose(polygamma(tensor([0, -1, inf, nan]), 1), [inf, inf, 0, nan]);
    expectClose(polygamma(tensor([0, -1, inf]), 2), [-inf, nan, -0]);
  });

  test("refuse orders below 0 and between", () => {
    for (const order of [-1, 0.5, nan]) expectError(() => polygamma(tensor([1]), order), "invalid_argument", "order");
  });
});

describe("derivatives", () => {
  const near = (values: readonly number[]) => f64(values);
  test("of first and second order, on both sides of 0", async () => {
    for (const f of [lgamma, digamma])
      for (const x of [positive.map((v) => v + 0.5), negative]) {
        await gradcheck((v) => f(v).sum(), [near(x)]);
        await gradcheck((v) => grad((u) => f(u).sum())(v)[0]!.sum(), [near(x)]);
      }
  });

  test("of lgamma is digamma, of that polygamma of order 1", () => {
    const [slope] = grad((x) => lgamma(x).sum())(near(positive));
    expectClose(slope!, [...digamma(near(positive)).dataSync()], 1e-15);
  });
});

test("16-bit floats are computed in float32 and stay", () => {
  const y = lgamma(tensor([10], { dtype: "float16" }));
  expect(y.dtype).toBe("float16");
  expectClose(y, [12.8046875]); // ln 9! = 12.80183 to eleven digits of binary
  expect(digamma(tensor([3], { dtype: "int32" })).dtype).toBe("float32");
});
