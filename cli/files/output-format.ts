/** Which format a file of results has: the one that is asked for, or that of its name. */
import { basename } from 'node:path';
import { orDidYouMean } from '@radscore/statistics/nearest-name';
import { UsageProblem } from '../terminal/failure.ts';

/**
 * The format that is asked for, else that of the file's ending, else the first choice.
 *
 * @throws UsageProblem for an ending that means another format: the file would hold what its name does not say
 */
export function chooseFormat<T extends string>(
  asked: T | undefined,
  file: string | undefined,
  otherwise: T,
  formats: readonly T[],
): T {
  if (asked !== undefined) return asked;
  const [, ending] = /\.([a-z]\w*)$/i.exec(basename(file ?? '')) ?? [];
  if (ending === undefined) return otherwise;
  const found = formats.find((format) => format === ending.toLowerCase());
  if (found) return found;
  throw new UsageProblem(
    `got ${file}, whose ending is no format; wanted ${formats.map((format) => `.${format}`).join(', ')}, or --format.${orDidYouMean(ending, formats)}`,
  );
}
