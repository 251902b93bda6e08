import { scope, tensor, withBackend } from "@tenon/core";
import { createReferenceBackend } from "../../reference/reference-backend.js";
import { disposed, leaf, type Refusal } from "./refusal.js";

export const engineRefusals: readonly Refusal[] = [
  ["backward/no-graph", "no_gradient", (x) => x(2).sum().backward()],
  ["backward/not-scalar", "invalid_argument", (_, t) => leaf(t).mul(2).backward()],
  ["disposed/operand", "disposed", (x) => disposed(x(2)).add(1)],
  ["disposed/view", "disposed", (x) => disposed(x(2)).reshape([2, 1])],
  ["scope/promise", "async_scope", () => scope(async () => {})],
  ["backends/mixed", "backend_mismatch", (x) => x(2).add(withBackend(createReferenceBackend(), () => tensor([1, 2])))],
];
