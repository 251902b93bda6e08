import { readInTrace } from "../compile/trace.js";
import { type Batching, batching, withBatching } from "../engine/batching.js";
import { withBackend } from "../engine/context.js";
import type { FusedFunction } from "../engine/fused-op.js";
import { routineOn } from "../engine/routine-on.js";
import type { Derivative } from "../engine/rule.js";
import { backendOf, run } from "../engine/run.js";
import { Storage } from "../engine/storage.js";
import { type Vjp, withVjp } from "../engine/with-vjp.js";
import { TenonError } from "../errors.js";
import { scope, unscoped } from "../memory/scope.js";
import { broadcastTo } from "../ops/movement.js";
import { sum } from "../ops/reduce.js";
import type { Backend, Handle, Operand } from "../seam/backend.js";
import type { FusedAttributes, FusedName } from "../seam/fused.js";
import { type PrimitiveAttributes, type PrimitiveName, primitivesAround } from "../seam/primitives.js";
import { Tensor } from "../tensor.js";
import { BATCH_RULES } from "./batch-rules.js";
import { type Batched, batched, mapped } from "./batched.js";
import { fusedRule } from "./fused-rules.js";

/** What `vmap` does with random draws inside. */
export type Randomness = "error" | "same" | "different";

/**
 * One `vmap`: a backend whose handles are tensors one level out, with the examples along axis 0 where they differ. Because
 * each primitive becomes ordinary ops one level out, gradients, other `vmap`s and `compile` around it need no rules.
 */
export class Level implements Batching {
  readonly backend: Backend;
  readonly #size: number;
  readonly #randomness: Randomness;
  readonly #target: Backend;
  readonly #outer = batching();

  constructor(size: number, randomness: Randomness, outside: readonly Tensor[]) {
    this.#size = size;
    this.#randomness = randomness;
    this.#target = backendOf("vmap", outside);
    this.backend = this.#makeBackend();
  }

  /** Runs `fn` on examples. */
  inside<R>(fn: () => R): R {
    return withBatching(this, () => withBackend(this.backend, fn));
  }

  /** One example of `tensor`; `isMapped`: its axis 0 counts examples. */
  enter(tensor: Tensor, isMapped: boolean): Tensor {
    return this.#tensor(
      batched(
        unscoped(() => tensor.alias()),
        isMapped,
      ),
    );
  }

  /** All examples of `x`: [N, ...shape], or `shape` if it is equal for all. */
  leave(x: Tensor): Batched {
    return x.storage.backend === this.backend ? (x.storage.handle as Batched) : batched(x, false); // its handles are Batched
  }

  adopt(x: Tensor): Handle {
    return batched(x, false);
  }

  call<K extends PrimitiveName>(
    op: K,
    inputs: readonly Operand<Handle>[],
    attributes: PrimitiveAttributes[K],
    derivative: Derivative<K> | undefined,
  ): Handle {
    const own = inputs as readonly Operand<Batched>[]; // handles of this backend
    const isMapped = own.some((x) => typeof x !== "number" && x.isMapped) || this.#drawsApart(op);
    const again = (xs: readonly Operand<Tensor>[], a: PrimitiveAttributes[K]) => run(op, xs, a, derivative);
    const tensor = this.#outside(() =>
      isMapped
        ? BATCH_RULES[op](again, own, attributes, this.#size)
        : again(
            own.map((x) => (typeof x === "number" ? x : x.tensor)),
            attributes,
          ),
    );
    return batched(tensor, isMapped);
  }

  withVjp(name: string, inputs: readonly Tensor[], compute: () => readonly Tensor[], vjp: Vjp): Tensor[] {
    const own = inputs.map((x) => this.leave(x));
    const anyMapped = own.some((x) => x.isMapped);
    let areMapped: boolean[] = [];
    const examples = () => {
      const results = this.inside(compute).map((y) => this.leave(y));
      areMapped = results.map((y) => anyMapped || y.isMapped);
      return results.map((y, i) => (areMapped[i] ? mapped(y, this.#size) : y.tensor));
    };
    const of: Vjp["of"] = (gradients, xs, ys) => {
      const given = [...gradients, ...xs, ...ys].filter((x) => x !== undefined);
      const level = new Level(this.#size, this.#randomness, given); // the pass may run inside another vmap
      const flows = level.inside(() =>
        vjp.of(
          gradients.map((g, i) => g && level.enter(g, areMapped[i]!)),
          xs.map((x, i) => level.enter(x, own[vjp.inputs![i]!]!.isMapped)), // xs are what vjp.inputs names
          ys.map((y, i) => level.enter(y, areMapped[vjp.outputs![i]!]!)),
        ),
      );
      return flows.map((flow, i) => flow && own[i] && level.#total(level.leave(flow), own[i].isMapped));
    };
    const outer = own.map((x) => x.tensor);
    return this.#outside(() => withVjp(name, outer, examples, { ...vjp, of })).map((y, i) =>
      this.#tensor(batched(y, areMapped[i]!)),
    );
  }

  fused<K extends FusedName>(
    name: K,
    f: FusedFunction<K>,
    inputs: readonly Tensor[],
    attributes: FusedAttributes[K],
  ): (() => Tensor[]) | undefined {
    const own = inputs.map((x) => this.leave(x));
    const isMapped = own.some((x) => x.isMapped);
    const all = isMapped
      ? fusedRule(name, f, own, attributes, this.#size)
      : () =>
          f(
            own.map((x) => x.tensor),
            attributes,
          );
    return all && (() => this.#outside(all).map((y) => this.#tensor(batched(y, isMapped))));
  }

  detach(storage: Storage): Storage {
    if (storage.backend !== this.backend) return this.#outer?.detach(storage) ?? storage.retain();
    const { tensor, isMapped } = storage.handle as Batched; // a handle of this backend
    return new Storage(
      batched(
        this.#outside(() => tensor.detach()),
        isMapped,
      ),
      this.backend,
    );
  }

  refuseWrite(storage: Storage | undefined): never {
    storage?.release();
    throw new TenonError(
      "unsupported",
      "vmap: a Variable or .grad has no place for one value of each example",
      "grad() for gradients, functionalCall() for a model that updates statistics",
    );
  }

  /** A gradient as its input is: one for each example, or the sum over all of them. */
  #total(flow: Batched, isMapped: boolean): Tensor {
    if (flow.isMapped === isMapped) return flow.tensor.alias();
    return isMapped ? broadcastTo(flow.tensor, [this.#size, ...flow.shape]) : sum(flow.tensor, { axis: 0 });
  }

  #drawsApart(op: PrimitiveName): boolean {
    if (op !== "randomUniform") return false;
    if (this.#randomness === "error")
      throw new TenonError(
        "unsupported",
        "vmap: the function draws random numbers",
        '{ randomness: "different" } or "same"',
      );
    return this.#randomness === "different";
  }

  /** Runs `fn` one level out; what it returns belongs to no scope. */
  #outside<R>(fn: () => R): R {
    return unscoped(() => scope(() => withBatching(this.#outer, () => withBackend(this.#target, fn))));
  }

  #tensor(handle: Batched): Tensor {
    return new Tensor(new Storage(handle, this.backend));
  }

  #makeBackend(): Backend {
    const target = this.#target;
    return {
      name: `${target.name} (vmap)`,
      caps: { ...target.caps, memory: "collected" },
      decorates: target,
      ...primitivesAround<Handle>(({ op, inputs, attributes }) => {
        if (batching() !== this) throw ended();
        return this.call(op, inputs, attributes, undefined);
      }),
      routine: (routine, inputs) => {
        const own = inputs as readonly Batched[]; // handles of this backend
        const isMapped = own.some((x) => x.isMapped);
        const all = () => own.map((x) => (isMapped ? mapped(x, this.#size) : x.tensor)); // routines take any leading axes
        return this.#outside(() => routineOn(routine, all())).map((y) => batched(y, isMapped));
      },
      upload: (data, shape, dtype) => {
        const storage = new Storage(target.upload(data, shape, dtype), target);
        return batched(
          unscoped(() => new Tensor(storage)),
          false,
        );
      },
      read: () => Promise.reject(readInTrace("vmap")),
      readSync: () => {
        throw readInTrace("vmap");
      },
      dispose: (x) => (x as Batched).tensor.dispose(), // a handle of this backend
      sync: () => target.sync(),
      memory: () => target.memory(),
    };
  }
}

function ended(): TenonError {
  return new TenonError(
    "disposed",
    "vmap: a tensor of the function is used after it has returned",
    "return it from the function",
  );
}
