import type { Backend, DType, Handle } from "@tenon/core";
import type { ModuleBuilder } from "../assembler/index.js";
import type { Region } from "../memory/allocator.js";
import type { LinearMemory } from "../memory/linear-memory.js";

/** A step whose module is instantiated. */
export interface LoadedStep {
  /** Runs the exported `step(thread, threads)` and returns when all threads are done with it. */
  run(): void;
  dispose(): void;
}

/** What compiled steps need from the backend around them. Methods that allocate throw `out_of_memory`. */
export interface StepHost<T extends Handle> {
  readonly eager: Backend<T>;
  readonly memory: LinearMemory;
  allocate(bytes: number): Region;
  release(region: Region): void;
  /** A module builder with the imports that every module of the backend has. */
  module(): ModuleBuilder;
  /** Instantiates a step for all threads, or for this one alone. */
  load(bytes: Uint8Array<ArrayBuffer>, alone: boolean): LoadedStep;
  /** True if a kernel met an index out of range since the last call. */
  takeIndexError(): boolean;
  /** A handle with memory of its own, not filled. */
  create(shape: readonly number[], dtype: DType): T;
  /** A handle on memory that something else owns. */
  borrow(address: number, shape: readonly number[], dtype: DType): T;
  /** A new handle on the memory of `x`, which ends. */
  takeOver(x: T): T;
  addressOf(x: T): number;
  isDense(x: T): boolean;
  /** True when no other handle shares the memory of `x`. */
  isSole(x: T): boolean;
  /** A dense copy. */
  copy(x: T): T;
}
