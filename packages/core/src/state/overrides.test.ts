import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { compile, grad, Parameter, scope, type Tensor, tensor, Variable, withValues } from "../index.js";

const js = useJs();

describe("withValues", () => {
  test("gives the tensors to every read, with their graphs, and ends with the function", () => {
    const [w, v] = [new Parameter(tensor([2])), new Variable(tensor([3]))];
    const f = (x: Tensor) => withValues(new Map<Variable, Tensor>([[w, x]]), () => w.value.mul(x.add(w)).mul(v)).result;
    expectClose(f(tensor([5])), [5 * 10 * 3]);
    expectClose(grad(f)(tensor([5]))[0]!, [4 * 5 * 3]);
    expectClose(w.value, [2]);
    expectError(
      () => withValues(new Map([[v, tensor([1])]]), () => v.value.add(tensor([1, 2, 3]).at(7))),
      "index_out_of_range",
    );
    expectClose(v.value, [3]);
  });

  test("keeps assignments inside and returns the last of each", () => {
    const [a, b] = [new Variable(tensor([1])), new Variable(tensor([2]))];
    const stands = new Map<Variable, Tensor | undefined>([
      [a, tensor([10])],
      [b, undefined],
    ]);
    const { result, written } = withValues(stands, () => {
      b.assign(a.value.add(b.value));
      b.assign(b.value.mul(2));
      return b.value;
    });
    expectClose(result, [24]);
    expect(written.map(([variable]) => variable)).toEqual([b]);
    expectClose(written[0]![1], [24]);
    expectClose(a.value, [1]);
    expectClose(b.value, [2]);
  });

  test("lets assignments of other Variables through", () => {
    const [a, b] = [new Variable(tensor([1])), new Variable(tensor([2]))];
    withValues(new Map([[a, tensor([5])]]), () => b.assign(a.value));
    expectClose(b.value, [5]);
  });

  test("nests: the inner values win, and its assignments stay in it", () => {
    const [a, b] = [new Variable(tensor([1])), new Variable(tensor([2]))];
    const outer = withValues(
      new Map([
        [a, tensor([10])],
        [b, tensor([20])],
      ]),
      () => {
        const inner = withValues(new Map([[a, tensor([100])]]), () => {
          a.assign(a.value.add(1));
          b.assign(b.value.add(1));
          return a.value.add(b.value);
        });
        return [inner.result, a.value, b.value];
      },
    );
    for (const [i, value] of [122, 10, 21].entries()) expectClose(outer.result[i]!, [value]);
    expect(outer.written.map(([variable]) => variable)).toEqual([b]);
  });

  test("is seen by compiled functions inside", () => {
    const w = new Variable(tensor([1]));
    const step = compile((x: Tensor) => x.mul(w));
    expectClose(step(tensor([3])), [3]);
    expectClose(withValues(new Map([[w, tensor([7])]]), () => step(tensor([3]))).result, [21]);
    expectClose(step(tensor([3])), [3]);
  });

  test("refuses values unlike the Variable, and asynchronous functions", () => {
    const v = new Variable(tensor([1], { requiresGrad: true }), { name: "scale" });
    expectError(() => withValues(new Map([[v, tensor([1, 2])]]), () => 0), "shape_mismatch", "scale", "[1]", "[2]");
    expectError(() => withValues(new Map([[v, tensor([1], { dtype: "int32" })]]), () => 0), "dtype_mismatch", "int32");
    expectError(() => withValues(new Map([[v, tensor([1])]]), () => Promise.resolve(0)), "async_scope");
    const value = scope(() => v.value);
    expectError(() => withValues(new Map([[v, value]]), () => v.assign(tensor([1, 2]))), "shape_mismatch", "scale");
  });

  test("leaves nothing when the function throws after an assignment", () => {
    const [v, x] = [new Variable(tensor([1])), tensor([2])];
    const before = js.memory().tensors;
    const failing = () =>
      scope(() => {
        v.assign(v.value.mul(3));
        throw new RangeError("on purpose");
      });
    expect(() => withValues(new Map([[v, x]]), failing)).toThrow(RangeError);
    expect(js.memory().tensors).toBe(before);
    expectClose(v.value, [1]);
  });
});
