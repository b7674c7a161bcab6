/** An entry for programs that take the distributions by this path. */
export * from './numbers/distributions.ts';
