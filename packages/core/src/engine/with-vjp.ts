import { edgeOf, GradNode, type Saved } from "../autograd/grad-node.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import { Tensor } from "../tensor.js";
import { batching } from "./batching.js";
import { isRecording, noGrad } from "./context.js";
import { save, saveOutput, unpack } from "./run.js";

/** How a composed op passes gradients, written in Tensor ops. */
export interface Vjp {
  /** Which inputs and outputs `of` reads, by index. */
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  /** Gradients of the outputs, then the inputs and outputs named above → gradients of the inputs. */
  readonly of: (
    gradients: readonly (Tensor | undefined)[],
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
  ) => readonly (Tensor | undefined)[];
}

/**
 * Runs `compute` unrecorded, frees its interior tensors, and records the whole as one node with the given derivative.
 * It saves only what the derivative reads. Gradients of any order are right when `vjp.of` serves every output that it reads,
 * because the gradient of a gradient flows into those too. `customGrad` is the simple face for a single output.
 *
 * @example
 * const [low, high] = withVjp("halves", [x], () => split(x, 2), { of: ([a, b]) => [a && b && concat([a, b])] });
 */
export function withVjp(name: string, inputs: readonly Tensor[], compute: () => readonly Tensor[], vjp: Vjp): Tensor[] {
  const results =
    batching()?.withVjp(name, inputs, compute, vjp) ?? scope(() => noGrad(compute).map((y) => y.detach())); // `compute` may return what others own
  if (!isRecording() || inputs.every((x) => x.node === undefined)) return results;
  const fromInputs = (vjp.inputs ?? []).map((i) => save(inputs[i]!));
  const fromOutputs = (vjp.outputs ?? []).map((i) => saveOutput(results[i]!.storage));
  const edges = inputs.map(edgeOf);
  const split = fromInputs.length;
  const node: GradNode = new GradNode(name, edges, [...fromInputs, ...fromOutputs], (gradients, kept) =>
    vjp.of(
      gradients,
      kept.slice(0, split).map((x: Saved) => unpack(x, node)),
      kept.slice(split).map((y: Saved, i: number) => unpack(y, node, vjp.outputs?.[i])),
    ),
  );
  return results.map((y, slot) => {
    if (!isFloat(y.dtype)) return y;
    const recorded = new Tensor(y.storage.retain(), node, slot);
    y.dispose();
    return recorded;
  });
}
