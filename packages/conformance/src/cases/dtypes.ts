import { DTYPES, type DType, isFloat } from "@tenon/core";

export const ALL: readonly DType[] = DTYPES;
export const NUMBERS: readonly DType[] = DTYPES.filter((dtype) => dtype !== "bool");
export const FLOATS: readonly DType[] = DTYPES.filter(isFloat);
export const INTEGERS: readonly DType[] = NUMBERS.filter((dtype) => !isFloat(dtype));
