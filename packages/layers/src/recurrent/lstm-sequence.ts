import {
  add,
  concat,
  isRecording,
  matmul,
  mul,
  narrow,
  reshape,
  scope,
  sigmoid,
  sub,
  type Tensor,
  tanh,
  withVjp,
} from "@tenon/core";

/** What one direction of one layer returns. */
export interface SequenceResult {
  /** [T, N, H] */
  readonly output: Tensor;
  /** After the last step: [N, H]. */
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

/**
 * Runs an LSTM (Hochreiter & Schmidhuber 1997; PyTorch's gate order i, f, g, o) over all time steps:
 *   a = input[t] + h·Wᵀ;  c ← σ(a_f)·c + σ(a_i)·tanh(a_g);  h ← σ(a_o)·tanh(c)
 * Shapes: input [T, N, 4H] (already projected, biases added), hidden and cell [N, H], weight [4H, H].
 *
 * It is recorded as one node: the backward pass visits the steps once, and computes the gradients of the weight and of the input
 * for all steps together in one matrix product, instead of adding up a product per step.
 */
export function lstmSequence(
  input: Tensor,
  hidden: Tensor,
  cell: Tensor,
  weight: Tensor,
  reverse: boolean,
): SequenceResult {
  const length = input.shape[0]!;
  const order = Array.from({ length }, (_, i) => (reverse ? length - 1 - i : i));
  if (!isRecording()) {
    const { states, hidden: last, cells } = run(input, hidden, cell, weight, order);
    return { output: stackByTime(states), hidden: last, cell: cells[order[length - 1]!]! };
  }
  const compute = () => {
    const { states, hidden: last, gates, cells } = run(input, hidden, cell, weight, order, true);
    return [stackByTime(states), last, ...gates, ...cells];
  };
  const [output, last, ...kept] = withVjp("lstm", [input, hidden, cell, weight], compute, {
    inputs: [1, 2, 3],
    outputs: [0, ...Array.from({ length: 2 * length }, (_, i) => i + 2)],
    of: ([gradient, ofLast, ...ofKept], [h0, c0, w], [states, ...saved]) =>
      pull({ gradient, ofLast, ofKept }, { h0: h0!, c0: c0!, weight: w!, states: states!, saved, order }),
  });
  return { output: output!, hidden: last!, cell: kept[length + order[length - 1]!]! };
}

/** Row t of [T, N, F] as [N, F]. */
function at(x: Tensor, t: number): Tensor {
  return reshape(narrow(x, 0, t, 1), x.shape.slice(1));
}

/** Columns of one gate, 0 … 3: [N, 4H] → [N, H]. */
function gate(gates: Tensor, index: number): Tensor {
  const size = gates.shape[1]! / 4;
  return narrow(gates, 1, index * size, size);
}

function stackByTime(rows: readonly Tensor[]): Tensor {
  return concat(rows.map((x) => reshape(x, [1, ...x.shape])));
}

/** All steps, by time; the gates, before activation, only when a backward pass will want them. */
function run(input: Tensor, h0: Tensor, c0: Tensor, weight: Tensor, order: readonly number[], keepGates = false) {
  const [gates, cells, states]: [Tensor[], Tensor[], Tensor[]] = [[], [], []];
  let [hidden, cell] = [h0, c0];
  for (const t of order) {
    const step = scope(() => {
      const a = add(at(input, t), matmul(hidden, weight, { transposeB: true })); // [N, H] × [4H, H]ᵀ → [N, 4H]
      const c = add(mul(sigmoid(gate(a, 1)), cell), mul(sigmoid(gate(a, 0)), tanh(gate(a, 2))));
      const h = mul(sigmoid(gate(a, 3)), tanh(c));
      return keepGates ? { a, c, h } : { c, h };
    });
    if (step.a !== undefined) gates[t] = step.a;
    states[t] = hidden = step.h;
    cells[t] = cell = step.c;
  }
  return { states, hidden, gates, cells };
}

interface Memory {
  readonly h0: Tensor;
  readonly c0: Tensor;
  readonly weight: Tensor;
  readonly states: Tensor;
  /** Gates of all times, then cells of all times. */
  readonly saved: readonly Tensor[];
  readonly order: readonly number[];
}

/** Gradients of the outputs of `run`. */
interface Arriving {
  readonly gradient: Tensor | undefined;
  readonly ofLast: Tensor | undefined;
  readonly ofKept: readonly (Tensor | undefined)[];
}

/** Backpropagation through time: gradients of all outputs → gradients of input, hidden, cell and weight. */
function pull(
  { gradient, ofLast, ofKept }: Arriving,
  { h0, c0, weight, states, saved, order }: Memory,
): (Tensor | undefined)[] {
  const length = order.length;
  const slopes: Tensor[] = []; // of the gates, by time
  let dh = ofLast;
  let dc: Tensor | undefined;
  for (let i = length - 1; i >= 0; i--) {
    const t = order[i]!;
    const step = scope(() => {
      const before = i > 0 ? saved[length + order[i - 1]!]! : c0;
      const ofState = plus(gradient && at(gradient, t), dh);
      const back = throughCell(ofState, plus(ofKept[length + t], dc), saved[t]!, before, saved[length + t]!);
      const slope = plus(back.gates, ofKept[t])!; // back.gates is there
      return { slope, dc: back.cell, dh: matmul(slope, weight) }; // [N, 4H] × [4H, H] → [N, H]
    });
    slopes[t] = step.slope;
    dc = step.dc;
    dh = step.dh;
  }
  const all = stackByTime(slopes); // [T, N, 4H]
  const [, batch, size] = states.shape as [number, number, number];
  const forwards = order[0] === 0;
  const earlier = length === 1 ? [] : [narrow(states, 0, forwards ? 0 : 1, length - 1)];
  const first = reshape(h0, [1, batch, size]);
  const before = concat(forwards ? [first, ...earlier] : [...earlier, first]); // the state each step started from
  const rows = length * batch;
  const dw = matmul(reshape(all, [rows, 4 * size]), reshape(before, [rows, size]), { transposeA: true }); // [4H, H]
  return [all, dh, dc, dw];
}

/** Gradients of a step's new hidden state and cell → those of its gates and of the cell before. */
function throughCell(
  dh: Tensor | undefined,
  dcNext: Tensor | undefined,
  gates: Tensor,
  before: Tensor,
  after: Tensor,
): { gates: Tensor; cell: Tensor } {
  const [i, f, o] = [sigmoid(gate(gates, 0)), sigmoid(gate(gates, 1)), sigmoid(gate(gates, 3))];
  const g = tanh(gate(gates, 2));
  const squashed = tanh(after);
  const throughState = dh && mul(mul(dh, o), sub(1, mul(squashed, squashed)));
  const dc = plus(throughState, dcNext) ?? mul(after, 0);
  const throughSigmoid = (d: Tensor, y: Tensor) => mul(d, mul(y, sub(1, y)));
  const slopes = [
    throughSigmoid(mul(dc, g), i),
    throughSigmoid(mul(dc, before), f),
    mul(mul(dc, i), sub(1, mul(g, g))),
    throughSigmoid(dh === undefined ? mul(after, 0) : mul(dh, squashed), o),
  ];
  return { gates: concat(slopes, { axis: 1 }), cell: mul(dc, f) };
}

function plus(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  return a === undefined ? b : b === undefined ? a : add(a, b);
}
