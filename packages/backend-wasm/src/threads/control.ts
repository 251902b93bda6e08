/**
 * The first page of memory: what threads tell each other, one cache line each, and arguments of jobs.
 * All fields are 32-bit words.
 */
export const CONTROL = {
  /** Counts jobs and calls to attention; sleepers wait on it. */
  epoch: 64,
  /** The next task of the open job. */
  next: 128,
  /** Workers that are inside a job. */
  active: 192,
  /** 0 closed, 1 a job of tasks, 2 a program that every thread runs once. */
  open: 256,
  /** The open job: table slot, tasks, tasks taken at once, address of the arguments, modules needed. */
  slot: 320,
  tasks: 324,
  grain: 328,
  arguments: 332,
  version: 336,
  /** How many modules have been handed out, or -1 when workers are to leave. */
  published: 384,
  /** Workers asleep. */
  sleepers: 448,
  /** Workers that have finished the program. */
  finished: 512,
  /** The barrier: threads that have arrived, rounds, threads asleep in it. */
  arrived: 576,
  round: 640,
  waiting: 704,
  /** Set when a kernel met an index out of range. */
  indexError: 768,
  /** Set when a worker's kernel trapped. */
  trapped: 832,
  /** Counts programs, so that a worker runs each once, however often it looks. */
  program: 896,
  /** Per worker, 64 bytes apart: how many modules it has, the last epoch it saw, the last program it ran. */
  workers: 1024,
} as const;

export const MOST_WORKERS = 63;
/** Arguments of the open job. */
export const ARGUMENTS = 8192;
/** Numbers that stand for tensors, 16 bytes each. */
export const NUMBERS = 12288;
/** The first byte after the control page. */
export const CONTROL_BYTES = 16384;
