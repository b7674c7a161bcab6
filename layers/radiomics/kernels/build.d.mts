/** The compiled module, base64. */
export function compileKernels(): Promise<string>;
/** The generated file that holds it. */
export function moduleText(base64: string): string;
