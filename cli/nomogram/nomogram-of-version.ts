/** The nomogram of a version of the service. */
import { type DrawableNomogram, type FittedModel, nomogramOfModel } from '@radscore/statistics';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';
import { titleOf } from './title-of.ts';

/**
 * @param reference name, or name@version; the promoted version if none is named
 * @throws ApiProblem, ApiUnreachable; UsageProblem for what is no name; CommandFailed if no version is promoted
 */
export async function nomogramOfVersion(reference: string, options: ConnectionOptions): Promise<DrawableNomogram> {
  const [, name, asked] = /^([a-z0-9][a-z0-9-]*)(?:@(\d{1,9}))?$/.exec(reference) ?? [];
  if (name === undefined) {
    throw new UsageProblem(`got ${reference}, which is no file and no name of a model; wanted one of them.`);
  }
  const client = connect(options);
  const version = asked === undefined ? (await client.line(name)).promoted : Number(asked);
  if (version === null) {
    throw new CommandFailed(
      `got ${name}, which has no promoted version; wanted one. Name a version: ${name}@1.`,
      EXIT.refused,
    );
  }
  const { owner, model } = await client.fittedModel(name, version);
  const fitted = model as unknown as FittedModel;
  return nomogramOfModel(fitted, { title: titleOf(fitted), source: `${name} version ${version} of ${owner}` });
}
