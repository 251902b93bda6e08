import { describe, expect, it } from "vitest";
import { compileGraph } from "./compile.js";
import { fuse } from "./fuse.js";
import { GraphMaker } from "./graph-maker.js";
import { lower } from "./lower.js";
import { ALL_ON, type CompileOptions } from "./options.js";
import { type TestHandle, TestHost } from "./test-host.js";

const switches: Partial<CompileOptions>[] = [
  {},
  { fusion: false },
  { memoryPlan: false },
  { inPlace: false },
  { sharedKernels: false },
  Object.fromEntries(Object.keys(ALL_ON).map((name) => [name, false])),
];

const ramp = (n: number) => Array.from({ length: n }, (_, i) => ((i * 37) % 19) / 4 - 2);
const f = Math.fround;

describe("compileGraph", () => {
  it.each(switches)("runs an optimizer step in place, with %o", (options) => {
    const n = 9000;
    const g = new GraphMaker<TestHandle>();
    const [p, m, grad] = [g.input([n]), g.input([n]), g.input([n])];
    const rate = g.host();
    const m2 = g.op.binary("add", g.op.binary("mul", m, 0.9), g.op.binary("mul", grad, 0.1));
    const p2 = g.op.binary("sub", p, g.op.binary("mul", m2, rate));
    const graph = g.graph(
      [p2, m2],
      [
        [p, p2],
        [m, m2],
      ],
    );
    const host = new TestHost();
    const step = compileGraph(graph, host, options);
    let [x, v] = [host.put(ramp(n), [n]), host.put(ramp(n).reverse(), [n])];
    const expected = [ramp(n), ramp(n).reverse()] as const;
    for (const [k, lr] of [0.1, 0.05].entries()) {
      const gradient = ramp(n).map((y) => y + k);
      const d = host.put(gradient, [n]);
      const [x2, v2] = step.run([x, v, d], [lr], [true, true, false]) as [TestHandle, TestHandle];
      expect(x.alive || v.alive || !d.alive).toBe(false);
      if (options.inPlace !== false) expect([x2.address, v2.address]).toEqual([x.address, v.address]);
      [x, v] = [x2, v2];
      gradient.forEach((y, i) => {
        expected[1][i] = f(f(expected[1][i]! * f(0.9)) + f(f(y) * f(0.1)));
        expected[0][i] = f(expected[0][i]! - f(expected[1][i]! * f(lr)));
      });
      expect(host.get(v)).toEqual(expected[1]);
      expect(host.get(x)).toEqual(expected[0]);
    }
    expect(step.report().inPlace).toBe(options.inPlace === false ? 0 : 2);
    const [kept] = step.run([x, v, x], [0], [false, false, false]) as [TestHandle];
    expect(kept.address).not.toBe(x.address);
    expect(x.alive).toBe(true);
  });

  it.each(switches)("follows views, broadcasts, padding, concatenation and reductions, with %o", (options) => {
    const g = new GraphMaker<TestHandle>();
    const x = g.input([4, 6]);
    const row = g.input([6]);
    const turned = g.op.permute(g.op.binary("add", x, row), [1, 0]); // [6, 4]
    const odd = g.op.slice(turned, [1, 0], [3, 4], [2, 1]); // [3, 4]
    const flipped = g.op.flip(odd, [1]);
    const both = g.op.concat([g.op.unary("neg", flipped), odd], 0); // [6, 4]
    const framed = g.op.pad(both, [0, 1], [1, 0], [0, 0], 5); // [7, 5]
    const spread = g.op.pad(row, [1], [0], [1], -1); // [12]
    const sums = g.op.reduce("sum", g.op.binary("mul", framed, framed), [0]); // [1, 5]
    const total = g.op.reduce("max", g.op.binary("sub", framed, sums), [0, 1]); // [1, 1]
    const index = g.op.binary("mul", g.op.iota([2, 3], 1, "float32"), g.op.reshape(total, []));
    const graph = g.graph([framed, sums, index, spread, g.op.windows(row, 0, 2, 2, 1)]);
    const host = new TestHost();
    const step = compileGraph(graph, host, options);
    const values = Array.from({ length: 24 }, (_, i) => i);
    const outputs = step.run([host.put(values, [4, 6]), host.put([0, 10, 20, 30, 40, 50], [6])], [], [false, false]);
    const y = (i: number, j: number) => 6 * i + j + 10 * j;
    const picked = [1, 3, 5].map((j) => [0, 1, 2, 3].map((i) => y(i, j)));
    const rows = [...picked.map((r) => r.map((v) => -v).reverse()), ...picked];
    const wide = [...rows.map((r) => [5, ...r]), [5, 5, 5, 5, 5]];
    expect(host.get(outputs[0]!)).toEqual(wide.flat());
    const squares = [0, 1, 2, 3, 4].map((j) => wide.reduce((s, r) => s + r[j]! ** 2, 0));
    expect(host.get(outputs[1]!)).toEqual(squares);
    const most = Math.max(...wide.flatMap((r) => r.map((v, j) => v - squares[j]!)));
    expect(host.get(outputs[2]!)).toEqual([0, 1, 2, 0, 1, 2].map((i) => i * most));
    expect(host.get(outputs[3]!)).toEqual([-1, 0, -1, 10, -1, 20, -1, 30, -1, 40, -1, 50]);
    expect(host.get(outputs[4]!)).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it.each(switches)("multiplies transposed, sliced and broadcast matrices of any dtype, with %o", (options) => {
    const g = new GraphMaker<TestHandle>();
    const a = g.input([2, 1, 5, 3], "int32");
    const b = g.input([4, 3, 7], "int32");
    const product = g.op.matmul(g.op.permute(a, [0, 1, 3, 2]), g.op.flip(b, [0]), true, false); // [2, 4, 5, 7]
    const part = g.op.slice(product, [0, 1, 0, 0], [2, 2, 5, 3], [1, 2, 1, 2]); // [2, 2, 5, 3]
    const squares = g.op.matmul(part, part, true, false); // [2, 2, 3, 3]
    const narrow = g.op.cast(a, "uint8");
    const bytes = g.op.matmul(narrow, narrow, false, true); // [2, 1, 5, 5], wrapped
    const host = new TestHost();
    const step = compileGraph(g.graph([product, squares, bytes]), host, options);
    const x = (i: number, r: number, k: number) => ((i * 15 + r * 3 + k) % 11) + 5;
    const y = (j: number, k: number, c: number) => ((j * 21 + k * 7 + c) % 13) - 6;
    const list = (n: number) => Array.from({ length: n }, (_, i) => i);
    const left = list(2).flatMap((i) => list(5).flatMap((r) => list(3).map((k) => x(i, r, k))));
    const right = list(4).flatMap((j) => list(3).flatMap((k) => list(7).map((c) => y(j, k, c))));
    const inputs = [host.put(left, [2, 1, 5, 3], "int32"), host.put(right, [4, 3, 7], "int32")];
    const outputs = step.run(inputs, [], [false, false]).map((z) => host.get(z));
    const sum = (n: number, term: (k: number) => number) => list(n).reduce((s, k) => s + term(k), 0);
    const p = (i: number, j: number, r: number, c: number) => sum(3, (k) => x(i, r, k) * y(3 - j, k, c));
    const box = (...sizes: number[]) =>
      sizes.reduce<number[][]>((all, n) => all.flatMap((at) => list(n).map((i) => [...at, i])), [[]]);
    expect(outputs[0]).toEqual(box(2, 4, 5, 7).map(([i, j, r, c]) => p(i!, j!, r!, c!)));
    expect(outputs[1]).toEqual(
      box(2, 2, 3, 3).map(([i, j, c, d]) => sum(5, (r) => p(i!, 1 + 2 * j!, r, 2 * c!) * p(i!, 1 + 2 * j!, r, 2 * d!))),
    );
    expect(outputs[2]).toEqual(box(2, 5, 5).map(([i, r, q]) => sum(3, (k) => x(i!, r!, k) * x(i!, q!, k)) & 255));
  });

  it.each(switches)("takes, puts, scans, folds and ranks along any axis, with %o", (options) => {
    const g = new GraphMaker<TestHandle>();
    const x = g.input([3, 4], "int32");
    const at = g.input([2], "int32");
    const turned = g.op.permute(x, [1, 0]); // [4, 3]
    const columns = g.op.gather(turned, at, 0); // [2, 3]
    const added = g.op.scatter("add", x, at, g.op.gather(x, at, 1), 1); // [3, 4]
    const set = g.op.scatter("set", g.op.full([4], 0, "int32"), at, g.op.iota([2], 0, "int32"), 0);
    const across = g.op.scan("sum", turned, 0, { reverse: false, exclusive: true });
    const along = g.op.scan("sum", turned, 1, { reverse: true, exclusive: false });
    const windows = g.op.windows(x, 1, 2, 1, 2); // [3, 2, 2]
    const folded = g.op.foldWindows(windows, 1, 4, 1, 2); // [3, 4]
    const first = g.op.argReduce("max", x, 1);
    const best = g.op.argReduce("max", x, 0);
    const host = new TestHost();
    const step = compileGraph(g.graph([columns, added, set, across, along, folded, first, best]), host, options);
    const values = [5, 1, 9, 2, 0, 7, 7, 3, 8, 4, 6, 11];
    const indices = [3, 1];
    const outputs = step.run([host.put(values, [3, 4], "int32"), host.put(indices, [2], "int32")], [], [false, false]);
    expect(outputs.map((y) => host.get(y))).toEqual([
      [2, 3, 11, 1, 7, 4],
      values.map((v, i) => (indices.includes(i % 4) ? 2 * v : v)),
      [0, 1, 0, 0],
      [0, 0, 0, 5, 0, 8, 6, 7, 12, 15, 14, 18],
      [13, 8, 8, 12, 11, 4, 22, 13, 6, 16, 14, 11],
      values,
      [2, 1, 3],
      [2, 1, 0, 2],
    ]);
    expect(step.report().eager).toEqual([]);
  });

  it.each(switches)("throws at an index out of range and leaves state as it was, with %o", (options) => {
    const g = new GraphMaker<TestHandle>();
    const [p, table, at] = [g.input([4]), g.input([3]), g.input([2], "int32")];
    const next = g.op.binary("add", p, 1);
    const graph = g.graph([next, g.op.gather(table, at, 0)], [[p, next]]);
    const host = new TestHost();
    const step = compileGraph(graph, host, options);
    const state = host.put([1, 2, 3, 4], [4]);
    const values = host.put([5, 6, 7], [3]);
    for (const bad of [-1, 3]) {
      const inputs = [state, values, host.put([0, bad], [2], "int32")];
      expect(() => step.run(inputs, [], [true, false, false])).toThrow(/outside its axis/);
      expect(host.get(state)).toEqual([1, 2, 3, 4]);
    }
    const outputs = step.run([state, values, host.put([0, 2], [2], "int32")], [], [true, false, false]);
    expect(outputs.map((y) => host.get(y))).toEqual([
      [2, 3, 4, 5],
      [5, 7],
    ]);
    expect(step.report().inPlace).toBe(options.inPlace === false ? 0 : 1);
  });

  it.each(switches)("splits large reductions to few outputs, with %o", (options) => {
    const n = 40_000;
    const g = new GraphMaker<TestHandle>();
    const x = g.input([2, n], "int32");
    const squares = g.op.binary("mul", x, x);
    const graph = g.graph([g.op.reduce("sum", squares, [1]), g.op.reduce("max", x, [0, 1])]);
    const host = new TestHost();
    const data = Array.from({ length: 2 * n }, (_, i) => (i * 7919) % 401);
    const step = compileGraph(graph, host, options);
    const outputs = step.run([host.put(data, [2, n], "int32")], [], [false]).map((y) => host.get(y));
    const sum = (list: readonly number[]) => list.reduce((s, v) => s + v * v, 0);
    expect(outputs).toEqual([[sum(data.slice(0, n)), sum(data.slice(n))], [400]]);
    expect(step.report().kernels.some((key) => key.startsWith("reduce fold"))).toBe(true);
  });

  it("emits a layer's kernels once however many layers there are", () => {
    const kernels = [3, 30].map((layers) => {
      const g = new GraphMaker<TestHandle>();
      let x = g.input([32, 8]);
      for (let i = 0; i < layers; i++) {
        const centred = g.op.binary("sub", x, g.op.binary("div", g.op.reduce("sum", x, [1]), 8));
        x = g.op.unary("relu", g.op.binary("mul", centred, g.input([8])));
      }
      return compileGraph(g.graph([x]), new TestHost()).report().kernels.length;
    });
    expect(kernels[0]).toBe(kernels[1]);
  });

  it("takes a fused node's composition in its place", () => {
    const inner = new GraphMaker<TestHandle>();
    const [a, b] = [inner.input([2, 3]), inner.input([3])];
    const sum = inner.op.binary("add", a, b);
    const composition = inner.graph([sum, inner.op.unary("exp", sum)]);
    const g = new GraphMaker<TestHandle>();
    const [x, row] = [g.input([2, 3]), g.input([3])];
    const doubled = g.op.binary("mul", x, 2);
    const [y] = g.fused("lstmCell", {}, [doubled, row], composition);
    const host = new TestHost();
    const step = compileGraph(g.graph([g.op.unary("neg", y!)]), host);
    const [out] = step.run([host.put([1, 2, 3, 4, 5, 6], [2, 3]), host.put([10, 20, 30], [3])], [], [false, false]);
    expect(host.get(out!)).toEqual([-12, -24, -36, -18, -30, -42]);
    expect(step.report().calls).toBe(1);
  });

  it("recomputes a checkpointed region no earlier than what came before it", () => {
    const g = new GraphMaker<TestHandle>();
    const x = g.input([4, 4]);
    const late = g.op.matmul(g.op.matmul(x, x, false, false), x, false, false);
    g.region = 1;
    const again = g.op.matmul(x, x, false, false);
    g.region = 0;
    const kernels = fuse(lower(g.graph([g.op.matmul(again, late, false, false)])), true);
    expect(kernels.map((k) => k.level)).toEqual([1, 2, 2, 3]);
  });

  it("treats empty tensors as any others", () => {
    const g = new GraphMaker<TestHandle>();
    const x = g.input([0, 3]);
    const graph = g.graph([g.op.unary("exp", x), g.op.reduce("sum", x, [0]), g.op.pad(x, [1, 0], [0, 0], [0, 0], 2)]);
    const host = new TestHost();
    const outputs = compileGraph(graph, host).run([host.put([], [0, 3])], [], [false]);
    expect(outputs.map((y) => host.get(y))).toEqual([[], [0, 0, 0], [2, 2, 2]]);
  });

  it("keeps numbers apart that look alike in JSON", () => {
    const g = new GraphMaker<TestHandle>();
    const x = g.input([2]);
    const y = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((v) => g.op.binary("max", x, v));
    const quotients = [0, -0].map((v) => g.op.binary("div", g.op.permute(x, [0]), v));
    const host = new TestHost();
    const outputs = compileGraph(g.graph([...y, ...quotients]), host, { fusion: false }).run(
      [host.put([1, 2], [2])],
      [],
      [false],
    );
    expect(outputs.map((z) => host.get(z)[0])).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it("rounds host scalars to their dtype", () => {
    const g = new GraphMaker<TestHandle>();
    const [a, b, c] = [g.host("float32"), g.host("int32"), g.host("uint8")];
    const host = new TestHost();
    const outputs = compileGraph(
      g.graph([g.op.binary("add", a, 0), g.op.binary("add", b, 0), g.op.binary("add", c, 0)]),
      host,
    ).run([], [0.1, -2.7, 300], []);
    expect(outputs.map((y) => host.get(y))).toEqual([[f(0.1)], [-2], [255]]);
  });
});
