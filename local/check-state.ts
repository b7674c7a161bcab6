/** What is amiss with a state folder, file by file, without changing anything: for `radscore doctor`. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { FileImage } from './disk/file-image.ts';
import { type Difference, INVENTORY, Inventory } from './disk/inventory.ts';
import { type Damage, StateDamaged } from './disk/state-damaged.ts';
import { effectOf, type StateFile, stateFile } from './disk/state-files.ts';
import { FIRST_SEGMENT, LOG_FOLDER, type LogContent, readLog } from './disk/write-ahead-log.ts';
import { JournalDamaged, wholeEntries } from './journal.ts';
import { isSecret, SECRET_LENGTH } from './keys.ts';
import { isInUse } from './lock.ts';
import type { StoredObject } from './s3/stored-object.ts';

/** One file that is not as the local cloud left it, or cannot be read. */
export interface StateFinding {
  /** Relative to the state folder, with `/`. */
  readonly file: string;
  readonly damage: Damage;
  /** `refused`: the cloud does not start. `repaired`, `noted`: it starts, and writes a note. */
  readonly effect: StateFile['effect'];
  /** What follows and what to do. */
  readonly consequence: string;
}

/**
 * Reads every file of the state folder as the next start would. While a cloud runs on the folder its files change: then
 * only what is found twice counts. A folder that is not there has no findings.
 */
export function checkState(home: string): StateFinding[] {
  if (!existsSync(home)) return [];
  const found = findingsOf(home);
  if (found.length === 0 || !isInUse(home)) return found;
  const again = new Set(findingsOf(home).map(({ file, damage }) => `${damage} ${file}`));
  return found.filter(({ file, damage }) => again.has(`${damage} ${file}`));
}

function findingsOf(home: string): StateFinding[] {
  const findings = new Map<string, StateFinding>();
  const report = (file: string, damage: Damage, more: Partial<StateFinding> = {}) => {
    const { effect = 'noted', consequence = '' } = effectOf(file, damage) ?? {};
    if (!findings.has(file)) findings.set(file, { file, damage, effect, consequence, ...more });
  };
  const inventory = new Inventory(home);
  // Before its first start, or that of a version without a list, there is nothing that could be missing.
  if (!existsSync(join(home, INVENTORY)) && !existsSync(join(home, 'ports.json'))) return [];
  const log = logOf(home, inventory, report);
  if (!inventory.isComplete(log.segments)) report(INVENTORY, existsSync(join(home, INVENTORY)) ? 'cut' : 'missing');
  if (inventory.isOpen && log.segments.length === 0) report(LOG_FOLDER, 'missing', { ...stateFile(FIRST_SEGMENT) });
  inventory.follow(log.operations);
  const isClean = !inventory.isOpen && log.segments.length === 0;
  for (const { file, damage } of presentDifferences(home, inventory, log, isClean)) report(file, damage);
  // Also in the folder of a version that kept no list.
  if (!existsSync(join(home, 'secret')) && !inventory.isEmpty) report('secret', 'missing');
  const lacking = missingManifest(home);
  if (lacking !== undefined) report(`tables/${lacking}`, 'missing');
  if (log.torn) report(log.torn.file, 'cut', { effect: 'repaired', consequence: TORN });
  for (const file of shortened(home, log)) report(file, 'cut');
  const image = new FileImage(home, log.operations);
  for (const file of filesOf(home, image)) checkFile(file, image, report);
  return [...findings.values()];
}

type Report = (file: string, damage: Damage, more?: Partial<StateFinding>) => void;

function logOf(home: string, inventory: Inventory, report: Report): LogContent {
  try {
    return readLog(home, inventory.checkpoint);
  } catch (error) {
    if (!(error instanceof StateDamaged)) throw error;
    report(error.file, error.damage, { effect: 'refused', consequence: error.remedy });
    return { operations: [], segments: [], stale: [] };
  }
}

/** What the log will bring back is not missing. */
function presentDifferences(
  home: string,
  inventory: Inventory,
  { operations }: LogContent,
  isClean: boolean,
): Difference[] {
  const written = new Set(operations.flatMap((operation) => operation.slice(1, 3)));
  return inventory
    .differences(home)
    .filter(({ file, damage }) => !written.has(file) && !(isTable(file) && damage === 'missing' && !isClean));
}

/** Files that are shorter than what the log adds to them says. */
function shortened(home: string, { operations }: LogContent): string[] {
  const seen = new Set<string>();
  return operations.flatMap(([kind, file, offset]) => {
    if (seen.has(file)) return [];
    seen.add(file);
    const size = statSync(join(home, file), { throwIfNoEntry: false })?.size;
    // A file that is not there may have its next name already.
    const isMoved = operations.some(([other, from]) => other === 'move' && from === file);
    return kind === 'append' && !isMoved && (size ?? 0) < Number(offset) ? [file] : [];
  });
}

/** LevelDB's file CURRENT names the manifest that names all others. */
function missingManifest(home: string): string | undefined {
  const folder = join(home, 'tables');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  if (!files.some((file) => /^(?:MANIFEST-\d+|\d+\.(?:log|ldb))$/.test(file))) return undefined;
  if (!files.includes('CURRENT')) return 'CURRENT';
  const manifest = readFileSync(join(folder, 'CURRENT'), 'utf8').trim();
  return files.includes(manifest) ? undefined : manifest;
}

const TORN =
  'the last changes were half-written when the machine stopped, and never acknowledged; the next start cuts them off';

const isTable = (file: string): boolean => file.startsWith('tables/');

function filesOf(home: string, image: FileImage): string[] {
  const files = new Set(image.names);
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) files.add(relative(home, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  }
  return [...files].filter((file) => stateFile(file) !== undefined).sort();
}

/** A file by its kind. What is long enough may still not be what it should be. */
function checkFile(file: string, image: FileImage, report: Report): void {
  if (file.startsWith('wal/') || file === INVENTORY || isTable(file) || file.includes('/bytes/')) return;
  const bytes = image.read(file);
  if (bytes && file.endsWith('.jsonl')) checkJournal(file, bytes, report);
  else if (bytes && file === 'secret') checkSecret(file, bytes.toString('latin1'), report);
  else if (bytes) checkJson(file, bytes.toString('utf8'), image, report);
}

function checkSecret(file: string, secret: string, report: Report): void {
  if (!isSecret(secret)) report(file, secret === '' ? 'empty' : secret.length < SECRET_LENGTH ? 'cut' : 'damaged');
}

function checkJson(file: string, text: string, image: FileImage, report: Report): void {
  const content = parsed(text);
  const hash = /definitions\/([0-9a-f]{64})\.json$/.exec(file)?.[1];
  if (content === undefined) report(file, text === '' ? 'empty' : 'cut');
  else if (hash !== undefined && createHash('sha256').update(text).digest('hex') !== hash) report(file, 'damaged');
  else if (/\/objects\/[^/]+\.json$/.test(file)) checkBytes(file, content as { object: StoredObject }, image, report);
}

function checkJournal(file: string, bytes: Buffer, report: Report): void {
  try {
    const { entries, whole } = wholeEntries<{ type?: string }>(file, bytes);
    const isHistory = /\/(?:running|ended)\/[^/]+$/.test(file);
    const isEnded = /\/ended\/[^/]+$/.test(file);
    if (isHistory && entries[0]?.type !== 'started') report(file, entries.length === 0 ? 'empty' : 'damaged');
    else if (whole < bytes.length || (isEnded && entries.at(-1)?.type !== 'ended')) report(file, 'cut');
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
    report(file, 'damaged', {
      effect: 'refused',
      consequence: `line ${error.line} is no JSON, and others follow: restore it from a copy of the state folder, or move it away to start without it`,
    });
  }
}

function checkBytes(file: string, { object }: { object: StoredObject }, image: FileImage, report: Report): void {
  for (const segment of object.segments) {
    const bytes = file.replace(/objects\/[^/]+$/, `bytes/${segment.file}`);
    const size = statSync(image.pathOf(bytes), { throwIfNoEntry: false })?.size;
    if (size === segment.size) continue;
    report(bytes, size === undefined ? 'missing' : size === 0 ? 'empty' : 'cut');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
