/** Which format a file of results has: the one that is asked for, or that of its name. */
import { basename } from 'node:path';
import { orDidYouMean } from '@radscore/statistics/nearest-name';
import { UsageProblem } from '../terminal/failure.ts';
import { requireEnding } from './output-ending.ts';

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
  requireEnding(file, formats, asked !== undefined);
  if (asked !== undefined) return asked;
  const [, ending] = /\.([a-z]\w*)$/i.exec(basename(file ?? '')) ?? [];
  if (ending === undefined) return otherwise;
  const found = formats.find((format) => format === ending.toLowerCase());
  const hint = found ? '' : orDidYouMean(ending, formats);
  if (hint)
    throw new UsageProblem(`got ${file}, whose ending is no format; wanted one of ${formats.join(', ')}.${hint}`);
  return found ?? otherwise;
}
