/** The form of a new line: what is wrong with it, and what is sent. */
import type { Schemas } from '../../../api/client.ts';

/** As it is typed. */
export interface NewLine {
  readonly name: string;
  readonly protocol: string;
  /** Per cent. */
  readonly testShare: string;
  readonly seed: string;
  readonly shared: boolean;
  /** Only studies of the own institution are pooled, whatever consortia it is in. */
  readonly ownOnly: boolean;
}

export const EMPTY: NewLine = {
  name: '',
  protocol: 'her2-pcr@1',
  testShare: '40',
  seed: '1',
  shared: false,
  ownOnly: false,
};

export type Fault = 'name' | 'testShare' | 'seed';

/** Fields that the service would refuse. */
export function faultsOf({ name, testShare, seed }: NewLine): Fault[] {
  const share = Number(testShare.replace(',', '.'));
  const number = Number(seed);
  const isSeed = /^\d+$/.test(seed.trim()) && number <= 4_294_967_295;
  return [
    ...(/^[a-z0-9][a-z0-9-]{0,62}$/.test(name.trim()) ? [] : (['name'] as const)),
    ...(testShare.trim() !== '' && share >= 10 && share <= 90 ? [] : (['testShare'] as const)),
    ...(isSeed ? [] : (['seed'] as const)),
  ];
}

/** The body of the request that trains its first version. */
export function bodyOf(
  { name, protocol, testShare, seed, shared, ownOnly }: NewLine,
  institution: string,
): Schemas['TrainModel'] {
  const testFraction = Math.round(Number(testShare.replace(',', '.')) * 10) / 1000;
  return {
    name: name.trim(),
    protocol: protocol.trim(),
    split: { by: 'stratified', testFraction },
    seed: Number(seed),
    shared,
    ...(ownOnly && { institutions: [institution] }),
  };
}
