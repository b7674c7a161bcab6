/** Measures images by the signature's settings, in a worker, and puts the values into the fields. */
import { settingsOfImage } from '@radscore/pipeline/signatures';
import { ENGINE_VERSION } from '@radscore/radiomics';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { blobWorkers } from '../inspection/blob-worker.ts';
import type { CarriedSignature } from './carried-signature.ts';
import type { MeasureAnswer, MeasureJob } from './messages.ts';
import type { Typed } from './typed-values.ts';

const open = blobWorkers();

interface ImagesProps {
  readonly carried: CarriedSignature;
  readonly put: (values: Typed) => void;
}

export function ImagesCard({ carried, put }: ImagesProps): JSX.Element {
  const { signature } = carried;
  return (
    <section class="card stack" aria-labelledby="images">
      <h2 id="images">Images</h2>
      <p class="small dim">
        NIfTI, NRRD, MetaImage or DICOM, with a region of interest; measured here by the settings of the signature,
        engine {ENGINE_VERSION}.
      </p>
      {Object.keys(signature.images).map((name) => (
        <OneImage key={name} name={name} carried={carried} put={put} />
      ))}
    </section>
  );
}

function OneImage({ name, carried: { signature }, put }: ImagesProps & { readonly name: string }): JSX.Element {
  const [id, maskId] = [useId(), useId()];
  const [files, setFiles] = useState<readonly File[]>([]);
  const [mask, setMask] = useState<readonly File[]>([]);
  const [said, say] = useState('');
  const { images, radScore } = signature;
  const { meaning, protocol } = images[name];
  const names = (radScore.features ?? []).flatMap((one) => (one.image === name && one.name !== null ? [one.name] : []));
  const title = `${name}${meaning === null ? '' : `: ${meaning}`}`;
  if (!settingsOfImage(images, name)) {
    return (
      <div>
        <h3>{title}</h3>
        <p class="small">
          The publication leaves its settings or its region open: images cannot be measured, typed values can be scored.
        </p>
      </div>
    );
  }
  const measure = async (): Promise<void> => {
    say('Measuring …');
    const answer = await measured({ images, image: name, names, files, mask });
    if ('refused' in answer) return say(answer.refused);
    put(Object.fromEntries(names.map((one) => [`${name}_${one}`, String(answer.values[one])])));
    say([`Measured ${names.length} features.`, ...answer.warnings].join(' '));
  };
  return (
    <div>
      <h3>{title}</h3>
      <p class="small dim">{protocol === undefined ? 'Settings of the signature file.' : `Settings of ${protocol}.`}</p>
      <div class="measure">
        <div>
          <label class="label" for={id}>
            Image of {name}
          </label>
          <input
            id={id}
            class="input"
            type="file"
            multiple
            onChange={({ currentTarget }) => setFiles([...(currentTarget.files ?? [])])}
          />
        </div>
        <div>
          <label class="label" for={maskId}>
            Region of {name}
          </label>
          <input
            id={maskId}
            class="input"
            type="file"
            multiple
            onChange={({ currentTarget }) => setMask([...(currentTarget.files ?? [])])}
          />
        </div>
        <button
          type="button"
          class="btn"
          disabled={files.length === 0 || mask.length === 0}
          onClick={() => void measure()}
        >
          Measure {name}
        </button>
      </div>
      <p class="small" role="status">
        {said}
      </p>
    </div>
  );
}

/** One worker for each image: a damaged one ends no other. */
function measured(job: MeasureJob): Promise<MeasureAnswer> {
  const worker = open();
  return new Promise<MeasureAnswer>((done) => {
    worker.addEventListener('message', ({ data }: MessageEvent<MeasureAnswer>) => done(data));
    worker.addEventListener('error', ({ message }) => done({ refused: `The engine stopped: ${message}` }));
    worker.postMessage(job);
  }).finally(() => worker.terminate());
}
