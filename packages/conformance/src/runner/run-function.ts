import {
  type Backend,
  compile,
  hostArray,
  primitivesAround,
  runPrimitive,
  scope,
  type Tensor,
  tensor,
  withBackend,
} from "@tenon/core";
import { compareBits } from "../compare/compare-tensors.js";
import { outputsOf, type Primitives, type Program } from "../program.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { CaseFailure, type TensorProgram } from "./tester.js";

/** A program over the seam as a function of tensors. */
export function programOnTensors(program: Program): TensorProgram {
  return (...inputs) => outputsOf(program(onTensors, inputs));
}

/** Runs a function of tensors op by op and reads what it gives. */
export async function runFunction(
  backend: Backend,
  inputs: readonly HostTensor[],
  program: TensorProgram,
): Promise<HostTensor[]> {
  return readAndFree(backend, inputs, (tensors) => withBackend(backend, () => scope(() => program(...tensors))));
}

/**
 * Runs a function of tensors through `compile`, on the inputs and on other values of the same shapes, so that a value frozen
 * into the step shows. Both runs must equal eager to the bit.
 */
export async function runCompiled(
  backend: Backend,
  inputs: readonly HostTensor[],
  program: TensorProgram,
): Promise<HostTensor[]> {
  const compiled = compile((...tensors: Tensor[]) => outputsOf(program(...tensors)), { backend });
  try {
    const others = inputs.map(rotated);
    const first = await readAndFree(backend, inputs, (tensors) => compiled(...tensors));
    const second = await readAndFree(backend, others, (tensors) => compiled(...tensors));
    requireEqual("compiled", first, await runFunction(backend, inputs, program));
    requireEqual("compiled, second run", second, await runFunction(backend, others, program));
    return first;
  } finally {
    compiled.dispose();
  }
}

/** The primitives on tensors, without derivatives. */
export const onTensors: Primitives<Tensor> = primitivesAround<Tensor>(({ op, inputs, attributes }) =>
  runPrimitive(op, inputs, attributes, undefined),
);

async function readAndFree(
  backend: Backend,
  inputs: readonly HostTensor[],
  run: (tensors: Tensor[]) => Tensor | readonly Tensor[],
): Promise<HostTensor[]> {
  const tensors = inputs.map(({ data, shape, dtype }) => tensor(data, { shape, dtype, backend }));
  const outputs = new Set<Tensor>();
  try {
    const results = outputsOf(run(tensors));
    for (const output of results) outputs.add(output);
    return await Promise.all(
      results.map(async (x) => ({
        shape: x.shape,
        dtype: x.dtype,
        data: backend.caps.sync ? x.dataSync() : await x.data(),
      })),
    );
  } finally {
    for (const x of new Set([...tensors, ...outputs])) x.dispose();
  }
}

/** The same elements, each one place further: other values of the same kind. */
export function rotated({ shape, dtype, data }: HostTensor): HostTensor {
  const turned = hostArray(dtype, data.length);
  data.forEach((value, i) => {
    turned[(i + 1) % data.length] = value;
  });
  return { shape, dtype, data: turned };
}

function requireEqual(label: string, actual: readonly HostTensor[], expected: readonly HostTensor[]): void {
  if (actual.length !== expected.length)
    throw new CaseFailure(`${label}: ${actual.length} outputs, eager gives ${expected.length}`);
  actual.forEach((output, i) => {
    const difference = compareBits(output, expected[i]!);
    if (difference !== undefined) throw new CaseFailure(`${label} differs from eager, output ${i}: ${difference}`);
  });
}
