/** The folder of a fit, as other commands use it: the frozen model in it. */
import { join } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import type { FittedModel } from '@radscore/statistics';
import { readText } from '../files/text-file.ts';

/** The frozen model in a folder that `radscore fit` wrote. @throws InputRefused `unreadable` for what is none */
export function readModelFolder(folder: string): FittedModel {
  const file = join(folder, 'model.json');
  const text = readText(file, 'a model that radscore fit wrote');
  const refuse = (got: string, cause?: unknown) =>
    new InputRefused(
      { code: 'unreadable', file, got, wanted: 'a model that radscore fit wrote', remedy: 'Fit it again.' },
      { cause },
    );
  let model: FittedModel;
  try {
    model = JSON.parse(text);
  } catch (cause) {
    throw refuse('no JSON', cause);
  }
  if (model?.format !== 'radscore-model/1') throw refuse(`the format ${JSON.stringify(model?.format ?? null)}`);
  return model;
}
