/** Signature files in the service: kept with the line that they are versions of, and registered as imported versions. */
import { createHash } from 'node:crypto';
import { canonicalSettings, ENGINE_VERSION, portableSha256 } from '@radscore/radiomics';
import { z } from 'zod';
import { type LineKey, lineText } from '../contracts/identifiers.ts';
import { IMPORTED, type ImportedSignature } from '../contracts/imported-signature.ts';
import { Conflict, ModelNotFound, RequestInvalid } from '../errors.ts';
import { protocolSettingsHash } from '../extraction/sequence-settings.ts';
import type { Caller } from '../lines/caller.ts';
import { requireRoom } from '../lines/line-of-request.ts';
import type { LineRow } from '../lines/line-row.ts';
import { createLine, findLine, isTrained } from '../lines/lines.ts';
import { type ModelVersionRow, registerVersion } from '../models/models.ts';
import { protocolById } from '../protocols/index.ts';
import { getItem, linePartition, putItem } from '../storage/dynamodb-table.ts';
import { USES } from './open-items.ts';
import { type ReadSignature, readSignature } from './read-signature.ts';
import { faultText, SignatureOpen, SignatureRefused } from './refused-signature.ts';
import { clinicalNames, featureKey, requireStated } from './score-signature.ts';
import { settingsOfImage } from './settings-of-signature.ts';
import type { Signature } from './signature-file.ts';

/** A file, and what was assumed for what it leaves open. */
export interface GivenSignature {
  readonly file: string;
  readonly assume?: Readonly<Record<string, number | string>>;
}

const storedSignature = z.object({ file: z.string(), assume: z.string() });

/**
 * Reads a signature that is to answer. @throws RequestInvalid with each fault, and with each open value that a score needs
 */
export function readAnswering({ file, assume }: GivenSignature): ReadSignature {
  try {
    const read = readSignature(file, assume);
    requireStated(read.signature, read.open);
    return read;
  } catch (error) {
    if (error instanceof SignatureRefused) {
      throw new RequestInvalid(error.faults.map((fault) => ({ path: placeOf(fault.path), message: faultText(fault) })));
    }
    if (!(error instanceof SignatureOpen)) throw error;
    throw new RequestInvalid(
      error.items.map(({ path, asks }) => {
        const message = `got unknown for ${path} (${asks}); wanted a value, or an assumption under assume. Nothing is guessed.`;
        return { path: placeOf(path), message };
      }),
    );
  }
}

function placeOf(path: string): string {
  return path === '' ? 'file' : `file: ${path}`;
}

/** The own line of a name for imported signatures, created if it is new. @throws Conflict for one that is trained; QuotaExceeded */
export async function lineOfImport(name: string, { institution }: Caller, now: Date): Promise<LineRow> {
  const key: LineKey = { owner: institution, name };
  const existing = await findLine(key);
  if (!existing) await requireRoom(institution);
  const line =
    existing ??
    (await createLine(
      {
        ...key,
        protocol: IMPORTED,
        recipe: { split: { by: IMPORTED }, seed: 0 },
        settings: { shared: false, promotion: 'automatic', gates: {} },
      },
      institution,
      now,
    ));
  if (!isTrained(line)) return line;
  throw new Conflict(
    `got a signature for model ${lineText(key)}, which is trained; wanted a line of its own. Give it another name.`,
  );
}

/** Registers a signature as the next version of its line; the same file with the same assumptions has the version that it had. */
export async function registerSignature(
  line: LineRow,
  given: GivenSignature,
  { signature, open }: ReadSignature,
  now: Date,
): Promise<ModelVersionRow> {
  const assume = JSON.stringify(Object.entries(given.assume ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)));
  const sha256 = createHash('sha256').update(given.file).digest('hex');
  const key = createHash('sha256').update(`${given.file}\n${assume}`).digest('hex');
  await putItem({ PK: linePartition(line), SK: `SIGNATURE#${key}`, file: given.file, assume });
  const measuredBy = protocolOf(signature);
  const none = { auc: null, ci: [null, null] as [null, null] };
  const row: Omit<ModelVersionRow, 'version'> = {
    owner: line.owner,
    name: line.name,
    runId: `import-${key}`,
    trigger: 'import',
    createdAt: now.toISOString(),
    protocol: IMPORTED,
    dataOrigin: signature.coefficients === 'made up' ? 'synthetic' : 'patient',
    institutions: [],
    participants: [],
    split: { by: IMPORTED },
    seed: 0,
    settingsHash: settingsHashOf(signature, measuredBy),
    engineVersion: ENGINE_VERSION,
    // A signature has neither rows nor an evaluation; the file itself is an item of the line.
    cohortKey: '',
    evaluationKey: '',
    modelKey: key,
    modelSha256: sha256,
    selected: (signature.radScore.features ?? []).map(featureKey),
    rows: { train: 0, test: 0 },
    apparent: none,
    imported: {
      signature: signature.name,
      title: signature.title,
      doi: signature.source.doi,
      citation: signature.source.citation,
      coefficients: signature.coefficients,
      sha256,
      measuredBy,
      assumed: [...signature.assumed],
      open: open.length,
    } satisfies ImportedSignature,
  };
  return { ...row, version: await registerVersion(row) };
}

/** The signature of an imported version, as it was read when it was imported. @throws ModelNotFound */
export async function signatureOfVersion(version: ModelVersionRow): Promise<ReadSignature & { readonly file: string }> {
  const item = await getItem({ PK: linePartition(version), SK: `SIGNATURE#${version.modelKey}` });
  if (!item) throw new ModelNotFound(lineText(version), version.version);
  const { file, assume } = storedSignature.parse(item);
  return { file, ...readSignature(file, Object.fromEntries(JSON.parse(assume))) };
}

/** A version's signature as the API shows it. @throws SignatureMissing for a version that was fitted */
export async function describeSignature(version: ModelVersionRow) {
  if (!version.imported) throw new SignatureMissing(lineText(version), version.version);
  const { file, signature, open } = await signatureOfVersion(version);
  return {
    file,
    features: version.selected,
    clinical: clinicalNames(signature),
    open: open.map(({ path, asks, needed }) => ({ path, asks, needed, depends: USES[needed] })),
  };
}

/** A version that was fitted here has no signature file. */
export class SignatureMissing extends Error {
  override readonly name = 'SignatureMissing';

  constructor(line: string, version: number) {
    super(
      `got ${line} version ${version}, which was fitted here; wanted one that is imported from a signature file. GET /v1/models/${line}/versions/${version}/model has its model.`,
    );
  }
}

/** The protocol by which every image of a signature is measured that a feature is of. */
function protocolOf({ images, radScore }: Signature): string | null {
  const used = new Set((radScore.features ?? []).flatMap(({ image }) => (image === null ? [] : [image])));
  const protocols = new Set([...used].map((name) => images[name].protocol));
  const [only] = protocols;
  return protocols.size === 1 && only !== undefined ? only : null;
}

/** That of the protocol, so that studies can be compared; else of the settings of each image, open ones as such. */
function settingsHashOf({ images }: Signature, measuredBy: string | null): string {
  if (measuredBy !== null) return protocolSettingsHash(protocolById(measuredBy));
  const hash = portableSha256();
  for (const name of Object.keys(images).sort()) {
    const settings = settingsOfImage(images, name);
    hash.update(`${name}\n${settings ? canonicalSettings(settings) : 'unknown'}\n`);
  }
  return hash.digest('hex');
}
