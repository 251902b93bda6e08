import { routineOn } from "../engine/routine-on.js";
import type { RoutineAttributes, RoutineCall, RoutineName } from "../seam/routine.js";
import type { Tensor } from "../tensor.js";
import { inferRoutine, routineOnHost } from "./host/routines.js";

/** Runs a routine on tensors of one dtype with equal leading axes, unrecorded, with the host's version to fall back to. */
export const runRoutine = <K extends RoutineName>(
  op: K,
  inputs: readonly Tensor[],
  attributes: RoutineAttributes[K],
): Tensor[] =>
  routineOn(
    {
      op,
      attributes,
      infer: (xs) => inferRoutine(op, attributes, xs),
      onHost: (xs) => routineOnHost(op, attributes, xs),
    } as RoutineCall, // op and attributes come as a pair
    inputs,
  );
