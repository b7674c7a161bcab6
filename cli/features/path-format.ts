/** How paths of images and masks are written into results. */
import { basename, dirname, relative, resolve, sep } from 'node:path';

export const PATH_FORMATS = ['absolute', 'relative', 'basename'] as const;
export type PathFormat = (typeof PATH_FORMATS)[number];

/**
 * Writes a path as it is asked for. As in PyRadiomics, relative is to the working directory, and with a batch table to the
 * folder of the table.
 *
 * @param table the batch table, if there is one
 * @param isUnix with `/` between folders, on Windows too
 */
export function pathWriter(
  format: PathFormat | undefined,
  isUnix: boolean | undefined,
  table?: string,
): (path: string) => string {
  const base = table === undefined ? '.' : dirname(table);
  const written = (path: string): string => {
    // The cell of a row that names no file.
    if (path.trim() === '') return path;
    const whole = resolve(base, path.trim());
    if (format === 'absolute') return whole;
    if (format === 'relative') return relative(resolve(base), whole);
    return format === 'basename' ? basename(whole) : path;
  };
  return (path) => (isUnix ? written(path).replaceAll(sep, '/') : written(path));
}
