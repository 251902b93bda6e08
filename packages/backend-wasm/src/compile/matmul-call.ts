import { emitMatmul } from "../kernels/matmul.js";
import { isMatmulDType, planMatmul } from "../kernels/matmul-plan.js";
import type { Source, WholeOp } from "./ir.js";
import type { KernelCall } from "./kernel-call.js";

export { batchAxes, isMatmulDType } from "../kernels/matmul-plan.js";

/** The kernel of a matrix product. All sizes are given, so that products of one arrangement share it. */
export function matmulCall({ node, sources, block, shape }: WholeOp): KernelCall | undefined {
  if (node.op !== "matmul") return undefined;
  const [a, b] = sources as readonly [Source, Source]; // a product has two operands
  if (a.kind !== "block" || b.kind !== "block" || !isMatmulDType(block.dtype)) return undefined;
  const plan = planMatmul(block.dtype, shape, a.layout, b.layout, node.attributes.transA, node.attributes.transB);
  return (
    plan && {
      key: plan.key,
      emit: (m) => emitMatmul(m, plan.spec),
      places: [
        { block, offset: 0 },
        { block: a.block, offset: a.layout.offset },
        { block: b.block, offset: b.layout.offset },
      ],
      sizes: plan.sizes,
      tasks: plan.tasks,
    }
  );
}
