/** Types of kernels.mjs. */

/** Layers with kernels. */
export const LAYERS_WITH_KERNELS: readonly string[];
/** The compiled module of a layer, base64. */
export function compileKernels(layer: string): Promise<string>;
/** The generated file's text for it. */
export function moduleText(base64: string): string;
/** Where that file lies. */
export function moduleFile(layer: string): URL;
