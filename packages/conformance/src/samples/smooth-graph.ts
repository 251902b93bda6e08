import {
  add,
  cos,
  div,
  erf,
  flip,
  logSumExp,
  matmul,
  mean,
  mul,
  permute,
  sigmoid,
  sin,
  softmax,
  sub,
  type Tensor,
  tanh,
} from "@tenon/core";
import { createReferenceBackend } from "../reference/reference-backend.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import { runFunction } from "../runner/run-function.js";
import type { TensorProgram } from "../runner/tester.js";
import { type Graph, type GraphStep, type Reference, runGraph } from "./graph.js";
import type { Stream } from "./stream.js";

/** A public function on references, along an axis where it has one. */
export interface SmoothStep extends GraphStep {
  readonly op: SmoothOp;
  readonly axis: number;
}

export type SmoothGraph = Graph<SmoothStep>;

type SmoothOp = keyof typeof SMOOTH;
type SmoothFunction = (x: Tensor, axis: number, y: Tensor) => Tensor;

/** Functions whose values and slopes stay near 1, so that a few dozen roundings stay small. */
const SMOOTH = {
  sin: (x) => sin(x),
  cos: (x) => cos(x),
  tanh: (x) => tanh(x),
  erf: (x) => erf(x),
  sigmoid: (x) => sigmoid(x),
  softmax: (x, axis) => softmax(x, { axis }),
  logSumExp: (x, axis) => logSumExp(x, { axis, keepDims: true }),
  mean: (x, axis) => mean(x, { axis, keepDims: true }),
  flip: (x, axis) => flip(x, [axis]),
  turn: (x) => permute(x, [1, 0]),
  halfSum: (x, _, y) => mul(add(x, y), 0.5),
  halfDifference: (x, _, y) => mul(sub(x, y), 0.5),
  product: (x, _, y) => mul(tanh(x), y),
  quotient: (x, _, y) => div(x, add(mul(y, y), 1)),
  matmul: (x, _, y) => div(matmul(x, y), x.shape[1]!),
  scale: (x, axis) => mul(mean(x, { axis, keepDims: true }), x),
} as const satisfies Record<string, SmoothFunction>;

const ONE_INPUT = [
  "sin",
  "cos",
  "tanh",
  "erf",
  "sigmoid",
  "softmax",
  "logSumExp",
  "mean",
  "flip",
  "turn",
  "scale",
] as const;
const TWO_INPUTS = ["halfSum", "halfDifference", "product", "quotient", "matmul"] as const;

/** A graph as a function of tensors. */
export function smoothProgram(graph: SmoothGraph): TensorProgram {
  return (...inputs) =>
    runGraph<SmoothStep, Tensor>(graph, inputs, ({ op, axis }, operands) => {
      const [x, y] = operands as readonly Tensor[]; // smooth steps take no numbers
      const f: SmoothFunction = SMOOTH[op];
      return f(x!, axis, y ?? x!);
    });
}

/** What each step gives on the reference in float64, rounded to float32. */
export async function smoothValues(graph: SmoothGraph): Promise<HostTensor[]> {
  const all = { ...graph, outputs: graph.steps.map((_, step): Reference => ({ step })) };
  const values = await runFunction(createReferenceBackend(), graph.inputs.map(inFloat64), smoothProgram(all));
  return values.map(({ shape, data }) => hostTensor(shape, "float32", data));
}

/** The same elements in float64. */
export function inFloat64({ shape, data }: HostTensor): HostTensor {
  return hostTensor(shape, "float64", data);
}

/** A graph of `length` smooth functions over matrices. */
export function randomSmoothGraph(stream: Stream, length: number): SmoothGraph {
  const [rows, columns] = [stream.integer(1, 4), stream.integer(1, 5)];
  const inputs = Array.from({ length: stream.integer(1, 3) }, () =>
    stream.tensor([rows, columns], "float32", { low: -1.5, high: 1.5 }),
  );
  const values = inputs.map(({ shape }, input): { from: Reference; shape: readonly number[] } => ({
    from: { input },
    shape,
  }));
  const steps: SmoothStep[] = [];
  while (steps.length < length) {
    const x = values[Math.max(stream.integer(0, values.length - 1), stream.integer(0, values.length - 1))]!;
    const y = values[stream.integer(0, values.length - 1)]!;
    const axis = stream.integer(0, 1);
    const isPair = stream.next() < 0.45;
    const op = isPair
      ? TWO_INPUTS[stream.integer(0, TWO_INPUTS.length - 1)]!
      : ONE_INPUT[stream.integer(0, ONE_INPUT.length - 1)]!;
    const shape = shapeOf(op, axis, x.shape, y.shape);
    if (shape === undefined) continue;
    steps.push({ op, axis, from: isPair ? [x.from, y.from] : [x.from] });
    values.push({ from: { step: steps.length - 1 }, shape });
  }
  return { kind: "smooth", inputs, steps, outputs: [{ step: steps.length - 1 }] };
}

/** The shape that a function gives for matrices; undefined where they do not fit. */
function shapeOf(
  op: SmoothOp,
  axis: number,
  [rows, columns]: readonly number[],
  [others, width]: readonly number[],
): readonly number[] | undefined {
  if (op === "turn") return [columns!, rows!];
  if (op === "mean" || op === "logSumExp") return axis === 0 ? [1, columns!] : [rows!, 1];
  if (op === "matmul") return columns === others ? [rows!, width!] : undefined;
  const isPair = TWO_INPUTS.some((name) => name === op);
  const fits = (a: number, b: number) => a === b || a === 1 || b === 1;
  if (isPair && !(fits(rows!, others!) && fits(columns!, width!))) return undefined;
  return isPair ? [Math.max(rows!, others!), Math.max(columns!, width!)] : [rows!, columns!];
}
