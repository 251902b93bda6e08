import { Generator, grad, hessian, hvp, jacobian, jvp, mseLoss, stack, type Tensor, uniform, vmap } from "@tenon/core";
import { functionalCall } from "@tenon/layers";
import type { Case } from "../case.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { rotated } from "../runner/run-function.js";
import type { Tester, Tolerance } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";
import { gradientOf } from "./function-cases.js";
import { type FixtureRow, fixtureRows } from "./function-fixtures.js";
import { FUNCTIONS, type TensorFunction } from "./function-table.js";
import { type Net, type Place, SmallAttentionBlock, smallConvolutionNet, smallPerceptron } from "./small-nets.js";

const NEAR: Tolerance = { relative: 2e-5, absolute: 2e-5 };
const needs = { compute: ["float32", "int32", "bool"] } as const;

/** `vmap` of every function against PyTorch and against single examples; derivatives of whole functions and models. */
export const transformCases: readonly Case[] = [
  ...[...fixtureRows("float32")].map(([name, rows]) => mappedFunction(name, rows)),
  transform("jacobian/reverse-forward-and-rows", async (t) => {
    const f: TensorFunction = (x) => x!.softmax().mul(x!.at(0)).exp(); // [2, 3] → [2, 3]
    const x = new Stream("jacobian").tensor([2, 3], "float32", { low: -1, high: 1 });
    const [reverse, forward, chunked, ...rows] = await t.run("jacobian", [x], (v) => [
      jacobian(f)(v!)[0]!.reshape([6, 6]),
      jacobian(f, { mode: "forward" })(v!)[0]!.reshape([6, 6]),
      jacobian(f, { chunkSize: 4 })(v!)[0]!.reshape([6, 6]),
      ...Array.from({ length: 6 }, (_, i) => grad((u) => f(u).reshape([-1]).at(i))(v!)[0]!.reshape([6])),
    ]);
    const expected = { shape: [6, 6], data: rows.flatMap((row) => [...row.data]) };
    for (const [label, j] of Object.entries({ reverse, forward, chunked })) t.close(label, j!, expected, NEAR);
  }),
  transform("hessian/quadratic-form", async (t) => {
    const [m, x] = ["m", "x"].map((seed, i) =>
      new Stream(seed).tensor(i === 0 ? [4, 4] : [4], "float32", { low: -1, high: 1 }),
    ) as [HostTensor, HostTensor];
    const [h, product, tangent, sum] = await t.run("hessian", [m, x], (a, v) => {
      const f: TensorFunction = (u) => u!.matmul(a!).matmul(u!).mul(0.5);
      const slope: TensorFunction = (u) => grad(f)(u!)[0]!;
      return [
        hessian(f)(v!),
        hvp(f, [v!], [v!]).products[0]!,
        jvp(slope, [v!], [v!]).derivative,
        a!.add(a!.transpose()).mul(0.5),
      ];
    });
    t.close("hessian", h!, sum!, NEAR);
    const along = (i: number) => [0, 1, 2, 3].reduce((s, k) => s + sum!.data[4 * i + k]! * x.data[k]!, 0);
    const expected = { shape: [4], data: [0, 1, 2, 3].map(along) };
    t.close("hvp", product!, expected, NEAR);
    t.close("jvp of the gradient", tangent!, expected, NEAR);
  }),
  transform("vmap/nested-in-each-other", async (t) => {
    const [x, y] = ["x", "y"].map((seed, i) =>
      new Stream(seed).tensor(i === 0 ? [3, 4] : [5, 4], "float32", { low: -1, high: 1 }),
    ) as [HostTensor, HostTensor];
    const kernel: TensorFunction = (a, b) => a!.sub(b!).square().sum().neg().exp();
    const [all, direct] = await t.run("kernel matrix", [x, y], (a, b) => [
      vmap((u: Tensor) => vmap((v: Tensor) => kernel(u, v))(b!))(a!),
      a!.unsqueeze(1).sub(b!).square().sum({ axis: -1 }).neg().exp(),
    ]);
    t.close("kernel matrix", all!, direct!, NEAR);
    const [slopes, expected] = await t.run("gradients of a kernel matrix", [x, y], (a, b) => {
      const sum: TensorFunction = (u) => vmap((v: Tensor) => vmap((w: Tensor) => kernel(v, w))(b!))(u!).sum();
      const plain: TensorFunction = (u) => u!.unsqueeze(1).sub(b!).square().sum({ axis: -1 }).neg().exp().sum();
      return [grad(sum)(a!)[0]!, grad(plain)(a!)[0]!];
    });
    t.close("gradients", slopes!, expected!, NEAR);
  }),
  eagerly("vmap/random-draws", async (t) => {
    const zeros = new Stream("zeros").tensor([64], "float32", { low: 0, high: 0 });
    const [same, apart, whole] = await t.run("draws", [zeros], (x) => {
      const draw = (randomness: "same" | "different") => {
        const generator = new Generator(7);
        const all = vmap((v: Tensor) => v.mul(0).add(uniform([], { generator })), { randomness })(x!);
        generator.dispose();
        return all;
      };
      const generator = new Generator(7);
      const direct = uniform([64], { generator });
      generator.dispose();
      return [draw("same"), draw("different"), direct];
    });
    t.require(new Set(same!.data).size === 1, "one draw for all examples differs between them");
    t.close("a draw for each", apart!, whole!, { relative: 0, absolute: 0 });
  }),
  ...Object.entries({ perceptron, convolution, attention }).map(([name, sample]) =>
    transform(`per-example-gradients/${name}`, (t) => perExample(t, sample)),
  ),
];

function transform(name: string, run: (t: Tester) => Promise<void>): Case {
  return { id: `transform/${name}`, needs, run: (_, t) => run(t) };
}

/** For what a compiled step does only once: making a generator. */
function eagerly(name: string, run: (t: Tester) => Promise<void>): Case {
  return { ...transform(name, run), modes: ["eager", "async"] };
}

/** Two examples at once, the first PyTorch's: values, gradients around `vmap`, gradients inside it. */
function mappedFunction(name: string, rows: readonly FixtureRow[]): Case {
  const f = FUNCTIONS[name]!; // function-cases checked it
  const rank = Math.max(...rows.flatMap(({ inputs, output }) => [...inputs, output].map((x) => x.shape.length)));
  return {
    id: `transform/vmap/${name.replaceAll(" ", "-")}`,
    needs: { ...needs, rank: rank + 2 }, // one axis for the examples, one that compositions add
    modes: ["eager"],
    run: async (_, t) => {
      for (const [i, row] of rows.slice(0, 2).entries()) await checkMapped(t, `row ${i}`, f, row);
    },
  };
}

async function checkMapped(t: Tester, label: string, f: TensorFunction, row: FixtureRow): Promise<void> {
  const { inputs, output, cotangent, gradients } = row;
  const others = inputs.map(rotated);
  const [all, second] = await t.run(label, [...inputs, ...others], (...given) => {
    const pairs = inputs.map((_, i) => stack([given[i]!, given[inputs.length + i]!]));
    return [vmap(f)(...pairs), f(...given.slice(inputs.length))];
  });
  const near = scaled([output, second!]);
  t.close(`${label}, values`, all!, pair(output, second!), near);
  if (inputs.length > 1) {
    const [shared, plain] = await t.run(label, [...inputs, others[0]!], (first, ...rest) => {
      const fixed = rest.slice(0, -1);
      const inAxes = [0, ...fixed.map(() => null)];
      return [vmap(f, { inAxes })(stack([first!, rest.at(-1)!]), ...fixed), f(rest.at(-1)!, ...fixed)];
    });
    t.close(`${label}, one input mapped`, shared!, pair(output, plain!), scaled([output, plain!]));
  }
  if (!cotangent || !gradients) return;
  const count = gradients.length;
  const slopes = await t.run(label, [...inputs, cotangent, ...others, cotangent], (...given) => {
    const half = given.length / 2;
    const pairs = given.slice(0, half).map((x, i) => stack([x, given[half + i]!]));
    const [c, xs] = [pairs.at(-1)!, pairs.slice(0, -1)];
    const inside = vmap((...all: Tensor[]) => gradientOf(f, all.slice(0, -1), all.at(-1)!))(...xs, c);
    return [...gradientOf(vmap(f), xs, c), ...inside, ...gradientOf(f, given.slice(half, -1), given.at(-1)!)];
  });
  for (const [i, expected] of gradients.entries()) {
    const single = slopes[2 * count + i]!;
    const tolerance = scaled([...gradients, output, single]);
    t.close(`${label}, gradient ${i} around vmap`, slopes[i]!, pair(expected, single), tolerance);
    t.close(`${label}, gradient ${i} inside vmap`, slopes[count + i]!, pair(expected, single), tolerance);
  }
}

function pair(a: HostTensor, b: HostTensor) {
  return { shape: [2, ...a.shape], data: [...a.data, ...b.data] };
}

/** The tolerance for elements of the size that the expected ones have. */
function scaled(expected: readonly HostTensor[]): Tolerance {
  let largest = 1;
  for (const { data } of expected)
    for (const value of data) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return { relative: NEAR.relative, absolute: NEAR.absolute * largest };
}

/** A model, examples for it, and targets. */
interface Sample {
  readonly net: Net;
  readonly input: readonly number[];
  readonly target: readonly number[];
}

function perceptron(place: Place): Sample {
  return { net: smallPerceptron(place), input: [3, 2, 6], target: [3, 2, 3] };
}

function convolution(place: Place): Sample {
  return { net: smallConvolutionNet(place).eval(), input: [3, 2, 1, 6, 6], target: [3, 2, 3] };
}

function attention(place: Place): Sample {
  return { net: new SmallAttentionBlock(place), input: [3, 1, 4, 8], target: [3, 1, 4, 8] };
}

/** The gradients of all parameters for each example at once equal those of one example after the other. */
async function perExample(t: Tester, make: (place: Place) => Sample): Promise<void> {
  const generator = new Generator(3);
  const { net, input, target } = make({ backend: t.backend, dtype: "float32", generator });
  const stream = new Stream("examples");
  const data = [input, target].map((shape) => stream.tensor(shape, "float32", { low: -1, high: 1 }));
  const names = [...net.namedParameters().keys()];
  try {
    const results = await t.run("gradients", data, (x, y) => {
      const values = Object.fromEntries([...net.namedParameters()].map(([name, p]) => [name, p.value.detach()]));
      const loss = (w: Readonly<Record<string, Tensor>>, a: Tensor, b: Tensor) => mseLoss(functionalCall(net, w, a), b);
      const slope = grad(loss, { argument: 0 });
      const [all] = vmap(slope, { inAxes: [null, 0, 0] })(values, x!, y!);
      const single = Array.from({ length: input[0]! }, (_, i) => slope(values, x!.at(i), y!.at(i))[0]);
      return [...names.map((name) => all[name]!), ...names.map((name) => stack(single.map((g) => g[name]!)))];
    });
    for (const [i, name] of names.entries()) {
      const expected = results[names.length + i]!;
      t.close(name, results[i]!, expected, scaled([expected]));
    }
  } finally {
    net.dispose();
    generator.dispose();
  }
}
