import {
  applyPrimitive,
  type Backend,
  callPrimitive,
  type Executable,
  type Fused,
  type FusedName,
  type Graph,
  type Handle,
  type Operand,
  type PoolAttributes,
} from "@tenon/core";
import { around, type Sabotage } from "./sabotage.js";

type Run = Executable["run"];

/** Compiled steps and fused ops gone wrong. */
export const stepSabotages: readonly Sabotage[] = [
  {
    name: "a compiled step freezes its first inputs",
    modes: ["compiled"],
    run: /^unary\/neg\/float32|^step\/shapes/,
    caughtBy: ["unary/neg/float32/values", "unary/neg/float32/views"],
    break: (backend) =>
      compiling(backend, (run) => {
        let frozen: readonly Handle[] | undefined;
        return (inputs, hosts, donated) => {
          frozen ??= inputs.map((x) => backend.reshape(x, x.shape));
          return run(
            frozen,
            hosts,
            donated.map(() => false),
          );
        };
      }),
  },
  {
    name: "a compiled step freezes its first numbers",
    modes: ["compiled"],
    run: /^step\/hosts/,
    caughtBy: ["step/hosts/new-at-each-run", "step/hosts/counter"],
    break: (backend) =>
      compiling(backend, (run) => {
        let frozen: readonly number[] | undefined;
        return (inputs, hosts, donated) => {
          frozen ??= hosts;
          return run(inputs, frozen, donated);
        };
      }),
  },
  {
    name: "a compiled step rounds less often than eager",
    modes: ["compiled"],
    run: /^function\/(silu|softplus|sqrt-of-pow|rsub-number)\/float32\/value/,
    caughtBy: ["function/silu/float32/value"],
    break: (backend) => ({
      ...around(backend, ({ op, inputs, attributes }) => applyPrimitive[op](backend, inputs, attributes)),
      compile: (graph) => inDoublePrecision(backend, graph),
    }),
  },
  {
    name: "a compiled step writes into donated memory that others see",
    modes: ["compiled"],
    run: /^step\/(donation|state)/,
    caughtBy: ["step/donation/held-tensors-stay", "step/state/two-names-for-one-storage"],
    break: (backend) => {
      const written = new Map<Handle, Handle>(); // reading the key gives what its memory holds now
      const broken = compiling(backend, (run, graph) => (inputs, hosts, donated) => {
        const outputs = run(inputs, hosts, donated);
        for (const { input, output } of graph.state) written.set(inputs[input]!, outputs[output]!);
        return outputs;
      });
      return { ...broken, readSync: (x) => broken.readSync!(last(written, x)) };
    },
  },
  {
    name: "a compiled step returns its outputs in another order",
    modes: ["compiled"],
    run: /^step\/outputs|^scan\/sum\/float32\/values/,
    caughtBy: ["scan/sum/float32/values"],
    break: (backend) =>
      compiling(
        backend,
        (run) =>
          (...given) =>
            run(...given).reverse(),
      ),
  },
  {
    name: "a compiled step leaks a buffer at each run",
    modes: ["compiled"],
    run: /^unary\/neg\/float32/,
    caughtBy: ["unary/neg/float32/values"],
    break: (backend) =>
      compiling(backend, (run) => (...given) => {
        backend.full([3], 0, "float32");
        return run(...given);
      }),
  },
  {
    name: "a compiled step that throws has freed what was donated to it",
    modes: ["compiled"],
    run: /^step\/roll-back/,
    caughtBy: ["step/roll-back/backend-throws"],
    break: (backend) =>
      compiling(backend, (run) => (inputs, hosts, donated) => {
        try {
          return run(inputs, hosts, donated);
        } catch (error) {
          inputs.forEach((x, i) => {
            if (donated[i]) backend.dispose(x);
          });
          throw error;
        }
      }),
  },
  {
    name: "scatter writes nothing, in bounds or not",
    modes: ["compiled"],
    run: /^error\/index/,
    caughtBy: ["error/index/indexUpdate-above"],
    break: (backend) => ({
      ...around(backend, ({ op, inputs, attributes }) => {
        if (op === "scatter") return backend.reshape(inputs[0] as Handle, (inputs[0] as Handle).shape); // takes no numbers
        return applyPrimitive[op](backend, inputs, attributes);
      }),
    }),
  },
  {
    name: "an index outside is clipped in silence",
    modes: ["eager"],
    run: /^error\/index/,
    caughtBy: ["error/index/gather-above", "error/index/take-below", "error/index/embedding-above"],
    break: (backend) =>
      around(backend, (call) => {
        if (call.op !== "gather") return applyPrimitive[call.op](backend, call.inputs, call.attributes);
        const [x, indices] = call.inputs as readonly Operand<Handle>[] as readonly [Handle, Handle]; // gather takes no numbers
        const { axis } = call.attributes as { readonly axis: number }; // as above
        const low = backend.binary("max", indices, 0);
        const inside = backend.binary("min", low, x.shape[axis]! - 1);
        const result = backend.gather(x, inside, axis);
        for (const handle of [low, inside]) backend.dispose(handle);
        return result;
      }),
  },
  fusedSabotage("fused softmax leaves out the normalisation", "softmax", (backend, [x]) => [backend.unary("exp", x!)]),
  fusedSabotage(
    "fused max pool gives ties to the last",
    "maxPool",
    (backend, [x], _, attributes) => lastMaxima(backend, x!, attributes as PoolAttributes), // the attributes of maxPool
  ),
  fusedSabotage("fused softmaxBackward forgets the sum", "softmaxBackward", (backend, [g, y]) => [
    backend.binary("mul", g!, y!),
  ]),
  fusedSabotage("fused conv crops what is padded", "conv", (backend, _, compose) => {
    const [y] = compose() as [Handle]; // conv has one output
    return [backend.unary("relu", y)];
  }),
];

/** `backend` with a compiler that runs steps op by op, each run changed by `change`. */
function compiling(backend: Backend, change: (run: Run, graph: Graph) => Run): Backend {
  return {
    ...around(backend, ({ op, inputs, attributes }) => applyPrimitive[op](backend, inputs, attributes)),
    compile: (graph) => ({ run: change((...given) => replay(backend, graph, ...given), graph), dispose: () => {} }),
  };
}

function replay(
  backend: Backend,
  graph: Graph,
  inputs: readonly Handle[],
  hosts: readonly number[],
  donated: readonly boolean[],
): Handle[] {
  const values = new Map<number, Handle>();
  for (const [i, { id }] of graph.inputs.entries()) values.set(id, inputs[i]!);
  for (const { value, handle } of graph.constants) values.set(value.id, handle);
  const made: Handle[] = [];
  const note = (id: number, handle: Handle) => {
    made.push(handle);
    values.set(id, handle);
  };
  for (const [i, { id, dtype }] of graph.hosts.entries()) note(id, backend.full([], hosts[i]!, dtype));
  for (const node of graph.nodes) {
    if (node.kind !== "primitive") throw new Error("the backend under test has no fused ops");
    const given = node.inputs.map((x): Operand<Handle> => (typeof x === "number" ? x : values.get(x.id)!));
    note(node.outputs[0]!.id, callPrimitive(backend, { ...node, inputs: given }));
  }
  const outputs = graph.outputs.map(({ id }) => values.get(id)!);
  for (const handle of made) if (!outputs.includes(handle)) backend.dispose(handle);
  inputs.forEach((x, i) => {
    if (donated[i]) backend.dispose(x);
  });
  return outputs;
}

/** A compiler that keeps float32 intermediates in float64. */
function inDoublePrecision(backend: Backend, graph: Graph): Executable | undefined {
  if (graph.nodes.some((node) => node.kind !== "primitive" || !["unary", "binary"].includes(node.op))) return undefined;
  const wide: Graph = {
    ...graph,
    inputs: graph.inputs.map((x) => ({ ...x, dtype: "float64" })),
    constants: [],
  };
  return {
    run: (inputs, hosts) => {
      const widened = inputs.map((x) => backend.cast(x, "float64"));
      const outputs = replay(backend, wide, widened, hosts, []);
      const narrow = outputs.map((x) => backend.cast(x, "float32"));
      for (const x of [...widened, ...outputs]) backend.dispose(x);
      return narrow;
    },
    dispose: () => {},
  };
}

/** Max pooling of [N, C, H, W] on the host that takes the last of equal maxima. */
function lastMaxima(backend: Backend, x: Handle, { kernelSize, stride, padding, dilation }: PoolAttributes): Handle[] {
  const [batch, channels, ...size] = x.shape as [number, number, number, number];
  const out = size.map((n, i) => {
    const reach = dilation[i]! * (kernelSize[i]! - 1) + 1;
    return Math.floor((n + padding[i]![0] + padding[i]![1] - reach) / stride[i]!) + 1;
  }) as [number, number]; // two spatial axes
  const data = backend.readSync!(x);
  const values = new Float32Array(batch * channels * out[0] * out[1]).fill(Number.NEGATIVE_INFINITY);
  const indices = new Int32Array(values.length);
  let at = 0;
  for (let image = 0; image < batch * channels; image++)
    for (let i = 0; i < out[0]; i++)
      for (let j = 0; j < out[1]; j++, at++)
        for (let k = 0; k < kernelSize[0]! * kernelSize[1]!; k++) {
          const row = i * stride[0]! - padding[0]![0] + Math.floor(k / kernelSize[1]!) * dilation[0]!;
          const column = j * stride[1]! - padding[1]![0] + (k % kernelSize[1]!) * dilation[1]!;
          if (row < 0 || column < 0 || row >= size[0]! || column >= size[1]!) continue;
          const value = data[(image * size[0]! + row) * size[1]! + column]!;
          if (value < values[at]!) continue;
          values[at] = value;
          indices[at] = row * size[1]! + column;
        }
  const shape = [batch, channels, ...out];
  return [backend.upload(values, shape, "float32"), backend.upload(indices, shape, "int32")];
}

function last(written: ReadonlyMap<Handle, Handle>, x: Handle): Handle {
  let now = x;
  for (let next = written.get(now); next; next = written.get(now)) now = next;
  return now;
}

function fusedSabotage(
  name: string,
  op: FusedName,
  wrong: (backend: Backend, inputs: readonly Handle[], compose: () => Handle[], attributes: unknown) => Handle[],
): Sabotage {
  return {
    name,
    modes: ["eager"],
    run: new RegExp(`^fused/${op}/float32`),
    caughtBy: [`fused/${op}/float32`],
    break: (backend) => ({
      ...around(backend, (call) => applyPrimitive[call.op](backend, call.inputs, call.attributes)),
      fused: {
        [op]: (inputs: readonly Handle[], attributes: unknown, compose: () => Handle[]) =>
          wrong(backend, inputs, compose, attributes),
      } as Partial<Fused<Handle>>, // one entry, of the name it is under
    }),
  };
}
