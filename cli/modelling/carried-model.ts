/** A model as a page of one file carries it: from the folder of a fit, or a version of the service. */
import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { CarriedModel } from '@radscore/console/carried-model';
import { type ModelAnswer, scoringModelOf, WHOLE_MODEL, whyNotMeasurable } from '@radscore/console/scored-model';
import { PROTOCOL_IDS, protocolById, SEQUENCES } from '@radscore/pipeline';
import { protocolSettingsHash, settingsOf } from '@radscore/pipeline/extraction';
import { ENGINE_VERSION, featureNames } from '@radscore/radiomics';
import type { FittedModel } from '@radscore/statistics';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';
import { readModelFolder } from './model-folder.ts';

/**
 * The model of a folder that `radscore fit` wrote. A table of features does not say by which settings they were computed,
 * and different settings give features of the same names: the protocol has to be named.
 *
 * @throws UsageProblem without a protocol
 * @throws InputRefused for a folder that holds no model
 * @throws CommandFailed for features that the protocol does not give
 * @throws ProtocolNotFound
 */
export function carriedFromFolder(folder: string, protocolId: string | undefined): CarriedModel {
  const model = readModelFolder(folder);
  if (protocolId === undefined) {
    throw new UsageProblem(
      `got the folder of a fit without --protocol; wanted the study protocol by whose settings its features were computed (${PROTOCOL_IDS.join(', ')}): ` +
        'the page measures by them, and the same names under other settings are other values.',
    );
  }
  const protocol = protocolById(protocolId);
  requireMeasured(model, protocolId);
  const name = basename(resolve(folder));
  const isSynthetic = model.about?.synthetic === true;
  return {
    model: {
      version: {
        owner: '',
        name,
        // The folder of a fit has no version.
        version: 0,
        protocol: protocolId,
        dataOrigin: isSynthetic ? 'synthetic' : 'patient',
        settingsHash: protocolSettingsHash(protocol),
        engineVersion: model.about?.engine ?? ENGINE_VERSION,
        modelKey: WHOLE_MODEL,
        selected: model.features.map((feature) => feature.name),
        submodels: [],
      },
      models: { [WHOLE_MODEL]: model },
    },
    sha256: sha256(model),
    folder: name,
    isSynthetic,
  };
}

/**
 * A version of the service, with its submodels.
 *
 * @throws ApiProblem, ApiUnreachable
 * @throws CommandFailed for a version that answers nothing, or whose settings this program does not have
 */
export async function carriedFromService(
  { name, version: asked }: { readonly name: string; readonly version?: number },
  options: ConnectionOptions,
): Promise<CarriedModel> {
  const client = connect(options);
  const version = asked ?? (await client.line(name)).promoted;
  if (version === null) {
    throw new CommandFailed(
      `got ${name}, which has no promoted version; wanted one. Name a version: ${name}@1.`,
      EXIT.refused,
    );
  }
  const [answer, described] = await Promise.all([client.fittedModel(name, version), client.version(name, version)]);
  const model = scoringModelOf(answer as unknown as ModelAnswer, described as Parameters<typeof scoringModelOf>[1]);
  const why = model.silent ?? whyNotMeasurable(model);
  if (why) throw new CommandFailed(`${why.code}: ${why.message}`, EXIT.refused);
  return {
    model,
    sha256: sha256(answer.model),
    version: { owner: answer.owner, name: answer.name, version: answer.version },
    isSynthetic: described.dataOrigin === 'synthetic',
  };
}

/** @throws CommandFailed naming a feature that the settings of a protocol do not give */
function requireMeasured({ features }: FittedModel, protocolId: string): void {
  const { sequences } = protocolById(protocolId);
  const given = new Set(
    SEQUENCES.flatMap((sequence) =>
      featureNames(settingsOf(sequences[sequence])).flatMap(({ names }) => names.map((name) => `${sequence}_${name}`)),
    ),
  );
  const unknown = features.find(({ name }) => !given.has(name));
  if (!unknown) return;
  throw new CommandFailed(
    `got a model of the feature ${unknown.name}, which ${protocolId} does not give; wanted features named {t2fs|dwi|dce}_{PyRadiomics name} ` +
      'by the settings of that protocol. Name the protocol that they were computed by, or fit the model on such features.',
    EXIT.refused,
  );
}

function sha256(model: unknown): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('hex');
}
