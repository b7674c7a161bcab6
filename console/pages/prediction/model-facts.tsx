/** How good the model is that answered: version, rows, area with interval; and which engine and settings. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Loading } from '../../components/states.tsx';
import { navigate, setQuery } from '../../service/location.ts';
import { may } from '../../service/session.ts';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { Explained, Prediction, Study, Version } from './asking.ts';

interface FactsProps {
  readonly study: Study;
  readonly answer: Prediction;
  readonly explained: Explained;
  readonly isWaiting: boolean;
}

/** Facts of the version, and a choice of others of its line. */
export function ModelFacts({ study, answer, explained, isWaiting }: FactsProps): JSX.Element {
  const texts = t().predictionPage;
  const { owner, name, version } = answer.model;
  const { version: facts, line } = explained;
  const path = `/models/${encodeURIComponent(`${owner}~${name}`)}/versions/${version}`;
  const area = facts && areaOf(answer, facts);
  const chance = facts && (facts.permutedTestAuc ?? facts.validation?.permutedAuc ?? undefined);
  return (
    <section class="card">
      <h2>{texts.model.heading}</h2>
      <dl class="kv">
        <dt>{texts.model.version}</dt>
        <dd>
          <a href={path}>{texts.model.named(name, version)}</a>
          {line && <>, {line.promoted === version ? texts.model.promoted : texts.model.notPromoted}</>}
        </dd>
        {answer.submodel && (
          <>
            <dt>{texts.model.answered}</dt>
            <dd>{texts.model.submodel(answer.submodel.sequences.map((one) => t().sequence[one]).join(', '))}</dd>
          </>
        )}
        {facts && facts.rows.train > 0 && (
          <>
            <dt>{texts.model.trainedOn}</dt>
            <dd>{texts.model.patients(whole(facts.rows.train))}</dd>
          </>
        )}
        {facts && facts.rows.test > 0 && (
          <>
            <dt>{texts.model.testedOn}</dt>
            <dd>{texts.model.patients(whole(facts.rows.test))}</dd>
          </>
        )}
        {area && (
          <>
            <dt>{texts.model.area}</dt>
            <dd>
              {area.text} <span class="dim">{area.of}</span>
            </dd>
          </>
        )}
        {typeof chance === 'number' && (
          <>
            <dt>{texts.model.chance}</dt>
            <dd>{texts.model.chanceOf(decimal(chance))}</dd>
          </>
        )}
        <dt>{texts.report.engine}</dt>
        <dd>{answer.engineVersion}</dd>
        <dt>{texts.report.settings}</dt>
        <dd class="mono" title={answer.settingsHash}>
          {shortHash(answer.settingsHash)}
        </dd>
        {study.manifestHash && (
          <>
            <dt>{texts.report.manifest}</dt>
            <dd class="mono" title={study.manifestHash}>
              {shortHash(study.manifestHash)}
            </dd>
          </>
        )}
      </dl>
      {!facts &&
        (isWaiting ? (
          <Loading lines={3} />
        ) : (
          <p class="dim small gap">{may('models:read') ? texts.model.noFacts : texts.states.needs('models:read')}</p>
        ))}
      {line && <OtherVersion promoted={line.promoted} challenger={line.challenger} shown={version} />}
    </section>
  );
}

/** Enough of a hash to compare two by eye; the whole is one step away. */
function shortHash(hash: string): string {
  return `${hash.slice(0, 12)}…`;
}

/** The area of the model that answered: of a submodel its own; in test rows if there are any, else by cross-validation. */
function areaOf(answer: Prediction, facts: Version): { readonly text: string; readonly of: string } | undefined {
  const texts = t().predictionPage.model;
  const shown = (
    area: { readonly auc: number | null; readonly ci?: readonly (number | null)[] } | undefined,
    of: string,
  ): { text: string; of: string } | undefined => {
    if (!area || area.auc === null) return undefined;
    const [low, high] = area.ci ?? [];
    const isWhole = typeof low === 'number' && typeof high === 'number';
    return { of, text: isWhole ? texts.areaOf(decimal(area.auc), decimal(low), decimal(high)) : decimal(area.auc) };
  };
  if (answer.submodel) {
    const { area } = answer.submodel;
    return shown(area, area.rows === 'test' ? texts.onTest : texts.onValidation);
  }
  return (
    shown(facts.test, texts.onTest) ??
    shown(facts.validation, texts.onValidation) ??
    shown(facts.apparent, texts.onTraining)
  );
}

/** Another version of the line by its number; the address names it, so that it can be bookmarked. */
function OtherVersion({
  promoted,
  challenger,
  shown,
}: {
  readonly promoted: number | null;
  readonly challenger: number | null;
  readonly shown: number;
}): JSX.Element | null {
  const texts = t().predictionPage.model;
  const id = useId();
  const latest = Math.max(promoted ?? 0, challenger ?? 0, shown);
  if (latest < 2) return null;
  return (
    <div class="noprint gap">
      <label for={id}>{texts.choose}</label>
      <select
        class="input fit"
        id={id}
        value={String(shown)}
        onChange={({ currentTarget }) => {
          const chosen = Number(currentTarget.value);
          if (chosen === promoted) setQuery({ version: undefined });
          else navigate(`?version=${chosen}`);
        }}
      >
        {Array.from({ length: latest }, (_, k) => latest - k).map((version) => (
          <option key={version} value={String(version)}>
            {version === promoted ? texts.promotedNow(version) : version}
          </option>
        ))}
      </select>
    </div>
  );
}
