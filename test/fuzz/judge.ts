import type { Input } from './format.ts';

/** By reader, how its reading differs from this project's; undefined where it does not. */
export type Differences = Readonly<Record<string, string | undefined>>;

/**
 * The rule of what is accepted: every reader that knows the format reads the same. Undefined where that holds, else what
 * is wrong. Where one of two readers refuses a file, the other's reading has to be the same.
 */
export function judge(_peers: string, differences: Differences, _files: Input): string | undefined {
  const all = Object.entries(differences);
  const otherwise = all.filter(([, difference]) => difference !== undefined && !difference.startsWith('refuses: '));
  const agree = all.filter(([, difference]) => difference === undefined);
  if (otherwise.length === 0 && agree.length > 0) return undefined;
  const shown = otherwise.length > 0 ? otherwise : all;
  return shown.map(([reader, difference]) => `${reader} ${difference}`).join('; ');
}
