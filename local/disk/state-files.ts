/** What each file of a state folder is for, and what it means if it is missing, empty or cut. */

import type { Damage } from './state-damaged.ts';

export interface StateFile {
  /** Of the path relative to the state folder. */
  readonly pattern: RegExp;
  readonly holds: string;
  /**
   * `refused`: the cloud does not start without it. `repaired`: its content follows from other files, or nothing is lost
   * that counts. `noted`: what it held is lost, and the cloud starts.
   */
  readonly effect: 'refused' | 'repaired' | 'noted';
  /** For the person who reads the note: what follows, and what can be done. */
  readonly consequence: string;
  /** What follows if it is missing, for a file that is `refused` otherwise: then it is noted. */
  readonly ifMissing?: string;
  /** Whether the disk writes it, and lists its length. */
  readonly isListed?: boolean;
  /** Whether its reader notes that it is empty or cut, in the same words. */
  readonly readerNotes?: boolean;
  /** Whether it stays on the list of what should be there: it can be restored later. */
  readonly awaited?: boolean;
}

const FROM_A_COPY = 'restore it from a copy of the state folder';

export const STATE_FILES: readonly StateFile[] = [
  {
    pattern: /^secret$/,
    holds: 'the secret from which all keys follow',
    isListed: true,
    effect: 'refused',
    consequence: `${FROM_A_COPY}; without one, move the folder away and start with a new one`,
  },
  {
    pattern: /^identity\/signing-key\.json$/,
    holds: 'the key that signs tokens',
    isListed: true,
    effect: 'refused',
    consequence: `${FROM_A_COPY}; or remove it, then another one is made and tokens given before are refused`,
    ifMissing: 'another one is made, and tokens given before are refused',
  },
  {
    pattern: /^identity\/attributes\.json$/,
    holds: 'with whom each institution pools',
    isListed: true,
    effect: 'refused',
    consequence: `${FROM_A_COPY}; or remove it, then claims are given again with the next token`,
    ifMissing: 'claims are given again with the next token',
  },
  {
    pattern: /^identity\/refresh-tokens\.json$/,
    holds: 'hashes of refresh tokens',
    isListed: true,
    effect: 'noted',
    consequence: 'people and programs have to sign in again',
    readerNotes: true,
  },
  {
    pattern: /^identity\/clients\.json$/,
    holds: 'the programs that were registered',
    isListed: true,
    effect: 'noted',
    consequence: 'register the programs again, which get the ids and secrets they had',
    readerNotes: true,
  },
  {
    pattern: /^ports\.json$/,
    holds: 'the ports',
    isListed: true,
    effect: 'noted',
    consequence: 'other ports are used; URLs and tokens of before are refused',
    readerNotes: true,
  },
  {
    pattern: /^clock\.json$/,
    holds: 'by how much the operator advanced the time',
    isListed: true,
    effect: 'noted',
    consequence: 'time is that of the machine again, as if it had not been advanced',
    readerNotes: true,
  },
  {
    pattern: /^schedules\.json$/,
    holds: 'when each schedule is due',
    isListed: true,
    effect: 'repaired',
    consequence: 'every schedule begins as if it had just been made',
    readerNotes: true,
  },
  {
    pattern: /^deliveries\.jsonl$/,
    holds: 'events on their way',
    isListed: true,
    effect: 'noted',
    consequence:
      'events that waited to be delivered again are lost: store the manifests of studies that stay `uploading` again',
  },
  {
    pattern: /^queues\/[^/]+\.jsonl$/,
    holds: 'messages of a queue',
    isListed: true,
    effect: 'noted',
    consequence: 'messages are lost: store the manifests of studies that stay `uploading` again',
  },
  {
    pattern: /^states\/[^/]+\/ended\.jsonl$/,
    holds: 'the index of ended executions',
    isListed: true,
    effect: 'repaired',
    consequence: 'it is written again from the journals in ended/',
  },
  {
    pattern: /^states\/[^/]+\/ended\/[^/]+\.jsonl$/,
    holds: 'the history of an ended execution',
    isListed: true,
    effect: 'noted',
    consequence: `its history cannot be shown; ${FROM_A_COPY}`,
    awaited: true,
  },
  {
    pattern: /^states\/[^/]+\/running\/[^/]+\.jsonl$/,
    holds: 'an execution under way',
    isListed: true,
    effect: 'noted',
    consequence: 'it goes on from what is left, or, if nothing is, is lost: start it again',
  },
  {
    pattern: /^states\/[^/]+\/definitions\/[^/]+\.json$/,
    holds: 'a definition with which executions started',
    isListed: true,
    effect: 'noted',
    consequence: `the present one is written again; of an earlier one, executions cannot be shown or go on: ${FROM_A_COPY}`,
  },
  {
    pattern: /^buckets\/[^/]+\/settings\.json$/,
    holds: 'the settings of a bucket',
    isListed: true,
    effect: 'repaired',
    consequence:
      'a bucket of the template gets its settings from there; another one sends no events until they are set',
    readerNotes: true,
  },
  {
    pattern: /^buckets\/[^/]+\/(?:objects|announcing)\/[^/]+\.json$/,
    holds: 'what is known of an object',
    isListed: true,
    effect: 'noted',
    consequence: `the object is not there until it is stored again; its bytes are kept: ${FROM_A_COPY}`,
    readerNotes: true,
    awaited: true,
  },
  {
    pattern: /^buckets\/[^/]+\/uploads\/[^/]+\/[^/]+\.json$/,
    holds: 'an upload in parts that is not complete',
    isListed: true,
    effect: 'noted',
    consequence: 'the upload has to be begun again; its bytes are kept',
    readerNotes: true,
    awaited: true,
  },
  {
    pattern: /^buckets\/[^/]+\/bytes\/[^/]+$/,
    holds: 'bytes of an object',
    effect: 'noted',
    consequence: `the object cannot be read: ${FROM_A_COPY}, or store the object again`,
    readerNotes: true,
  },
  {
    pattern: /^tables(?:\/.*)?$/,
    holds: 'items of the tables (LevelDB)',
    effect: 'refused',
    consequence: `restore the folder tables from a copy of the state folder; without one, move the state folder away`,
  },
  {
    pattern: /^wal\/[^/]+\.log$/,
    holds: 'changes since the last checkpoint',
    effect: 'noted',
    consequence: 'what was acknowledged since the last checkpoint may be lost; the files are taken as they are',
  },
  {
    pattern: /^inventory\.jsonl$/,
    holds: 'the list of all other files',
    effect: 'repaired',
    consequence: 'the files are taken as they are: that one of them is missing cannot be noticed this time',
  },
];

/** What a damage of a file means; undefined if it is no state. */
export function effectOf(path: string, damage: Damage): Pick<StateFile, 'effect' | 'consequence'> | undefined {
  const file = stateFile(path);
  if (file?.ifMissing === undefined || damage !== 'missing') return file;
  return { effect: 'noted', consequence: file.ifMissing };
}

/** What is known of a file; undefined if it is no state, as a log for people is none. */
export function stateFile(path: string): StateFile | undefined {
  return STATE_FILES.find(({ pattern }) => pattern.test(path));
}
