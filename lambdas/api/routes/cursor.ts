/** Cursors of paged lists, opaque to the client. */
import { RequestInvalid } from '@radscore/pipeline';

/** A page's last key goes to the client and comes back as it was. */
export function encodeCursor(next: Record<string, unknown> | undefined): string | undefined {
  return next && Buffer.from(JSON.stringify(next)).toString('base64url');
}

/** @throws RequestInvalid for a cursor that is not ours or points outside the caller's institution */
export function decodeCursor(cursor: string | undefined, institution: string): Record<string, string> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const { PK, SK, GSI1PK, GSI1SK } = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const strings = [PK, SK, GSI1PK, GSI1SK].every((part) => typeof part === 'string' && part !== '');
    const isOfStudies = strings && SK === 'META' && GSI1PK === institution && PK.startsWith(`STUDY#${institution}#`);
    if (isOfStudies) return { PK, SK, GSI1PK, GSI1SK };
  } catch {
    // Falls through to the one answer for every cursor that is not ours.
  }
  const message = 'got a cursor that no answer of this list gave; wanted the one of the last page, or none';
  throw new RequestInvalid([{ path: 'cursor', message }]);
}
