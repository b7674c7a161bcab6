/** What is going to be measured, and what a person may correct of it. */
import { SEQUENCES, type SequenceName } from '@radscore/pipeline/browser';
import type { JSX } from 'preact';
import { Finding } from '../components/finding.tsx';
import { t } from '../texts/texts.ts';
import { phasesOf } from './choices.ts';
import type { StudyHere } from './study-here.ts';

/** One block a sequence; and the button that begins. */
export function ProposalCard({
  study,
  measure,
}: {
  readonly study: StudyHere;
  /** Undefined before a model is chosen. */
  readonly measure: (() => void) | undefined;
}): JSX.Element | null {
  const texts = t().score;
  const [found, choices, step] = [study.found.value, study.choices.value, study.step.value];
  if (!found || step === 'measuring') return null;
  const isAny = Object.values(choices).some((choice) => choice?.isUsed);
  return (
    <section class="card">
      <div class="card-head">
        <h2>{texts.whatIsMeasured}</h2>
      </div>
      <div class="g3">
        {SEQUENCES.map((name) => (
          <SequenceBlock key={name} study={study} name={name} />
        ))}
      </div>
      {found.proposal.undecided.map(({ sequence, got, wanted, remedy }) => (
        <Finding
          key={`${sequence} ${got}`}
          tone="warn"
          title={sequence ? texts.missing(t().sequence[sequence]) : got}
          children={`${got}; ${wanted}. ${remedy}`}
        />
      ))}
      <div class="act gap row">
        <button
          type="button"
          class={`btn ${step === 'measured' ? '' : 'primary'}`}
          aria-disabled={!isAny || !measure}
          onClick={() => isAny && measure?.()}
        >
          {step === 'measured' ? texts.measureAgain : texts.measure}
        </button>
      </div>
    </section>
  );
}

function SequenceBlock({ study, name }: { readonly study: StudyHere; readonly name: SequenceName }): JSX.Element {
  const texts = t().score;
  const found = study.found.value;
  const [proposed, choice] = [found?.proposal.sequences[name], study.choices.value[name]];
  const title = t().sequence[name];
  if (!found || !proposed || !choice) {
    return (
      <div>
        <h3>{title}</h3>
        <p class="small dim">{texts.missing(title)}</p>
      </div>
    );
  }
  const { series, rois } = found.inspection;
  const phases = phasesOf(found.inspection, name);
  const images = series.filter((one) => one.sequence === name);
  const id = `here-${name}`;
  return (
    <fieldset>
      <legend class="label">
        <label class="check">
          <input
            type="checkbox"
            checked={choice.isUsed}
            onChange={({ currentTarget }) => study.correct(name, { isUsed: currentTarget.checked })}
          />
          <b>{texts.use(title)}</b>
        </label>
      </legend>
      <p class="small dim">
        {images.length > 0 &&
          `${texts.image}: ${images.length > 1 ? `${images.length} × ` : ''}${images[0].size.join(' × ')}; ${images[0].because ?? ''}`}
      </p>
      {rois.length > 1 && (
        <div>
          <label for={`${id}-region`}>{texts.region}</label>
          <select
            class="input"
            id={`${id}-region`}
            value={choice.region ?? ''}
            onChange={({ currentTarget: { value } }) =>
              study.correct(name, { region: value === '' ? undefined : Number(value) })
            }
          >
            <option value="">{texts.proposedRegion}</option>
            {rois.map(({ file, label }, k) => (
              <option key={`${file} ${label}`} value={k}>{`${file}, ${label}`}</option>
            ))}
          </select>
        </div>
      )}
      {phases > 1 && (
        <div>
          <label for={`${id}-phase`}>{texts.phase}</label>
          <select
            class="input"
            id={`${id}-phase`}
            value={choice.phase ?? 'peak'}
            onChange={({ currentTarget: { value } }) =>
              study.correct(name, { phase: value === 'peak' ? 'peak' : Number(value) })
            }
          >
            <option value="peak">{texts.peak}</option>
            {Array.from({ length: phases }, (_, k) => (
              <option key={k} value={k}>
                {texts.phaseNumber(String(k))}
              </option>
            ))}
          </select>
        </div>
      )}
    </fieldset>
  );
}
