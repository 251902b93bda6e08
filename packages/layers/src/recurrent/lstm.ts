import {
  add,
  asTensor,
  concat,
  dropout,
  type Generator,
  linear,
  narrow,
  type Parameter,
  reshape,
  showShape,
  stack,
  TenonError,
  type Tensor,
  type TensorLike,
  transpose,
  unsqueeze,
  zeros,
} from "@tenon/core";
import { symmetric } from "../initializers/torch-defaults.js";
import { checkCount, checkProbability, type LayerOptions, parameter } from "../module/make-variables.js";
import { Module } from "../module/module.js";
import { lstmSequence } from "./lstm-sequence.js";

export interface LSTMOptions extends LayerOptions {
  /** Layers, each reading the states of the one before; default 1. */
  readonly numLayers?: number;
  /** Learn biases; default true. */
  readonly bias?: boolean;
  /** True: tensors are [N, T, F]. Default false: [T, N, F], as in PyTorch. */
  readonly batchFirst?: boolean;
  /** Probability of dropping an element between layers in training; default 0. */
  readonly dropout?: number;
  /** Read the sequence backwards too and concatenate both states; default false. */
  readonly bidirectional?: boolean;
}

/** Hidden state and cell of every layer and direction: [numLayers·D, N, H], D directions, forward before backward. */
export interface LSTMState {
  readonly hidden: TensorLike;
  readonly cell: TensorLike;
}

/** `output` holds the last layer's hidden state at each step, the rest the state after the last step. */
export interface LSTMResult extends LSTMState {
  /** [T, N, D·H], or [N, T, D·H] with `batchFirst`. */
  readonly output: Tensor;
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997), as torch.nn.LSTM; gates lie in the order i, f, g, o.
 * Shapes: x [T, N, inputSize], or [N, T, inputSize] with `batchFirst`, or [T, inputSize] → output, hidden and cell. The state
 * starts at 0 unless given; what a call returned can be given to the next. Parameters start uniform in ±1/√hiddenSize.
 *
 * @throws TenonError `shape_mismatch` for another rank, number of features or state.
 * @example
 * const lstm = new LSTM(8, 32, { batchFirst: true });
 * const { output, hidden, cell } = lstm.call(zeros([4, 64, 8]));
 * output.shape; // [4, 64, 32]
 */
export class LSTM extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly #generator: Generator | undefined;
  readonly #directions: Direction[] = [];

  constructor(inputSize: number, hiddenSize: number, settings: LSTMOptions = {}) {
    super();
    const { numLayers = 1, bias = true, batchFirst = false, dropout: probability = 0, ...rest } = settings;
    const { bidirectional = false, ...options } = rest;
    for (const [name, value] of Object.entries({ inputSize, hiddenSize, numLayers })) checkCount("LSTM", name, value);
    checkProbability("LSTM", "dropout", probability);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.batchFirst = batchFirst;
    this.dropout = probability;
    this.bidirectional = bidirectional;
    this.#generator = options.generator;
    const bound = 1 / Math.sqrt(hiddenSize);
    const make = (...shape: number[]) => parameter(() => symmetric(shape, bound, options));
    const directions = bidirectional ? 2 : 1;
    for (let layer = 0; layer < numLayers; layer++)
      for (let d = 0; d < directions; d++) {
        const features = layer === 0 ? inputSize : hiddenSize * directions;
        this.#directions.push({
          suffix: `L${layer}${d === 1 ? "Reverse" : ""}`,
          reverse: d === 1,
          weightIh: make(4 * hiddenSize, features),
          weightHh: make(4 * hiddenSize, hiddenSize),
          biasIh: bias ? make(4 * hiddenSize) : undefined,
          biasHh: bias ? make(4 * hiddenSize) : undefined,
        });
      }
  }

  /** PyTorch's names: `weightIhL0`, `weightHhL0`, `biasIhL0`, `biasHhL0`, `weightIhL0Reverse`, …. */
  override fields(): Iterable<readonly [string, unknown]> {
    return this.#directions.flatMap(({ suffix, weightIh, weightHh, biasIh, biasHh }) =>
      Object.entries({ weightIh, weightHh, biasIh, biasHh }).map(([name, value]) => [name + suffix, value] as const),
    );
  }

  forward(x: TensorLike, state?: LSTMState): LSTMResult {
    const t = asTensor(x, "LSTM");
    const batchless = t.shape.length === 2;
    this.#check(t, state);
    let layerInput = batchless ? unsqueeze(t, 1) : this.batchFirst ? transpose(t, 0, 1) : t; // [T, N, F]
    const states: { hidden: Tensor; cell: Tensor }[] = [];
    const perLayer = this.bidirectional ? 2 : 1;
    for (let layer = 0; layer < this.numLayers; layer++) {
      if (layer > 0) layerInput = this.#drop(layerInput);
      const source = layerInput;
      const results = this.#directions
        .slice(layer * perLayer, (layer + 1) * perLayer)
        .map((direction, d) => this.#run(direction, source, state, layer * perLayer + d));
      states.push(...results);
      layerInput =
        results.length === 1
          ? results[0]!.output
          : concat(
              results.map((r) => r.output),
              { axis: 2 },
            );
    }
    const [hidden, cell] = (["hidden", "cell"] as const).map((name) => stack(states.map((s) => s[name]))) as [
      Tensor,
      Tensor,
    ];
    if (batchless) return { output: layerInput.squeeze(1), hidden: hidden.squeeze(1), cell: cell.squeeze(1) };
    return { output: this.batchFirst ? transpose(layerInput, 0, 1) : layerInput, hidden, cell };
  }

  #run(
    { weightIh, weightHh, biasIh, biasHh, reverse }: Direction,
    x: Tensor,
    state: LSTMState | undefined,
    row: number,
  ) {
    const shape = [x.shape[1]!, this.hiddenSize];
    const start = (given: TensorLike | undefined) =>
      given === undefined
        ? zeros(shape, { dtype: x.dtype, backend: x.backend })
        : reshape(narrow(given, 0, row, 1), shape);
    const bias = biasIh && biasHh && add(biasIh, biasHh);
    const projected = linear(x, weightIh, bias); // all steps at once: [T, N, 4H]
    return lstmSequence(projected, start(state?.hidden), start(state?.cell), asTensor(weightHh, "LSTM"), reverse);
  }

  #drop(x: Tensor): Tensor {
    const options = { probability: this.dropout, training: this.training };
    return dropout(x, this.#generator ? { ...options, generator: this.#generator } : options);
  }

  #check({ shape }: Tensor, state: LSTMState | undefined): void {
    const { inputSize, hiddenSize, batchFirst } = this;
    const rank = shape.length;
    if ((rank !== 2 && rank !== 3) || shape[rank - 1] !== inputSize || shape[batchFirst && rank === 3 ? 1 : 0] === 0)
      throw new TenonError(
        "shape_mismatch",
        `LSTM: x ${batchFirst ? "[N, T" : "[T, N"}, ${inputSize}] or [T, ${inputSize}] with T ≥ 1 was expected, ${showShape(shape)} was given`,
        `sequences of ${inputSize} features`,
        { shape, inputSize },
      );
    const rows = this.#directions.length;
    const expected = rank === 2 ? [rows, hiddenSize] : [rows, shape[batchFirst ? 0 : 1]!, hiddenSize];
    for (const [name, given] of [
      ["hidden", state?.hidden],
      ["cell", state?.cell],
    ] as const)
      if (given !== undefined && showShape(given.shape) !== showShape(expected))
        throw new TenonError(
          "shape_mismatch",
          `LSTM: ${name} ${showShape(expected)} was expected, ${showShape(given.shape)} was given`,
          "the state that an earlier call on the same batch size returned",
          { expected, given: given.shape },
        );
  }
}

/** One layer in one direction. */
interface Direction {
  /** What follows PyTorch's names of its parameters. */
  readonly suffix: string;
  readonly reverse: boolean;
  readonly weightIh: Parameter;
  readonly weightHh: Parameter;
  readonly biasIh: Parameter | undefined;
  readonly biasHh: Parameter | undefined;
}
