import { fileURLToPath } from "node:url";
import * as js from "@tenon/backend-js";
import * as tfjs from "@tenon/backend-tfjs";
import * as tfjsNode from "@tenon/backend-tfjs/node";
import * as wasm from "@tenon/backend-wasm";
import * as conformance from "@tenon/conformance";
import * as core from "@tenon/core";
import * as layers from "@tenon/layers";
import * as optimizers from "@tenon/optimizers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as assembler from "../../packages/backend-wasm/src/assembler/index.ts";
import { type Example, examplesIn, expectReports, runExample } from "../../packages/core/test/support/examples.ts";

const modules: Record<string, () => unknown> = {
  "@tenon/core": () => core,
  "@tenon/backend-js": () => js,
  "@tenon/backend-wasm": () => wasm,
  "@tenon/backend-tfjs": () => tfjs,
  "@tenon/backend-tfjs/node": () => tfjsNode,
  "@tensorflow/tfjs-backend-cpu": () => tfjsNode.createTfjsBackend({ engine: "cpu" }), // registers the engine
};

async function load(specifier: string): Promise<unknown> {
  const found = modules[specifier];
  if (found === undefined) throw new Error(`an example imports ${specifier}`);
  return found();
}

class Backbone extends layers.Module {
  readonly encoder = new layers.Linear(4, 4);
  readonly body = new layers.Linear(4, 4);

  forward(x: core.TensorLike): core.Tensor {
    return this.body.call(this.encoder.call(x));
  }
}

class Parts extends Backbone {
  readonly head = new layers.Linear(4, 2);

  override forward(x: core.TensorLike): core.Tensor {
    return this.head.call(super.forward(x));
  }
}

/** What an example may use beside what its package and core export: things that a reader has. */
const surroundings: Record<string, () => object> = {
  "backend-js": () => ({}),
  "backend-tfjs": () => ({}),
  "backend-wasm": () => ({ ...assembler, m: new assembler.ModuleBuilder() }),
  layers: () => ({
    ...layers,
    model: new Parts(),
    layer: new layers.Linear(4, 3),
    pretrained: new Backbone().stateDict(),
    images: core.ones([2, 784]),
  }),
  optimizers: () => ({ ...optimizers, model: new Parts() }),
  conformance: () => ({
    ...conformance,
    ...js,
    ...layers,
    ...optimizers,
    createMyBackend: js.createJsBackend,
    // the whole suite is a program of its own
    runSuite: (certificate: conformance.Certificate, selection: conformance.Selection = {}) =>
      conformance.runSuite(certificate, {
        filter: /^unary\/abs/,
        modes: ["eager"],
        graphs: { count: 0 },
        ...selection,
      }),
    certify: () => undefined, // registers tests, which a test may not
  }),
};

beforeEach(() => {
  core.setBackend(js.createJsBackend());
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  core.setBackend(undefined);
});

describe.each(Object.entries(surroundings))("the examples of %s run, and give what they say", (name, around) => {
  const examples: Example[] = examplesIn(fileURLToPath(new URL(`../../packages/${name}/src`, import.meta.url)));

  test("and there are some", () => expect(examples.length).toBeGreaterThan(0));

  test.each(examples)("$where", async (example) => {
    expectReports(await runExample(example, { ...core, ...around() }, load));
  });
});
