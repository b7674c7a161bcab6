/** Words for the variables of a table: from a file, a study protocol, or the modelling protocol. */
import { InputRefused } from '@radscore/imaging';
import { protocolById, variableWords, wordsOfVariables } from '@radscore/pipeline/fitting';
import type { ModellingProtocol, VariableWords } from '@radscore/statistics';
import { readText } from '../files/text-file.ts';
import { UsageProblem } from '../terminal/failure.ts';

type Words = Readonly<Record<string, VariableWords>>;

/**
 * The words for some columns: `--labels` before those of the modelling protocol. Nothing is guessed from a column's name: a
 * column called ki67 may hold shares as well as percentages.
 *
 * @param labels `{"ki67": {"label": "Ki-67", "unit": "%"}, "HR": {"levels": {"1": "positive"}}}` in a file, or `her2-pcr@1`
 * @throws UsageProblem for words of a column that is no variable; InputRefused for a file that is no such object
 */
export function wordsOfColumns(
  labels: string | undefined,
  { clinical }: ModellingProtocol,
  columns: readonly string[],
): Words | undefined {
  const isProtocol = labels !== undefined && /^[a-z0-9-]+@\d+$/.test(labels);
  const given =
    labels === undefined ? {} : isProtocol ? wordsOfVariables(protocolById(labels).clinical) : wordsOfFile(labels);
  const stray = Object.keys(isProtocol ? {} : given).filter((name) => !columns.includes(name));
  if (stray.length > 0) {
    throw new UsageProblem(
      `got words for ${stray.join(', ')} in ${labels}; wanted some for the variables of --clinical and --recorded: ${columns.join(', ') || 'none'}.`,
    );
  }
  const all = { ...clinical.labels, ...given };
  const known = columns.filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]] as const);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function wordsOfFile(file: string): Words {
  const wanted = 'words for variables as JSON: {"HR": {"label": "Hormone receptor", "levels": {"1": "positive"}}}';
  let value: unknown;
  try {
    value = JSON.parse(readText(file, wanted));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new InputRefused(
      { code: 'unreadable', file, got: cause.message, wanted, remedy: 'Correct the file.' },
      { cause },
    );
  }
  const parsed = variableWords.safeParse(value);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  const got = `${path.join('.') || 'a value'} that does not fit: ${message}`;
  throw new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Correct the file.' });
}
