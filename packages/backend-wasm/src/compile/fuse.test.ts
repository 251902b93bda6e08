import { describe, expect, it } from "vitest";
import { fuse, type Kernel } from "./fuse.js";
import { GraphMaker } from "./graph-maker.js";
import { lower } from "./lower.js";

const names = (kernel: Kernel) => [
  ...kernel.elements.map((e) => ("op" in e.code ? e.code.op : e.code.family)),
  ...(kernel.whole ? [kernel.whole.node.op] : []),
];
const shown = (kernels: readonly Kernel[]) => kernels.map((k) => `${k.level}: ${names(k).join(" ")}`);

describe("fuse", () => {
  it("makes one kernel of an optimizer's chain, with an output for each new state", () => {
    const g = new GraphMaker();
    const [p, m, grad] = [g.input([8, 4]), g.input([8, 4]), g.input([8, 4])];
    const rate = g.host();
    const m2 = g.op.binary("add", g.op.binary("mul", m, 0.9), g.op.binary("mul", grad, 0.1));
    const p2 = g.op.binary("sub", p, g.op.binary("mul", m2, rate));
    const kernels = fuse(
      lower(
        g.graph(
          [p2, m2],
          [
            [p, p2],
            [m, m2],
          ],
        ),
      ),
      true,
    );
    expect(kernels).toHaveLength(1);
    expect(kernels[0]!.stores).toHaveLength(2);
    expect(fuse(lower(g.graph([p2, m2])), false)).toHaveLength(5);
  });

  it("lets early operands wait for their consumer instead of passing through memory", () => {
    const g = new GraphMaker();
    const [x, w, m] = [g.input([4, 4]), g.input([4, 4]), g.input([4, 4])];
    const early = g.op.binary("mul", m, 0.9);
    const late = g.op.matmul(g.op.matmul(x, w, false, false), w, false, true);
    const kernels = fuse(lower(g.graph([g.op.binary("add", early, late)])), true);
    expect(shown(kernels)).toEqual(["1: matmul", "2: matmul", "3: mul add"]);
  });

  it("keeps a value in memory when a transposed view of it is read too", () => {
    const g = new GraphMaker();
    const x = g.input([4, 4]);
    const y = g.op.unary("exp", x);
    const kernels = fuse(lower(g.graph([g.op.binary("add", y, g.op.permute(y, [1, 0]))])), true);
    expect(shown(kernels)).toEqual(["1: exp", "2: add"]);
  });

  it("computes the operand of a reduction inside it when nothing else wants it", () => {
    const g = new GraphMaker();
    const x = g.input([4, 8]);
    const squares = g.op.binary("mul", x, x);
    const sum = g.op.reduce("sum", squares, [1]);
    const scaled = g.op.binary("mul", x, g.op.broadcastTo(sum, [4, 8]));
    expect(shown(fuse(lower(g.graph([scaled])), true))).toEqual(["1: mul reduce", "2: mul"]);
    expect(fuse(lower(g.graph([scaled, squares])), true)).toHaveLength(3);
  });

  it("writes the parts of a concatenation and the frame of a padding straight to their places", () => {
    const g = new GraphMaker();
    const x = g.input([2, 3]);
    const both = g.op.concat([g.op.unary("exp", x), g.op.unary("neg", x)], 1);
    const framed = g.op.pad(both, [1, 0], [1, 0], [0, 0], 0);
    const kernels = fuse(lower(g.graph([g.op.unary("relu", framed)])), true);
    expect(shown(kernels)).toEqual(["1: exp copy", "1: neg copy", "1: copy", "1: copy", "2: relu"]);
  });

  it("writes the gradients of disjoint slices once, each to its place", () => {
    const g = new GraphMaker();
    const rows = Array.from({ length: 4 }, () => g.op.unary("exp", g.input([2, 1, 3])));
    const padded = rows.map((row, i) => g.op.pad(row, [0, i, 0], [0, 3 - i, 0], [0, 0, 0], 0));
    const sum = padded.reduce((a, b) => g.op.binary("add", a, b));
    expect(shown(fuse(lower(g.graph([sum])), true))).toEqual(new Array<string>(4).fill("1: exp add"));
    const partial = g.op.binary("add", padded[0]!, padded[2]!);
    expect(shown(fuse(lower(g.graph([partial])), true))).toEqual(["1: copy", "2: exp add", "2: exp add"]);
    const twice = g.op.binary("add", padded[0]!, padded[0]!);
    expect(shown(fuse(lower(g.graph([twice])), true)).at(-1)).toBe("2: add");
  });

  it("fills before it spreads elements apart", () => {
    const g = new GraphMaker();
    const spread = g.op.pad(g.input([3]), [0], [0], [1], 7);
    expect(shown(fuse(lower(g.graph([spread])), true))).toEqual(["1: copy", "2: copy"]);
  });

  it("shares one loop across reshapes", () => {
    const g = new GraphMaker();
    const x = g.input([6, 4]);
    const y = g.op.reshape(g.op.unary("exp", x), [24]);
    const kernels = fuse(lower(g.graph([g.op.unary("neg", y)])), true);
    expect(kernels).toHaveLength(1);
    expect(kernels[0]!.shape).toEqual([6, 4]);
  });

  it("does not fuse what would make a cycle", () => {
    const g = new GraphMaker();
    const x = g.input([4, 4]);
    const a = g.op.unary("exp", x);
    const b = g.op.matmul(a, a, false, false);
    const kernels = fuse(lower(g.graph([g.op.binary("add", a, b)])), true);
    expect(shown(kernels)).toEqual(["1: exp", "2: matmul", "3: add"]);
  });

  it("drops what no output needs and keeps outputs that are views apart", () => {
    const g = new GraphMaker();
    const x = g.input([4]);
    const y = g.op.unary("exp", x);
    g.op.unary("log", y);
    const kernels = fuse(lower(g.graph([y, g.op.reshape(y, [2, 2])])), true);
    expect(shown(kernels)).toEqual(["1: exp copy"]);
    expect(kernels[0]!.stores).toHaveLength(2);
  });
});
