/** The shells that `radscore completion` knows. */

/** Names of shells for which there is a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type ShellName = (typeof SHELLS)[number];
