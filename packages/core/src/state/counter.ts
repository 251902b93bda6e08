import { countFrame } from "../autograd/checkpoint-frame.js";
import { tracing } from "../compile/tracing.js";

/**
 * A whole number on the host that advances once per step, also when the step is compiled: an optimizer's step count, a
 * random generator's position.
 *
 * @example
 * const steps = new Counter();
 * const t = steps.next(); // a thunk
 * const rate = fromHost(() => 0.1 / (1 + t()));
 */
export class Counter {
  #value: number;

  constructor(value = 0) {
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }

  set value(value: number) {
    this.#value = value;
  }

  /** Advances by one and returns a thunk of the value before: of each run's, in a compiled step. */
  next(): () => number {
    return countFrame(() => {
      const offset = tracing()?.advance(this);
      if (offset !== undefined) return () => this.#value + offset;
      const before = this.#value++;
      return () => before;
    });
  }
}
