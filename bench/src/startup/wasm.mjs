import { createWasmBackend } from "@tenon/backend-wasm";
import { add, ones, setBackend } from "@tenon/core";

setBackend(await createWasmBackend());
add(ones([2]), ones([2])).dataSync();
