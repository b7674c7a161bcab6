/** Which line answers a study: as its institution has set, else the nearest that has a promoted version. */
import type { Reason } from '../contracts/workflow.ts';
import { findSettings } from './institution-settings.ts';
import type { LineRow } from './line-row.ts';
import { findLine, linesOf, ownersOf, sharedLines } from './lines.ts';

/**
 * The line that answers for an institution's studies of a protocol, or why none does. The order is: the own lines, those
 * of its consortia, those that are shared; of several of one owner the oldest with a promoted version.
 *
 * @param fits whether a line that nobody has chosen may answer at all
 */
export async function answeringLine(
  institution: string,
  protocol: string,
  now: Date,
  fits: (line: LineRow) => Promise<boolean> = async () => true,
): Promise<LineRow | Reason> {
  const choice = (await findSettings(institution)).answers[protocol] ?? 'automatic';
  if (choice === 'none') {
    return {
      code: 'no-line-wanted',
      message: `got studies of ${protocol}, which no line answers by the settings of this institution; wanted one. PUT /v1/settings changes it.`,
    };
  }
  const owners = await ownersOf(institution, now);
  if (choice !== 'automatic') return chosenLine(choice, owners, protocol, institution);
  for (const owner of owners) {
    const found = await firstPromoted(await linesOf(owner), protocol, fits);
    if (found) return found;
  }
  const shared = await firstPromoted(await sharedLines(), protocol, fits);
  if (shared) return shared;
  return {
    code: 'no-promoted-model',
    message: `got no line of ${protocol} with a promoted version; wanted one of this institution, of its consortia, or shared. Train it with POST /v1/models.`,
  };
}

async function chosenLine(
  choice: string,
  owners: readonly string[],
  protocol: string,
  institution: string,
): Promise<LineRow | Reason> {
  const [owner, name] = choice.includes('~') ? choice.split('~') : [institution, choice];
  const row = await findLine({ owner, name });
  const isSeen = row && (owners.includes(owner) || row.settings.shared);
  if (!isSeen) {
    return {
      code: 'line-unavailable',
      message: `got ${choice} in the settings of this institution, which is gone or not shared any more; wanted a line that it may use. PUT /v1/settings changes it.`,
    };
  }
  if (row.protocol !== protocol || row.champion === undefined) {
    const why = row.protocol === protocol ? 'has no promoted version' : `is of ${row.protocol}`;
    return {
      code: row.protocol === protocol ? 'no-promoted-model' : 'protocol-mismatch',
      message: `got ${choice} in the settings of this institution for ${protocol}, which ${why}; wanted a line of ${protocol} with a promoted version.`,
    };
  }
  return row;
}

async function firstPromoted(
  lines: readonly LineRow[],
  protocol: string,
  fits: (line: LineRow) => Promise<boolean>,
): Promise<LineRow | undefined> {
  const promoted = lines
    .filter((line) => line.protocol === protocol && line.champion !== undefined)
    .sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  for (const line of promoted) if (await fits(line)) return line;
  return undefined;
}
