import { pathToFileURL } from "node:url";
import { type Backend, TenonError } from "@tenon/core";
import type { Certificate } from "./runner/run-suite.js";

interface KnownBackend {
  readonly module: string;
  readonly create: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Backends with a short name. Each is looked up when it is asked for, so none has to be installed. */
const KNOWN: Readonly<Record<string, KnownBackend>> = {
  js: { module: "@tenon/backend-js", create: "createJsBackend" },
  wasm: { module: "@tenon/backend-wasm", create: "createWasmBackend" },
  "tfjs-cpu": { module: "@tenon/backend-tfjs/node", create: "createTfjsBackend", options: { engine: "cpu" } },
  "tfjs-wasm": { module: "@tenon/backend-tfjs/node", create: "createTfjsBackend", options: { engine: "wasm" } },
};

/** The backend of a short name: js, wasm, tfjs-cpu or tfjs-wasm. Throws `backend_missing` with the list of names. */
export async function loadBackend(name: string): Promise<Certificate> {
  const known = KNOWN[name];
  if (!known)
    throw new TenonError(
      "backend_missing",
      `conformance: no backend is called ${JSON.stringify(name)}`,
      `--backend ${Object.keys(KNOWN).join(" | ")}, or the path of a module that exports one`,
    );
  const loaded = await importOr(known.module, `npm install ${known.module}`);
  const create = loaded[known.create];
  if (!isCreator(create))
    throw new TenonError(
      "backend_missing",
      `${known.module}: ${known.create} is not exported`,
      "another version of it",
    );
  return { name, create: () => create(known.options) };
}

/**
 * The backend that a module exports by default: a function that creates it, or `{ create, gaps?, name? }`.
 * Throws `backend_missing` when the module cannot be loaded or exports something else.
 */
export async function loadModule(path: string): Promise<Certificate> {
  const loaded = await importOr(pathToFileURL(path).href, "the path of a module, relative to this folder");
  const given = loaded.default;
  if (isCreator(given)) return { name: path, create: () => given() };
  if (isCertificate(given)) return { ...given, name: given.name ?? path };
  throw new TenonError(
    "backend_missing",
    `${path}: the default export is neither a function nor { create }`,
    "export default async () => createMyBackend()",
  );
}

type Creator = (options?: unknown) => Backend | Promise<Backend>;

async function importOr(specifier: string, help: string): Promise<Record<string, unknown>> {
  try {
    return (await import(specifier)) as Record<string, unknown>; // a module namespace
  } catch (error) {
    throw new TenonError("backend_missing", `${specifier} cannot be loaded: ${String(error)}`, help);
  }
}

function isCreator(value: unknown): value is Creator {
  return typeof value === "function";
}

function isCertificate(value: unknown): value is Omit<Certificate, "name"> & { readonly name?: string } {
  return typeof value === "object" && value !== null && "create" in value && isCreator(value.create);
}
