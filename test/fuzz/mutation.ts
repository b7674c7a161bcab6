import { damageBytes } from './bytes.ts';
import type { Format, Input } from './format.ts';
import { Draw } from './random.ts';

/** Which mutation: everything about it follows from these three. */
export interface MutationId {
  readonly format: string;
  readonly seed: number;
  readonly index: number;
}

/** The input of one mutation, and the whole one that it was made of. */
export function mutationOf(
  format: Format,
  { seed, index }: Omit<MutationId, 'format'>,
): { original: Input; mutant: Input } {
  // The first ones are the originals: they too are compared with other programs.
  if (index < format.inputs.length) return { original: format.inputs[index], mutant: format.inputs[index] };
  const draw = new Draw(format.name, seed, index);
  const original = draw.of(format.inputs);
  const damage = damageBytes(format.inputs);
  let mutant = original;
  // Most faults need one change; some need two that fit each other.
  const changes = draw.chance(60) ? 1 : draw.chance(70) ? 2 : 3;
  for (let n = 0; n < changes; n++) {
    const edit = draw.chance(70) ? draw.of(format.edits) : damage;
    mutant = edit(mutant, draw);
  }
  return { original, mutant };
}

/** Errors by which this project refuses an input; each has a message for a user. Anything else is a crash. */
const REFUSALS = new Set(['InputRefused', 'StudyRefused', 'InvalidTable', 'InvalidValue', 'SingleClass']);
/** A refusal repeats a little of the input, never all of it. */
const LONGEST_MESSAGE = 4000;

export type Outcome =
  | { readonly kind: 'refused'; readonly code: string }
  | {
      /** Read as the whole input is read; or otherwise. */
      readonly kind: 'same' | 'other';
      readonly mutant: Input;
      readonly volume?: NonNullable<ReturnType<Format['read']>['volume']>;
    }
  | { readonly kind: 'crash'; readonly message: string };

/** Runs one mutation in this thread. */
export function runMutation(format: Format, id: Omit<MutationId, 'format'>): Outcome {
  const { original, mutant } = mutationOf(format, id);
  try {
    const { digest, volume, mask } = format.read(mutant);
    const isSame = digest === digestOf(format, original) && mutant !== original;
    return { kind: isSame ? 'same' : 'other', mutant, volume: volume ?? mask };
  } catch (error) {
    if (!(error instanceof Error)) return { kind: 'crash', message: `threw ${String(error)}` };
    if (!REFUSALS.has(error.name)) return { kind: 'crash', message: `${error.name}: ${error.message}\n${error.stack}` };
    if (error.message.length > LONGEST_MESSAGE) {
      return {
        kind: 'crash',
        message: `a refusal of ${error.message.length} characters: ${error.message.slice(0, 200)}`,
      };
    }
    return { kind: 'refused', code: 'code' in error ? String(error.code) : error.name };
  }
}

const digests = new WeakMap<Input, string>();

/** @throws where an original is refused: then the fuzzer itself is at fault */
function digestOf(format: Format, original: Input): string {
  const known = digests.get(original);
  if (known !== undefined) return known;
  const { digest } = format.read(original);
  digests.set(original, digest);
  return digest;
}
