/** How the versions of a line stand: what each was made from, which answered before, what may be done with it. */
import type { Change, Line, Version } from './line-types.ts';

/** The state of a version as the console says it: the API's, and whether it answered before. */
export type Standing = Version['state'] | 'was-promoted';

/** Versions that answered before the present one, the latest last: where a rollback goes. Empty without an audit. */
export function earlierChampions(changes: readonly Change[]): number[] {
  let earlier: number[] = [];
  let champion: number | null = null;
  for (const change of [...changes].sort((a, b) => a.revision - b.revision)) {
    const next = change.champion;
    if (change.action === 'promote' && champion !== null && champion !== next) earlier = [...earlier, champion];
    if (change.action === 'retire') earlier = earlier.filter((one) => one !== change.version);
    if ((change.action === 'roll-back' || change.action === 'suspend') && next !== null) {
      earlier = earlier.slice(0, Math.max(0, earlier.lastIndexOf(next)));
    }
    champion = next;
  }
  return earlier;
}

/** The version that a rollback makes answer again; undefined if none may. */
export function rollbackTarget(versions: readonly Version[], earlier: readonly number[]): number | undefined {
  const mayAnswer = (number: number): boolean => {
    const state = versions.find(({ version }) => version === number)?.state;
    return state !== undefined && state !== 'retired' && state !== 'withdrawn';
  };
  return earlier.findLast(mayAnswer);
}

/** How a version stands. What passed its gates and answered before is neither a candidate nor refused. */
export function standingOf(version: Version, earlier: readonly number[]): Standing {
  const isWaiting = version.state === 'candidate' || version.state === 'challenger';
  return isWaiting && earlier.includes(version.version) ? 'was-promoted' : version.state;
}

/** What a version was made from. */
export interface Origin {
  /** The version that answered when it was made; undefined if none did, or if it is not known. */
  readonly parent?: number;
  /** Rows that it has more than its parent; negative if rows were withdrawn. */
  readonly rows?: number;
  /** Features that it has more or fewer. */
  readonly features?: number;
}

/** What a version was made from: the version that its gates held it against. */
export function originOf(version: Version, versions: readonly Version[]): Origin {
  const parent = versions.find((one) => one.version === version.status.judgement?.against);
  if (!parent) return {};
  const all = ({ rows }: Version): number => rows.train + rows.test;
  return {
    parent: parent.version,
    rows: all(version) - all(parent),
    features: version.selected.length - parent.selected.length,
  };
}

/** Why a version cannot be promoted; undefined if it may be tried. */
export type PromotionBar =
  | { readonly why: 'answers' | 'retired' | 'withdrawn' | 'guest' | 'scope' }
  | { readonly why: 'gates'; readonly gates: readonly string[] };

/** What prevents promoting a version: the gates that refuse it, by name, before anything else can be tried. */
export function promotionBar(
  version: Version,
  line: Pick<Line, 'standing'>,
  mayTrain: boolean,
): PromotionBar | undefined {
  if (line.standing !== 'member') return { why: 'guest' };
  if (!mayTrain) return { why: 'scope' };
  if (version.state === 'champion') return { why: 'answers' };
  if (version.state === 'retired' || version.state === 'withdrawn') return { why: version.state };
  const refusing = version.status.judgement?.gates.filter(({ refuses }) => refuses).map(({ gate }) => gate) ?? [];
  return refusing.length > 0 ? { why: 'gates', gates: refusing } : undefined;
}

/** The two versions that a comparison begins with: what waits, next to what answers; else the two newest. */
export function comparedByDefault(
  line: Pick<Line, 'promoted' | 'challenger'>,
  versions: readonly Version[],
): readonly [number, number] | undefined {
  const newest = [...versions].sort((a, b) => b.version - a.version).map(({ version }) => version);
  const second = line.promoted ?? newest[1];
  const first = [line.challenger, ...newest].find((one) => one !== null && one !== second);
  return first === null || first === undefined || second === undefined ? undefined : [first, second];
}
