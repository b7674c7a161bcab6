/** Hashes as people compare them: the beginning and the end. */

/** "9f31 c07a … 52be"; a short one whole. */
export function shortHash(hash: string): string {
  return hash.length <= 12 ? hash : `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
}

/** "1 min 52 s", from one moment to another; undefined if one is missing. */
export function duration(
  from: string | undefined,
  to: string | undefined,
): { minutes: number; seconds: number } | undefined {
  if (from === undefined || to === undefined) return undefined;
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  return { minutes: Math.floor(seconds / 60), seconds: seconds % 60 };
}
