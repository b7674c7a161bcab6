/** Which side of a line's split a patient is on: decided once, by a hash, and stored. */
import { createHash } from 'node:crypto';
import type { LineKey } from '../contracts/identifiers.ts';
import type { Split } from '../contracts/workflow.ts';
import { linePartition, putItem, queryAll } from '../storage/dynamodb-table.ts';

export type Side = 'train' | 'test';

/** Whose side it is. Studies of one patient share it. */
export interface Patient {
  readonly institution: string;
  readonly patient: string;
  /** The study concerned: its own patient until a manifest named another. */
  readonly study?: string;
}

/** The largest number of 48 bits and one: what is left of a hash is exact as a double. */
const WHOLE = 2 ** 48;

/**
 * The side of a patient: test if SHA-256(seed, institution, patient) as a fraction of its range lies below the share of
 * test rows. It depends on nothing else, so that no other study moves it. By institution: as the split names it.
 *
 * @returns undefined if the split names other institutions
 */
export function sideOf({ institution, patient }: Patient, split: Split, seed: number): Side | undefined {
  if (split.by === 'institution') {
    if (split.train.includes(institution)) return 'train';
    return split.test.includes(institution) ? 'test' : undefined;
  }
  const hash = createHash('sha256').update(`${seed}\n${institution}\n${patient}`).digest('hex');
  return Number.parseInt(hash.slice(0, 12), 16) / WHOLE < split.testFraction ? 'test' : 'train';
}

const SIDE = 'SIDE#';
export const sideKey = (line: LineKey, { institution, patient }: Patient) => ({
  PK: linePartition(line),
  SK: `${SIDE}${institution}#${patient}`,
});

/**
 * Sides of patients in a line, those of new patients stored. What is stored counts: should another version of this
 * program compute a side differently, a test row of an earlier version would otherwise become a training row. A study that
 * had a side before its manifest named the patient gives it to the patient; `undefined` if the patient has the other one.
 */
export async function takeSides(
  line: LineKey,
  patients: readonly Patient[],
  { split, seed }: { readonly split: Split; readonly seed: number },
  runId: string,
): Promise<(Side | undefined)[]> {
  const stored = await storedSides(line);
  const nameOf = ({ institution, patient }: Patient): string => `${institution}#${patient}`;
  const fresh = new Map<string, { patient: Patient; side: Side }>();
  const earlier = ({ institution, patient, study = patient }: Patient): Side | undefined =>
    study === patient ? undefined : stored.get(nameOf({ institution, patient: study }));
  const take = (patient: Patient, side: Side | undefined): void => {
    const name = nameOf(patient);
    if (side && !stored.has(name) && !fresh.has(name)) fresh.set(name, { patient, side });
  };
  for (const patient of patients) take(patient, earlier(patient));
  const sides = patients.map((patient) => {
    take(patient, sideOf(patient, split, seed));
    const side = stored.get(nameOf(patient)) ?? fresh.get(nameOf(patient))?.side;
    return (earlier(patient) ?? side) === side ? side : undefined;
  });
  await inTurns([...fresh.values()], AT_ONCE, ({ patient, side }) =>
    putItem({ ...sideKey(line, patient), side, runId }, { ConditionExpression: 'attribute_not_exists(PK)' }),
  );
  return sides;
}

const AT_ONCE = 25;

async function storedSides(line: LineKey): Promise<Map<string, Side>> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :line AND begins_with(SK, :side)',
    ExpressionAttributeValues: { ':line': linePartition(line), ':side': SIDE },
    ConsistentRead: true,
  });
  return new Map(items.map(({ SK, side }) => [String(SK).slice(SIDE.length), side as Side]));
}

/** As `Promise.all`, with at most `most` under way. */
async function inTurns<T>(items: readonly T[], most: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: most }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
