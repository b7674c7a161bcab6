/** `/studies/{id}/history`: the manifests of a study and what became of each. */
import type { JSX } from 'preact';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { useAnswer } from '../../service/asking.ts';
import { whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { askHistory, type Study } from './data/study-data.ts';
import { Executions } from './history/executions.tsx';
import { ManifestCard } from './history/manifest-card.tsx';
import { StudyFrame } from './study-frame.tsx';

export default function StudyHistory({ id }: Readonly<Record<string, string>>): JSX.Element {
  return <StudyFrame id={id}>{(study) => <HistoryOf study={study} />}</StudyFrame>;
}

function HistoryOf({ study }: { readonly study: Study }): JSX.Element {
  const texts = t().study.history;
  // It grows when the study changes, and not otherwise.
  const { answer, again } = useAnswer(`${study.studyId} ${study.updatedAt} ${study.status}`, () =>
    askHistory(study.studyId),
  );
  const { data, problem } = answer.value;
  if (!data) return problem ? <Failed problem={problem} again={() => void again()} /> : <Loading lines={6} />;
  if (data.manifests.length === 0) {
    return (
      <section class="card">
        <Empty icon="clock" title={texts.none}>
          {texts.noneMore}
        </Empty>
      </section>
    );
  }
  return (
    <div class="stack">
      <h2>{texts.manifests}</h2>
      <ol class="stack">
        {data.manifests.map((manifest, k) => (
          <li key={manifest.manifestHash ?? k}>
            <ManifestCard manifest={manifest} />
          </li>
        ))}
      </ol>
      <Executions executions={data.executions} />
      {data.notKept > 0 && <p class="small dim">{texts.notKept(whole(data.notKept))}</p>}
    </div>
  );
}
