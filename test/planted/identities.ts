import { Random } from '@radscore/statistics';

/** Somebody who does not exist: nonsense syllables, drawn from a seed, so that no other text holds them by chance. */
export interface PlantedIdentity {
  readonly family: string;
  readonly given: string;
  /** `Family^Given`, as DICOM writes names. */
  readonly dicomName: string;
  readonly birthDate: string;
  readonly phone: string;
  readonly email: string;
  readonly nationalId: string;
  readonly address: string;
}

const SYLLABLES =
  'quor zwix bramf knilt drovq phazz gluyr vexpo jomgh thurk wyndle frebzu skolv yaxim ptorv hukzel'.split(' ');

const random = new Random(611);
const draw = (most: number): number => Math.floor(random.uniform() * most);
const word = (): string => {
  const text = Array.from({ length: 3 }, () => SYLLABLES[draw(SYLLABLES.length)]).join('');
  return text[0].toUpperCase() + text.slice(1);
};
const digits = (count: number): string => Array.from({ length: count }, () => draw(10)).join('');

/** The identities of every test that plants one; after the whole suite nothing that was said may hold any of them. */
export const IDENTITIES: readonly PlantedIdentity[] = Array.from({ length: 24 }, () => {
  const [family, given] = [word(), word()];
  return {
    family,
    given,
    dicomName: `${family}^${given}`,
    birthDate: `${String(1 + draw(28)).padStart(2, '0')}.0${1 + draw(9)}.19${30 + draw(60)}`,
    phone: `0${digits(3)} ${digits(3)} ${digits(4)}`,
    email: `${given}@${family}.example`.toLowerCase(),
    nationalId: `${digits(6)}${word().slice(0, 3).toUpperCase()}${digits(4)}`,
    address: `${word()} ${1 + draw(99)}`,
  };
});

/** Each identity in turn. */
export function identityFor(index: number): PlantedIdentity {
  return IDENTITIES[index % IDENTITIES.length];
}

/** What must be found nowhere. Dates are left out: eight digits stand in many a hash. */
export const PLANTED_TEXTS: readonly string[] = IDENTITIES.flatMap(
  ({ family, given, phone, email, nationalId, address }) => [family, given, phone, email, nationalId, address],
);
