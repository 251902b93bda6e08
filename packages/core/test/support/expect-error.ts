import { expect } from "vitest";
import { type ErrorCode, TenonError } from "../../src/errors.js";

/** Passes when `run` throws a TenonError with the code, whose message holds each of `parts`; returns the error. */
export function expectError(run: () => unknown, code: ErrorCode, ...parts: string[]): TenonError {
  try {
    run();
  } catch (error) {
    return checked(error, code, parts);
  }
  throw new Error(`expected a TenonError with code ${code}, nothing was thrown`);
}

/** As `expectError`, for a promise that rejects. */
export async function expectRejection(promise: Promise<unknown>, code: ErrorCode, ...parts: string[]): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  checked(error, code, parts);
}

function checked(error: unknown, code: ErrorCode, parts: readonly string[]): TenonError {
  if (!(error instanceof TenonError)) throw error;
  expect(error.code).toBe(code);
  for (const part of parts) expect(error.message).toContain(part);
  expect(error.help.length).toBeGreaterThan(0);
  return error;
}
