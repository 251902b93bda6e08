import { compile, Parameter, scope, type Tensor } from "@tenon/core";
import type { Memory, Optimizer, OptimizerSettings } from "@tenon/optimizers";
import type { Case } from "../case.js";
import type { Tester } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";

type AnyOptimizer = Optimizer<OptimizerSettings, Memory>;

/** What certifies an optimizer. */
export interface OptimizerCertificate {
  readonly name: string;
  /** A new optimizer with settings under which a parabola in two dimensions shrinks by half in 60 steps. */
  readonly create: (parameters: readonly Parameter[]) => AnyOptimizer;
}

/**
 * The suite for an optimizer, on any backend: it descends, a compiled step equals an eager one to the bit, a saved state goes
 * on exactly, parameters without gradient stay, tensors that are held stay, memory stays flat.
 *
 * @example
 * const cases = optimizerCases({ name: "SGD", create: (parameters) => new SGD(parameters, { learningRate: 0.1 }) });
 * const report = await runSuite({ name: "js", create: createJsBackend }, { cases });
 */
export function optimizerCases(certificate: OptimizerCertificate): readonly Case[] {
  const one = (check: string, run: (t: Tester, problem: Problem) => Promise<void>): Case => ({
    id: `optimizer/${certificate.name}/${check}`,
    needs: { compute: ["float32"] },
    run: async (_, t) => {
      const problem = new Problem(t, certificate);
      await run(t, problem);
      problem.dispose();
    },
  });
  return [
    one("descends", async (t, problem) => {
      const first = await problem.step();
      let last = first;
      for (let i = 0; i < 60; i++) last = await problem.step();
      t.require(last < first / 2, `the loss went from ${first} to ${last} in 60 steps`);
    }),
    one("compiled-equals-eager", async (t, problem) => {
      if (t.mode !== "compiled") return;
      const eager = new Problem(t, certificate, "eager");
      for (let i = 0; i < 5; i++) for (const each of [problem, eager]) await each.step();
      const [a, b] = [await problem.values(), await eager.values()];
      t.require(a === b, `after five steps compiled has ${a}, eager ${b}`);
      eager.dispose();
    }),
    one("resumes", async (t, problem) => {
      for (let i = 0; i < 3; i++) await problem.step();
      const other = new Problem(t, certificate);
      await other.step();
      other.takeOver(problem);
      for (let i = 0; i < 3; i++) for (const each of [problem, other]) await each.step();
      const [a, b] = [await problem.values(), await other.values()];
      t.require(a === b, `three steps after a resume there is ${b} instead of ${a}`);
      t.require(problem.optimizer.stepCount === other.optimizer.stepCount, "the count of steps was not taken over");
      other.dispose();
    }),
    one("held-tensors-stay", async (t, problem) => {
      const held = problem.parameters.map((parameter) => parameter.value);
      const views = scope(() => held.map((x) => x.reshape([-1]).flip([0])));
      const before = await textOf(t, held, false);
      const viewsBefore = await textOf(t, views, false);
      for (let i = 0; i < 3; i++) await problem.step();
      t.require((await textOf(t, held, true)) === before, "a tensor held across three steps has changed");
      t.require((await textOf(t, views, true)) === viewsBefore, "a view held across three steps has changed");
    }),
    one("without-gradient", async (t, problem) => {
      const before = await problem.values();
      problem.optimizer.zeroGrad();
      problem.optimizer.step();
      t.require((await problem.values()) === before, "a parameter without a gradient has changed");
    }),
    one("memory-stays-flat", async (t, problem) => {
      for (let i = 0; i < 3; i++) await problem.step();
      const settled = t.backend.memory();
      for (let i = 0; i < 10; i++) await problem.step();
      const { tensors, bytes } = t.backend.memory();
      t.require(
        tensors === settled.tensors && bytes === settled.bytes,
        `ten steps grew memory by ${tensors - settled.tensors} tensors, ${bytes - settled.bytes} bytes`,
      );
    }),
  ];
}

/** A stretched parabola in a matrix and a vector, and an optimizer that goes down in it. */
class Problem {
  readonly #t: Tester;
  readonly parameters: readonly Parameter[];
  readonly optimizer: AnyOptimizer;
  readonly #step: (() => Tensor) & { dispose?: () => void };

  constructor(t: Tester, { name, create }: OptimizerCertificate, mode = t.mode) {
    this.#t = t;
    const stream = new Stream(name);
    const draw = (...shape: number[]) => t.tensor(stream.tensor(shape, "float32", { low: 0.5, high: 1.5 }));
    this.parameters = scope(() => [new Parameter(draw(3, 5)), new Parameter(draw(4))]);
    this.optimizer = create(this.parameters);
    const [w, b] = this.parameters as [Parameter, Parameter]; // made above
    const step = () => {
      this.optimizer.zeroGrad();
      const loss = w.value.square().sum().add(b.value.square().sum().mul(3));
      loss.backward();
      this.optimizer.step();
      return loss.detach();
    };
    this.#step = mode === "compiled" ? compile(step, { backend: t.backend }) : () => scope(step);
  }

  async step(): Promise<number> {
    const loss = this.#step();
    const value = await loss.item();
    loss.dispose();
    return value;
  }

  takeOver(other: Problem): void {
    scope(() => {
      this.optimizer.loadStateDict(other.optimizer.stateDict());
      for (const [i, parameter] of this.parameters.entries()) parameter.assign(other.parameters[i]!.value.detach());
    });
  }

  values(): Promise<string> {
    return textOf(
      this.#t,
      this.parameters.map(({ value }) => value),
      true,
    );
  }

  dispose(): void {
    this.#step.dispose?.();
    this.optimizer.zeroGrad();
    this.optimizer.dispose();
    for (const parameter of this.parameters) parameter.dispose();
  }
}

/** The elements of tensors as text, to the bit; disposes them if asked to. */
async function textOf(t: Tester, tensors: readonly Tensor[], dispose: boolean): Promise<string> {
  const parts: string[] = [];
  for (const x of tensors) {
    parts.push((await t.read(x)).data.join());
    if (dispose) x.dispose();
  }
  return parts.join(" | ");
}
