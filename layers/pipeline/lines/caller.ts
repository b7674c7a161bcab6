/** Who calls: the institution and the consortia that a token's claims name. */
import { createHash } from 'node:crypto';
import { CONSORTIUM_PREFIX, institutionId } from '../contracts/identifiers.ts';
import { InstitutionInvalid, InstitutionMissing } from '../errors.ts';

/** Institutions that agreed to pool labelled studies, under the name of the owner of their lines. */
export interface Consortium {
  /** `consortium-{name}` */
  readonly owner: string;
  /** In alphabetical order; the caller's own institution is one of them. */
  readonly members: readonly string[];
}

export interface Caller {
  readonly institution: string;
  readonly consortia: readonly Consortium[];
  /** The token's `sub`: whose claim it is. */
  readonly subject?: string;
}

const CONSORTIUM_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * The caller as the claims of an access token name it. `institution` is one id. `consortium` is a list of institutions,
 * `centre-2 centre-3`, or names its consortia, `her2-net: centre-1 centre-2; tnbc: centre-1 centre-4`; ids are separated
 * by spaces or commas. A consortium without a name is called by its members: the first eight digits of a SHA-256.
 *
 * @throws InstitutionMissing, InstitutionInvalid: a name that cannot be a prefix of the bucket would only fail later
 */
export function callerOfClaims(claims: Readonly<Record<string, unknown>>): Caller {
  const { institution, consortium, sub } = claims;
  if (institution === undefined || institution === null || institution === '') throw new InstitutionMissing();
  if (typeof institution !== 'string' || !institutionId.safeParse(institution).success) {
    throw new InstitutionInvalid('institution');
  }
  const parts = String(consortium ?? '')
    .replace(/^\[|\]$/g, '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const consortia = parts.map((part) => consortiumOf(part, institution)).filter(({ members }) => members.length > 1);
  return { institution, consortia, ...(typeof sub === 'string' && sub !== '' && { subject: sub }) };
}

function consortiumOf(part: string, institution: string): Consortium {
  const colon = part.indexOf(':');
  const listed = part
    .slice(colon + 1)
    .split(/[\s,]+/)
    .filter((id) => id !== '');
  if (!listed.every((id) => institutionId.safeParse(id).success)) throw new InstitutionInvalid('consortium');
  const members = [...new Set([institution, ...listed])].sort();
  if (colon < 0) {
    const digest = createHash('sha256').update(members.join('\n')).digest('hex').slice(0, 8);
    return { owner: `${CONSORTIUM_PREFIX}${digest}`, members };
  }
  const name = part.slice(0, colon).trim();
  if (!CONSORTIUM_NAME.test(name)) throw new InstitutionInvalid('consortium');
  return { owner: `${CONSORTIUM_PREFIX}${name}`, members };
}
