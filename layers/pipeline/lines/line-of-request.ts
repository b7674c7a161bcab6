/** From what a person asks to train: whose line it is, and whether its recipe is the line's. */

import { type LineKey, lineText } from '../contracts/identifiers.ts';
import { IMPORTED } from '../contracts/imported-signature.ts';
import type { Split } from '../contracts/workflow.ts';
import { Conflict, InstitutionForbidden, QuotaExceeded, RequestInvalid } from '../errors.ts';
import { limitOf } from '../storage/clients.ts';
import type { Caller } from './caller.ts';
import type { LineRow, Recipe } from './line-row.ts';
import { createLine, findLine, linesOf } from './lines.ts';
import { contradictionsOf } from './recipe-contradictions.ts';

/** What a person asks to train; what is left out is the line's, or the default of a new line. */
export interface Training {
  readonly name?: string;
  readonly protocol?: string;
  readonly split?: Split;
  readonly institutions?: readonly string[];
  readonly seed?: number;
  readonly modelling?: Recipe['modelling'];
  readonly shared?: boolean;
}

const DEFAULT_PROTOCOL = 'her2-pcr@1';
const DEFAULT_SPLIT: Split = { by: 'stratified', testFraction: 0.5 };
const DEFAULT_SEED = 1;

/** The name of a protocol's line if none is given: her2-pcr for her2-pcr@1, her2-pcr-2 for her2-pcr@2. */
export function defaultLineName(protocol: string): string {
  return protocol.replace(/@1$/, '').replace('@', '-').toLowerCase();
}

/**
 * The line that a request trains, created if it is new.
 *
 * @throws RequestInvalid if a new recipe contradicts itself, InstitutionForbidden, Conflict if the line has another protocol or recipe, QuotaExceeded
 */
export async function lineOfRequest(asked: Training, caller: Caller, now: Date): Promise<LineRow> {
  const { protocol = DEFAULT_PROTOCOL, split = DEFAULT_SPLIT, seed = DEFAULT_SEED } = asked;
  const name = asked.name ?? defaultLineName(protocol);
  const key: LineKey = { owner: await ownerOf(asked, name, caller), name };
  const existing = await findLine(key);
  if (existing) {
    requireSame(existing, asked);
    return existing;
  }
  await requireRoom(key.owner);
  const recipe: Recipe = {
    split,
    seed,
    ...(asked.modelling && { modelling: asked.modelling }),
    ...(asked.institutions && { institutions: [...new Set(asked.institutions)].sort() }),
  };
  const contradictions = contradictionsOf(protocol, recipe);
  if (contradictions.length > 0) throw new RequestInvalid(contradictions);
  const settings = { shared: asked.shared ?? false, promotion: 'automatic' as const, gates: {} };
  const created = await createLine({ ...key, protocol, recipe, settings }, caller.institution, now);
  requireSame(created, asked); // somebody else may have created it in between
  return created;
}

/** @throws QuotaExceeded if an owner has as many lines as it may */
export async function requireRoom(owner: string): Promise<void> {
  const most = limitOf('LINES_PER_OWNER', 20);
  const own = (await linesOf(owner)).length;
  if (own < most) return;
  const remedy = 'Delete one, or ask the operator for more (linesPerOwner).';
  throw new QuotaExceeded(`${own} model lines of ${owner}`, `at most ${most}`, remedy);
}

/** Institutions that the request names, in its list or in its split. */
function namedBy({ institutions = [], split }: Training): string[] {
  return [...institutions, ...(split?.by === 'institution' ? [...split.train, ...split.test] : [])];
}

/**
 * The own institution owns a line of its own studies; a line that pools belongs to the consortium that names all of them.
 * A request that names nobody is for the line of that name that there is, else for the first consortium of the token.
 */
async function ownerOf(asked: Training, name: string, { institution, consortia }: Caller): Promise<string> {
  const named = namedBy(asked);
  const outside = named.find((one) => one !== institution && !consortia.some(({ members }) => members.includes(one)));
  if (outside) throw new InstitutionForbidden(outside);
  if (named.length === 0) {
    for (const owner of [institution, ...consortia.map((one) => one.owner)]) {
      if (await findLine({ owner, name })) return owner;
    }
    return consortia[0]?.owner ?? institution;
  }
  if (named.every((one) => one === institution)) return institution;
  const pooling = consortia.find(({ members }) => named.every((one) => members.includes(one)));
  if (!pooling) throw new InstitutionForbidden(named.join(', '));
  return pooling.owner;
}

/** What a recipe means that does not name it. */
const NOT_SET: Readonly<Record<string, string>> = {
  institutions: 'all members of its owner',
  modelling: 'the modelling protocol unchanged',
};

function requireSame(line: LineRow, asked: Training): void {
  const { protocol, recipe } = line;
  if (recipe.split.by === IMPORTED) {
    throw new Conflict(
      `got a training of model ${lineText(line)}, whose versions are imported from signature files; wanted a line that is trained. Give the new model another name.`,
    );
  }
  const institutions = asked.institutions && [...new Set(asked.institutions)].sort();
  const pairs: readonly [what: string, got: unknown, wanted: unknown][] = [
    ['protocol', asked.protocol, protocol],
    ['split', asked.split, recipe.split],
    ['seed', asked.seed, recipe.seed],
    ['institutions', institutions, recipe.institutions],
    ['modelling', asked.modelling, recipe.modelling],
  ];
  for (const [what, got, wanted] of pairs) {
    if (got === undefined || canonical(got) === canonical(wanted)) continue;
    const whose = wanted === undefined ? NOT_SET[what] : canonical(wanted);
    throw new Conflict(
      `got ${what} ${canonical(got)} for model ${lineText(line)}, which has ${whose}; wanted the same, for the versions of a line are compared on ` +
        'the same locked rows. Give the new model another name, or leave the field out.',
    );
  }
}

/** As text that does not depend on the order of fields. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(', ')}]`;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, entry]) => `${name} ${canonical(entry)}`).join(', ');
}
