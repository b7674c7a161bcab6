/** One manifest of a study, and what its last analysis left. */
import { Fragment, type JSX } from 'preact';
import { ProbabilityMini } from '../../../components/prediction/probability-bar.tsx';
import { ReasonFinding } from '../../../components/reason-finding.tsx';
import { Pill } from '../../../components/status.tsx';
import { moment, whole } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import { type History, SEQUENCES } from '../data/study-data.ts';
import { shortHash } from '../facts/short-hash.ts';
import { OutcomePill } from './outcome-pill.tsx';

type Manifest = History['manifests'][number];

export function ManifestCard({ manifest }: { readonly manifest: Manifest }): JSX.Element {
  const texts = t().study.history;
  const { manifestHash, current, receivedAt, status, reason, gaps, prediction, repairs = [] } = manifest;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [texts.received, receivedAt && moment(receivedAt)],
    [t().study.computed.protocol, manifest.protocol],
    [texts.features, manifest.features === undefined ? undefined : whole(manifest.features)],
    [t().study.computed.engine, manifest.engineVersion],
    [t().study.computed.settings, manifest.settingsHash && shortHash(manifest.settingsHash)],
    [
      t().study.computed.repairs,
      repairs.length === 0
        ? undefined
        : repairs
            .map(({ sequence, name }) => t().study.computed.repairOf(t().sequence[sequence], t().studies.repair[name]))
            .join(', '),
    ],
  ];
  return (
    <section class="card" aria-label={texts.manifestOf(manifestHash ? shortHash(manifestHash) : '–')}>
      <div class="card-head">
        <h3 class="mono">{manifestHash ? shortHash(manifestHash) : texts.unreadable}</h3>
        <OutcomePill outcome={status} />
        {current && (
          <Pill tone="quiet" icon="tick">
            {texts.current}
          </Pill>
        )}
        {prediction && <Predicted prediction={prediction} />}
      </div>
      <dl class="kv">
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
        )}
      </dl>
      {(reason || gaps || manifest.abstention) && (
        <div class="stack gap">
          {reason && <ReasonFinding reason={reason} />}
          {SEQUENCES.map((name) => {
            const gap = gaps?.[name];
            return gap && <ReasonFinding key={name} reason={gap} about={t().sequence[name]} />;
          })}
          {manifest.abstention && <ReasonFinding reason={manifest.abstention} />}
        </div>
      )}
    </section>
  );
}

function Predicted({ prediction }: { readonly prediction: NonNullable<Manifest['prediction']> }): JSX.Element {
  const { model, version, probability, interval, threshold } = prediction;
  const hasAll = probability !== undefined && interval !== undefined && threshold !== undefined;
  return (
    <div class="act row">
      {hasAll && (
        <ProbabilityMini probability={probability} interval={[interval[0], interval[1]]} threshold={threshold} />
      )}
      <span class="small dim">{t().studies.byVersion(model, whole(version))}</span>
    </div>
  );
}
