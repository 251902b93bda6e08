import { createJsBackend } from "@tenon/backend-js";
import { add, ones, setBackend } from "@tenon/core";

setBackend(createJsBackend());
add(ones([2]), ones([2])).dataSync();
