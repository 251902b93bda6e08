import { applyPrimitive, type Backend, type Handle, type HostData } from "@tenon/core";
import { around, methodsOf, type Sabotage } from "./sabotage.js";

/** Handles and memory gone wrong. */
export const handleSabotages: readonly Sabotage[] = [
  {
    name: "neg leaks a buffer",
    run: /^unary\/neg\/float32/,
    caughtBy: ["unary/neg/float32/values", "unary/neg/float32/views"],
    break: (backend) =>
      around(backend, ({ op, inputs, attributes }) => {
        if (op === "unary") backend.full([4], 0, "float32");
        return applyPrimitive[op](backend, inputs, attributes);
      }),
  },
  {
    name: "dispose is ignored",
    run: /^handle\/memory/,
    caughtBy: ["handle/memory/counts", "handle/memory/views"],
    break: (backend) => ({ ...around(backend, pass(backend)), dispose: () => {} }),
  },
  {
    name: "upload keeps the host's array",
    run: /^handle\/upload/,
    caughtBy: ["handle/upload-copies/float32", "handle/upload-copies/bool"],
    break: (backend) => {
      const sources = new Map<Handle, HostData>();
      return {
        ...around(backend, pass(backend)),
        upload: (data, shape, dtype) => {
          const handle = backend.upload(data, shape, dtype);
          sources.set(handle, data);
          return handle;
        },
        readSync: (x) => sources.get(x)?.slice() ?? backend.readSync!(x),
      };
    },
  },
  {
    name: "read hands out its own memory",
    run: /^handle\/read/,
    caughtBy: ["handle/read-is-fresh/float32"],
    break: (backend) => {
      const handedOut = new Map<Handle, HostData>();
      return {
        ...around(backend, pass(backend)),
        readSync: (x) => {
          const data = handedOut.get(x) ?? backend.readSync!(x);
          handedOut.set(x, data);
          return data;
        },
      };
    },
  },
  {
    name: "a view dies with its source",
    run: /^handle\/view/,
    caughtBy: ["handle/view-outlives-source/float32"],
    break: (backend) => {
      const sourceOf = new Map<Handle, Handle>();
      const gone = new Set<Handle>();
      return {
        ...around(backend, ({ op, inputs, attributes }) => {
          const handle = applyPrimitive[op](backend, inputs, attributes);
          if (op === "permute" && typeof inputs[0] === "object") sourceOf.set(handle, inputs[0]);
          return handle;
        }),
        dispose: (x) => {
          gone.add(x);
          backend.dispose(x);
        },
        readSync: (x) => (gone.has(sourceOf.get(x) ?? x) ? backend.readSync!(x).fill(0) : backend.readSync!(x)),
      };
    },
  },
  {
    name: "neg writes into its input",
    run: /^unary\/neg\/float32/,
    caughtBy: ["unary/neg/float32/values", "unary/neg/float32/shapes"],
    break: (backend) => {
      const overwritten = new Map<Handle, Handle>();
      return {
        ...around(backend, ({ op, inputs, attributes }) => {
          const handle = applyPrimitive[op](backend, inputs, attributes);
          if (op === "unary" && typeof inputs[0] === "object") overwritten.set(inputs[0], handle);
          return handle;
        }),
        readSync: (x) => backend.readSync!(overwritten.get(x) ?? x),
      };
    },
  },
  {
    name: "reshape returns the handle it was given",
    run: /^movement\/reshape\/float32/,
    caughtBy: ["movement/reshape/float32/values"],
    break: (backend) => {
      const broken = around(backend, pass(backend));
      return {
        ...broken,
        reshape: (x, shape) => (shape.join() === x.shape.join() || x.shape.length < 2 ? x : broken.reshape(x, shape)),
      };
    },
  },
  {
    name: "memory() counts no bytes",
    run: /^handle\/memory/,
    caughtBy: ["handle/memory/counts"],
    break: (backend) => ({
      ...around(backend, pass(backend)),
      memory: () => ({ tensors: methodsOf(backend).memory().tensors, bytes: 0 }),
    }),
  },
];

function pass(backend: Backend): Parameters<typeof around>[1] {
  return ({ op, inputs, attributes }) => applyPrimitive[op](backend, inputs, attributes);
}
