import { callRoutine, type RoutineCall } from "../seam/routine.js";
import { Tensor } from "../tensor.js";
import { backendOf, checkComputes, handleOn } from "./run.js";
import { Storage } from "./storage.js";

/** A routine on tensors of one dtype with equal leading axes, unrecorded: whoever calls it gives the derivative. */
export function routineOn(call: RoutineCall, inputs: readonly Tensor[]): Tensor[] {
  const backend = backendOf(call.op, inputs);
  const handles = inputs.map((x) => handleOn(backend, x));
  checkComputes(call.op, backend, handles);
  return callRoutine(backend, call, handles).map((handle) => new Tensor(new Storage(handle, backend)));
}
