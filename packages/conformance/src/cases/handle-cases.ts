import { type Backend, BYTES, type DType, type Handle, hostArray } from "@tenon/core";
import type { Case, Mode } from "../case.js";
import { runOnReference } from "../reference/run-on-reference.js";
import { readAll, recordBirths } from "../runner/run-eagerly.js";
import { Stream } from "../samples/stream.js";
import { VIEWS } from "../samples/views.js";
import { ALL } from "./dtypes.js";

const NOT_COMPILED: readonly Mode[] = ["eager", "async"];

/** The life of handles: what upload, read and dispose promise, and what memory() counts. */
export const handleCases: readonly Case[] = [
  ...ALL.map(uploadCopies),
  ...ALL.map(readIsFresh),
  ...ALL.map(viewOutlivesSource),
  {
    id: "handle/memory/counts",
    needs: { compute: ["float32"] },
    modes: NOT_COMPILED,
    run: (backend, t) => {
      const before = backend.memory();
      const x = backend.upload(Float32Array.of(1, 2, 3, 4), [2, 2], "float32");
      const y = backend.unary("neg", x);
      const during = backend.memory();
      backend.dispose(x);
      backend.dispose(y);
      const after = backend.memory();
      const handles = during.tensors - before.tensors;
      t.require(handles === 2, `two handles were made, memory() counts ${handles}`);
      t.require(during.bytes >= before.bytes + 8 * BYTES.float32, "memory() misses bytes of two tensors of 16 bytes");
      t.require(after.tensors === before.tensors, `${after.tensors - before.tensors} disposed handles stay counted`);
      t.require(after.bytes === before.bytes, `${after.bytes - before.bytes} bytes stay counted after dispose`);
    },
  },
  {
    id: "handle/memory/views",
    needs: { compute: ["float32"] },
    modes: NOT_COMPILED,
    run: (backend, t) => {
      const before = backend.memory();
      const x = backend.upload(new Float32Array(64), [8, 8], "float32");
      const view = backend.permute(x, [1, 0]);
      backend.dispose(x);
      const during = backend.memory();
      backend.dispose(view);
      const after = backend.memory();
      t.require(during.tensors === before.tensors + 1, "one view is alive, memory() counts something else");
      t.require(during.bytes >= before.bytes + 64 * BYTES.float32, "memory() misses the bytes that a view keeps alive");
      t.require(after.bytes === before.bytes, "bytes stay counted when the last view is disposed");
    },
  },
  {
    id: "handle/read/many",
    needs: { compute: ["float32", "int32"] },
    modes: NOT_COMPILED,
    run: async (backend, t) => {
      const x = backend.upload(Float32Array.of(1, 2), [2], "float32");
      const y = backend.upload(Int32Array.of(3), [], "int32");
      const [none, both] = [await backend.read([]), await backend.read([y, x, y])];
      backend.dispose(x);
      backend.dispose(y);
      await backend.sync();
      t.require(none.length === 0, "reading nothing gives something");
      t.require(
        both.map((data) => Array.from(data).join()).join(" ") === "3 1,2 3",
        "reading three handles mixes them up",
      );
      t.require(both[0] !== both[2], "reading one handle twice gives one array");
    },
  },
];

function uploadCopies(dtype: DType): Case {
  return {
    id: `handle/upload-copies/${dtype}`,
    needs: { storage: [dtype] },
    modes: NOT_COMPILED,
    run: async (backend, t) => {
      const data = hostArray(dtype, 5).fill(1);
      const x = backend.upload(data, [5], dtype);
      data.fill(0);
      const kept = await elements(backend, x);
      backend.dispose(x);
      t.require(kept.join() === "1,1,1,1,1", `the tensor changed with the host array it came from: ${kept.join()}`);
    },
  };
}

function readIsFresh(dtype: DType): Case {
  return {
    id: `handle/read-is-fresh/${dtype}`,
    needs: { storage: [dtype] },
    modes: NOT_COMPILED,
    run: async (backend, t) => {
      const x = backend.upload(hostArray(dtype, 5).fill(1), [5], dtype);
      const view = backend.reshape(x, [1, 5]);
      for (const handle of [x, view]) (await elements(backend, handle)).fill(0);
      const kept = [...(await elements(backend, x)), ...(await elements(backend, view))];
      backend.dispose(x);
      backend.dispose(view);
      t.require(
        kept.every((value) => value === 1),
        "writing into what was read changed the tensor",
      );
    },
  };
}

function viewOutlivesSource(dtype: DType): Case {
  return {
    id: `handle/view-outlives-source/${dtype}`,
    needs: { storage: [dtype] },
    modes: NOT_COMPILED,
    run: async (backend, t) => {
      for (const { name, source, move } of VIEWS) {
        const input = new Stream(name).tensor(source, dtype);
        const born = new Set<Handle>();
        const x = backend.upload(input.data, input.shape, dtype);
        const view = move(recordBirths(backend, born), x);
        for (const handle of new Set([x, ...born])) if (handle !== view) backend.dispose(handle);
        const reuse = backend.upload(hostArray(dtype, input.data.length), input.shape, dtype); // may take freed memory
        const read = await readAll(backend, [view]);
        backend.dispose(view);
        backend.dispose(reuse);
        t.compare(
          name,
          read,
          runOnReference((ops, [y]) => move(ops, y!), [input]),
        );
      }
    },
  };
}

async function elements(backend: Backend, x: Handle) {
  const [tensor] = await readAll(backend, [x]);
  return tensor!.data;
}
