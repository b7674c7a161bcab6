import { KERNELS_WASM } from './wasm.generated.ts';

/** The compiled kernel (`assembly/`): one stream at a time for each instance. */
export interface InflateKernel {
  readonly memory: WebAssembly.Memory;
  begin(): void;
  inflatePiece(end: number, isLast: number): number;
  inputAddress(): number;
  inputUsed(): number;
  keepInput(end: number): number;
  nextPiece(taken: number): void;
  pieceAddress(): number;
  pieceLength(): number;
  zerosBefore(address: number, length: number): number;
  zerosBehind(address: number, length: number): number;
}

let compiled: WebAssembly.Module | null | undefined;

/** A kernel of one's own, or null where WebAssembly with SIMD is missing: then the portable inflater runs. */
export function newInflateKernel(): InflateKernel | null {
  if (compiled === undefined) compiled = compile();
  return compiled && (new WebAssembly.Instance(compiled, {}).exports as unknown as InflateKernel);
}

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(KERNELS_WASM), (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
