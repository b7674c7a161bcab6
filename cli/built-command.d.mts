/** Types of built-command.mjs, which stays plain JavaScript because it runs before Node's version is known. */

export const BUILT: string;
export const STAMP: string;
export function builtCommand(root: string): string | undefined;
export function sha256Of(file: string): string;
