/** Consortia as tokens claim them: recorded when a token is used, and confirmed again before a run without a token. */
import { z } from 'zod';
import { limitOf } from '../storage/clients.ts';
import { getItem, institutionPartition, putItem, queryAll } from '../storage/dynamodb-table.ts';
import type { Caller, Consortium } from './caller.ts';

/**
 * A run that the schedule starts has no token. What it may pool is what the latest token of each person claimed, not
 * longer ago than CONSORTIUM_CLAIM_DAYS: an operator who takes the claim away ends the pooling with the next token of
 * that person, or when nobody has confirmed it for so long.
 */
const CLAIM_DAYS = 30;
const DAY = 24 * 3600 * 1000;

const claimedConsortium = z.object({ owner: z.string(), members: z.array(z.string()) });
/** What a person's latest token claimed (PK `INSTITUTION#{id}`, SK `CLAIM#{sub}`). */
const claimRow = z.object({ consortia: z.array(claimedConsortium), seenAt: z.string() });
/** Whose claims make an institution a member (PK `INSTITUTION#{member}`, SK `MEMBER#{consortium}#{institution}#{sub}`). */
const memberRow = z.object({ owner: z.string(), institution: z.string(), subject: z.string() });

const claimKey = (institution: string, subject: string) => ({
  PK: institutionPartition(institution),
  SK: `CLAIM#${subject}`,
});
const rosterPartition = (owner: string): string => `CONSORTIUM#${owner}`;

/** Records what a token claims, if it is new or a day old. Callers without a subject leave no trace. */
export async function recordClaims({ institution, subject, consortia }: Caller, now: Date): Promise<void> {
  if (subject === undefined) return;
  const key = claimKey(institution, subject);
  const item = await getItem(key);
  const known = item && claimRow.parse(item);
  if (!known && consortia.length === 0) return;
  const isFresh = known && now.getTime() - Date.parse(known.seenAt) < DAY;
  if (isFresh && JSON.stringify(known.consortia) === JSON.stringify(consortia)) return;
  // Pointers first: each is followed to the claim, and one that leads nowhere says nothing.
  for (const { owner, members } of consortia) {
    const pointer = { owner, institution, subject };
    await putItem({ PK: rosterPartition(owner), SK: `${institution}#${subject}`, ...pointer });
    for (const member of members) {
      const SK = `MEMBER#${owner}#${institution}#${subject}`;
      await putItem({ PK: institutionPartition(member), SK, ...pointer });
    }
  }
  await putItem({ ...key, consortia, seenAt: now.toISOString() });
}

/** Members of a consortium by every claim that is confirmed, in alphabetical order. */
export async function confirmedMembers(owner: string, now: Date): Promise<string[]> {
  const pointers = await queryAll({
    KeyConditionExpression: 'PK = :roster',
    ExpressionAttributeValues: { ':roster': rosterPartition(owner) },
    ConsistentRead: true,
  });
  const claims = await Promise.all(pointers.map((item) => confirmedClaim(memberRow.parse(item), now)));
  return [...new Set(claims.flatMap((claim) => claim?.members ?? []))].sort();
}

/** Consortia of which an institution is a member by a confirmed claim, its own or a partner's. */
export async function membershipsOf(institution: string, now: Date): Promise<string[]> {
  const pointers = await queryAll({
    KeyConditionExpression: 'PK = :institution AND begins_with(SK, :member)',
    ExpressionAttributeValues: { ':institution': institutionPartition(institution), ':member': 'MEMBER#' },
    ConsistentRead: true,
  });
  const claims = await Promise.all(pointers.map((item) => confirmedClaim(memberRow.parse(item), now)));
  const confirmed = claims.filter((claim) => claim?.members.includes(institution)).map((claim) => claim?.owner ?? '');
  return [...new Set(confirmed)].sort();
}

async function confirmedClaim(
  { owner, institution, subject }: z.infer<typeof memberRow>,
  now: Date,
): Promise<Consortium | undefined> {
  const item = await getItem(claimKey(institution, subject));
  if (!item) return undefined;
  const { consortia, seenAt } = claimRow.parse(item);
  const days = limitOf('CONSORTIUM_CLAIM_DAYS', CLAIM_DAYS);
  if (now.getTime() - Date.parse(seenAt) > days * DAY) return undefined;
  return consortia.find((consortium) => consortium.owner === owner);
}
