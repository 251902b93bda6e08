import { tracing } from "./tracing.js";

/** What a guard may return: anything that `===` compares. */
export type GuardValue = string | number | boolean | object | undefined | null;

/**
 * Reads a host value that a step depends on. Inside a trace the value becomes part of the cache key: the compiled step is
 * used only while `read()` returns the same.
 *
 * @example
 * class Layer {
 *   #training = true;
 *   get training() {
 *     return guard(() => this.#training);
 *   }
 * }
 */
export function guard<V extends GuardValue>(read: () => V): V {
  const value = read();
  tracing()?.guards.push({ read, value });
  return value;
}
