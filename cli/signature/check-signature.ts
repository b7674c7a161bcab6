/** `radscore signature check`: what a signature states, what it leaves open, and what depends on it. */
import { neededUses, type OpenItem, USES } from '@radscore/pipeline/signatures';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { readSignatureFile, type SignatureOnDisk } from './signature-file.ts';

export interface CheckOptions {
  readonly assume?: readonly string[];
  readonly json?: boolean;
}

/** Prints the check; a file that is open in places is a good file. @throws SignatureRefused, InputRefused */
export function checkSignature(file: string, options: CheckOptions, terminal: Terminal): ExitCode {
  const read = readSignatureFile(file, options.assume);
  const { signature, open, sha256 } = read;
  const uses = neededUses(signature, 'all');
  const blocking = open.filter(({ needed }) => uses.includes(needed));
  const canScore = blocking.length === 0;
  if (options.json) {
    const { name, coefficients, source, assumed } = signature;
    terminal.out(
      jsonText({
        name,
        sha256,
        coefficients,
        doi: source.doi,
        scores: canScore,
        assumed,
        open: open.map(({ needed, ...item }) => ({ ...item, needed, depends: USES[needed] })),
      }),
    );
    return EXIT.ok;
  }
  terminal.out(`${[...headOf(read), ...openLines(open)].join('\n')}\n`);
  if (canScore)
    terminal.note('It can be scored: radscore signature score, or a page of its own: radscore signature page.');
  else {
    terminal.note(
      `It cannot be scored yet: ${blocking.length} of the open values are needed. Complete the file, or assume values: under assume: in the file, or by --assume ${blocking.find(({ isValue }) => isValue)?.path ?? 'PATH'}=VALUE; what is assumed is shown with every answer.`,
    );
  }
  return EXIT.ok;
}

function headOf({ signature, sha256 }: SignatureOnDisk): string[] {
  const { name, title, coefficients, source, images, radScore, nomogram, assumed } = signature;
  const features = radScore.features?.length ?? 0;
  const terms = nomogram === 'none' ? 'none' : `${nomogram?.terms?.length ?? 'unknown'} terms`;
  return [
    `${name}: ${title}`,
    `  source        ${source.doi === null ? (source.citation ?? 'unknown') : `doi:${source.doi}`}`,
    `  coefficients  ${coefficients}`,
    `  images        ${Object.entries(images)
      .map(
        ([image, { protocol, settings }]) =>
          `${image} (${protocol ?? (settings ? 'settings of its own' : 'settings unknown')})`,
      )
      .join(', ')}`,
    `  Rad-score     ${features === 0 ? 'features unknown' : `${features} feature${features === 1 ? '' : 's'}`}`,
    `  nomogram      ${terms}`,
    `  sha256        ${sha256}`,
    ...(assumed.length === 0 ? [] : ['', 'Assumed, for the publication does not state it:']),
    ...assumed.map(({ path, value }) => `  ${path} = ${value}`),
  ];
}

/** By what depends on them; of entries that differ by their number alone, one line. */
function openLines(open: readonly OpenItem[]): string[] {
  if (open.length === 0) return ['', 'The file leaves nothing open.'];
  const uses = [...new Set(open.map(({ needed }) => needed))];
  return uses.flatMap((use) => [
    '',
    `Open, needed for ${USES[use]}:`,
    ...grouped(open.filter(({ needed }) => needed === use)).map(([path, asks]) => `  ${path}: ${asks}`),
  ]);
}

function grouped(items: readonly OpenItem[]): [path: string, asks: string][] {
  const groups = new Map<string, { first: string; last: string; asks: string; count: number }>();
  for (const { path, asks } of items) {
    const key = path.replace(/features\.\d+/, 'features.#');
    const number = /features\.(\d+)/.exec(path)?.[1] ?? '';
    const group = groups.get(key) ?? { first: number, last: number, asks, count: 0 };
    groups.set(key, { ...group, last: number, count: group.count + 1 });
  }
  return [...groups].map(([key, { first, last, asks, count }]) => [
    key.replace('#', count === 1 ? first : `${first} to ${last}`),
    count === 1 ? asks : `${asks}, of ${count} features`,
  ]);
}
