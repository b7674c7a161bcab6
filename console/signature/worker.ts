/** The worker of a signature's page: measures one image by the signature's settings, with the engine of the service. */
import { InputRefused, type NamedBytes } from '@radscore/imaging';
import { settingsForFeatures, settingsOfImage } from '@radscore/pipeline/signatures';
import { createEngine, DEFAULT_SETTING, resamples } from '@radscore/radiomics';
import { readers } from '../codecs.ts';
import type { MeasureAnswer, MeasureJob } from './messages.ts';

const engine = createEngine();

addEventListener('message', ({ data }: MessageEvent<MeasureJob>) => {
  void measure(data)
    .catch((error: unknown): MeasureAnswer => {
      const code = error instanceof InputRefused ? `${error.code}: ` : '';
      return { refused: `${code}${error instanceof Error ? error.message : error}` };
    })
    .then((answer) => postMessage(answer));
});

async function measure({ images, image, names, files, mask }: MeasureJob): Promise<MeasureAnswer> {
  const stated = settingsOfImage(images, image);
  if (!stated) return { refused: 'The signature leaves its settings or its region open: type the values.' };
  const settings = settingsForFeatures(stated, names);
  const { setting } = settings;
  if (setting.geometryTolerance !== null || setting.correctMask) {
    const remedy = 'Use radscore signature score.';
    return {
      refused: `got settings with geometryTolerance or correctMask; wanted none, for this page does not have them. ${remedy}`,
    };
  }
  const label = setting.label === DEFAULT_SETTING.label ? undefined : setting.label;
  const options = { label, channel: setting.label_channel, maskAsStored: resamples(setting) };
  const read = readers.readCase(await bytesOf(files), await bytesOf(mask), options);
  const { blocks, warnings } = engine.extract(read.image, read.mask, settings);
  const measured = new Map(
    blocks.flatMap(({ names: all, values }) => all.map((name, i) => [name, values[i]] as const)),
  );
  return {
    values: Object.fromEntries(names.map((name) => [name, measured.get(name) ?? Number.NaN])),
    warnings: [...read.notes, ...warnings].map(({ code, message }) => `${code}: ${message}`),
  };
}

async function bytesOf(files: readonly File[]): Promise<NamedBytes[]> {
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
}
