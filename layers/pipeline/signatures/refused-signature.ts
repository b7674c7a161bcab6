/** Refusals of a signature: of its file, and of a score that needs what the file leaves open. */

/** What is wrong with a file, and where. */
export interface SignatureFault {
  /** From 1; absent for what is no part of the text, as an option of a command. */
  readonly line?: number;
  /** Dotted, with positions from 1: `radScore.features.2.name`. Empty for the file as a whole. */
  readonly path: string;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;
}

/** Faults that a refusal names; of more, their number. */
const MOST_NAMED = 50;

/** A signature file that cannot be used: its faults with their lines. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
  readonly code = 'signature-invalid';
  readonly faults: readonly SignatureFault[];

  /** @param options `file`: the name of the file, which the message then begins with */
  constructor(faults: readonly SignatureFault[], { file, ...options }: ErrorOptions & { readonly file?: string } = {}) {
    const all = [...faults].sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
    const sorted = all.slice(0, MOST_NAMED);
    const more = all.length > MOST_NAMED ? `\n  and ${all.length - MOST_NAMED} more faults` : '';
    const place = file === undefined ? '' : `${file}: `;
    super(`signature-invalid: ${place}${sorted.map(faultText).join('\n  ')}${more}`, options);
    this.faults = sorted;
  }
}

/** `line 31, radScore.features.2.name: got …; wanted …. …` */
export function faultText({ line, path, got, wanted, remedy }: SignatureFault): string {
  const place = [...(line === undefined ? [] : [`line ${line}`]), ...(path === '' ? [] : [path])].join(', ');
  return `${place === '' ? '' : `${place}: `}got ${got}; wanted ${wanted}.${remedy === '' ? '' : ` ${remedy}`}`;
}

/** What is asked needs values that the publication leaves open. */
export class SignatureOpen extends Error {
  override readonly name = 'SignatureOpen';
  readonly code = 'signature-open';
  readonly items: readonly { readonly path: string; readonly asks: string }[];

  constructor(what: string, items: readonly { readonly path: string; readonly asks: string }[], remedy: string) {
    const named = items.map(({ path, asks }) => `${path} (${asks})`);
    super(
      `signature-open: ${what} needs what the signature file leaves open: ${named.join('; ')}. Nothing is guessed. ${remedy}`,
    );
    this.items = items;
  }
}
