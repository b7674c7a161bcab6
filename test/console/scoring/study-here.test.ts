/** A study of the page step by step: what is kept and what is forgotten when a person corrects, stops or chooses again. */
import { expect, it, vi } from 'vitest';
import type { ChosenFile } from '../../../console/engine/chosen-files.ts';
import type { ExtractedSequence } from '../../../console/engine/engine-client.ts';
import type { InspectedStudy } from '../../../console/engine/messages.ts';
import { chosenManifest, phasesOf } from '../../../console/scoring/choices.ts';
import { StudyHere } from '../../../console/scoring/study-here.ts';

const found = {
  inspection: {
    verdict: 'accepted',
    series: [
      { name: 't2', sequence: 't2fs' },
      ...[0, 1, 2].map((k) => ({ name: `dce ${k}`, sequence: 'dce', select: `phase=${k}` })),
    ],
    rois: [
      { file: 't2/seg.dcm', label: 1 },
      { file: 'dce/seg.dcm', label: 2 },
    ],
  },
  proposal: {
    sequences: {
      t2fs: { image: 't2/', roi: { file: 't2/seg.dcm', label: 1 }, files: [], because: '' },
      dce: { image: 'dce/', series: ['1.2', '1.3'], phase: 1, roi: { file: 'dce/seg.dcm' }, files: [], because: '' },
    },
    undecided: [],
    leftOut: [],
  },
  regionFiles: ['t2/seg.dcm', 'dce/seg.dcm'],
} as unknown as InspectedStudy;

const files = ['t2/1.dcm', 'manifest.json'].map((name): ChosenFile => ({ name, file: new File(['x'], name) }));
const features = { features: { sequence: 't2fs', blocks: [] } } as unknown as ExtractedSequence;

/** An engine whose jobs end when the test says so. */
function engineOf() {
  const jobs: { done: (value: never) => void; fail: (error: unknown) => void }[] = [];
  const job = (_files: unknown, ...more: unknown[]) =>
    new Promise<never>((done, fail) => {
      const { signal } = more.at(-1) as { signal: AbortSignal };
      signal.addEventListener('abort', () => fail(signal.reason));
      jobs.push({ done, fail });
    });
  return { jobs, inspect: vi.fn(job), extract: vi.fn(job) };
}

async function inspected() {
  const engine = engineOf();
  let now = 0;
  const study = new StudyHere(engine, () => (now += 500));
  const choosing = study.choose(files, 'case-7');
  engine.jobs[0].done(found as never);
  await choosing;
  return { engine, study };
}

it('inspects what was chosen without its manifest, and takes the proposal as it is', async () => {
  const { engine, study } = await inspected();
  expect(study.step.value).toBe('inspected');
  expect(engine.inspect.mock.calls[0][0]).toEqual([files[0]]);
  expect(study.seconds.value.inspecting).toBe(0.5);
  expect(study.choices.value).toEqual({ t2fs: { isUsed: true, phase: undefined }, dce: { isUsed: true, phase: 1 } });
  expect(chosenManifest(found, study.choices.value).sequences).toEqual({
    t2fs: { image: 't2/', roi: { file: 't2/seg.dcm', label: 1 } },
    dce: { image: 'dce/', series: ['1.2', '1.3'], phase: 1, roi: { file: 'dce/seg.dcm' } },
  });
  expect([phasesOf(found.inspection, 'dce'), phasesOf(found.inspection, 't2fs')]).toEqual([3, 1]);
});

it('measures what was corrected: another phase, another region, a sequence left out', async () => {
  const { engine, study } = await inspected();
  study.correct('dce', { phase: 'peak', region: 0 });
  study.correct('t2fs', { isUsed: false });
  const measuring = study.measure('her2-pcr@1');
  expect(engine.extract.mock.calls[0].slice(1, 3)).toEqual([
    {
      sequences: {
        dce: { image: 'dce/', series: ['1.2', '1.3'], phase: 'peak', roi: { file: 't2/seg.dcm', label: 1 } },
      },
    },
    'her2-pcr@1',
  ]);
  engine.jobs[1].done({ dce: features } as never);
  await measuring;
  expect(study.step.value).toBe('measured');
  expect(Object.keys(study.measured.value)).toEqual(['dce']);
});

it('forgets what was measured when the choice is corrected afterwards', async () => {
  const { engine, study } = await inspected();
  const measuring = study.measure('her2-pcr@1');
  study.correct('dce', { phase: 0 });
  expect(study.choices.value.dce?.phase).toBe(1);
  engine.jobs[1].done({ t2fs: features } as never);
  await measuring;
  study.correct('dce', { phase: 0 });
  expect([study.step.value, study.measured.value]).toEqual(['inspected', {}]);
});

it('keeps what was inspected when the measuring is stopped, and says nothing of a fault', async () => {
  const { study } = await inspected();
  const measuring = study.measure('her2-pcr@1');
  study.stop();
  await measuring;
  expect([study.step.value, study.problem.value, study.found.value]).toEqual(['inspected', undefined, found]);
});

it('takes another study in the midst of one, whose answer comes to nothing', async () => {
  const { engine, study } = await inspected();
  const measuring = study.measure('her2-pcr@1');
  const choosing = study.choose(files.slice(0, 1), 'case-8');
  await measuring;
  engine.jobs[2].done(found as never);
  await choosing;
  expect([study.step.value, study.name.value, study.measured.value]).toEqual(['inspected', 'case-8', {}]);
});

it('says why nothing was read, and can be tried again', async () => {
  const engine = engineOf();
  const study = new StudyHere(engine);
  const choosing = study.choose(files, 'case-7');
  engine.jobs[0].fail(new Error('t2/1.dcm could not be read'));
  await choosing;
  expect([study.step.value, study.problem.value]).toEqual(['empty', 't2/1.dcm could not be read']);
  const again = study.choose(files, 'case-7');
  engine.jobs[1].done(found as never);
  await again;
  expect([study.step.value, study.problem.value]).toEqual(['inspected', undefined]);
});

it('says how much is measured, over all sequences', async () => {
  const { engine, study } = await inspected();
  void study.measure('her2-pcr@1');
  const { onProgress } = engine.extract.mock.calls[0].at(-1) as unknown as {
    onProgress: (...heard: unknown[]) => void;
  };
  onProgress('t2fs', { step: 'measuring', done: 3, all: 12, imageType: 'original' });
  onProgress('dce', { step: 'reading', done: 1, all: 2 });
  expect(study.share.value).toBe(0.125);
  study.forget();
  expect([study.step.value, study.share.value]).toEqual(['empty', 0]);
});
