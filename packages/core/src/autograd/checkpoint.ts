import { tracing } from "../compile/tracing.js";
import { isRecording, noGrad, withRecording } from "../engine/context.js";
import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { type Frame, withFrame } from "./checkpoint-frame.js";
import { nodeCount } from "./grad-node.js";
import { gradientsOf, standIn } from "./pull-back.js";

/**
 * `f(...inputs)` without keeping what its gradient needs: the backward pass runs `f` again (Chen et al. 2016).
 * The second run draws the same random numbers and assigns no Variable. Tensors that `f` captures get gradients too, and
 * must live until the backward pass.
 *
 * @example
 * const y = checkpoint((x) => block.call(x), x);
 */
export function checkpoint(f: (...inputs: Tensor[]) => Tensor, ...inputs: TensorLike[]): Tensor {
  const tensors = inputs.map((x) => asTensor(x, "checkpoint"));
  const unrecorded = () => noGrad(() => f(...tensors.map((x) => x.detach())));
  return scope(() => {
    if (!isRecording()) return unrecorded();
    const first: Frame = { isReplay: false, since: nodeCount(), captured: new Map(), counts: [] };
    const value = withFrame(first, unrecorded);
    const captured = [...first.captured.values()];
    const [y] = withVjp("checkpoint", [...tensors, ...captured], () => [value], {
      inputs: tensors.map((_, i) => i),
      of: (gradients, saved) => {
        const createGraph = isRecording();
        const places = saved.map(standIn);
        const again = () => withFrame({ ...first, isReplay: true }, () => withRecording(true, () => f(...places)));
        const trace = tracing();
        const result = trace === undefined ? again() : trace.inNewRegion(again);
        return gradientsOf([result], [...places, ...captured], gradients, { createGraph, retainGraph: createGraph });
      },
    });
    return y!;
  });
}
