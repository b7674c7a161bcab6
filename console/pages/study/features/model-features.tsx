/** The features that the answering model uses, next to the images; the others are one step away. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Failed, Loading } from '../../../components/states.tsx';
import { Table } from '../../../components/table.tsx';
import { whole } from '../../../texts/numbers.ts';
import { language, t } from '../../../texts/texts.ts';
import type { Study } from '../data/study-data.ts';
import { featureColumns } from './feature-columns.tsx';
import { useFeatures } from './use-features.ts';

const WITHOUT_MODEL = 8;

export function ModelFeatures({ study }: { readonly study: Study }): JSX.Element {
  const texts = t().study.features;
  const { rows, reference, problem, again } = useFeatures(study);
  const columns = useMemo(() => featureColumns(true), [language.value]);
  const shown = useMemo(() => {
    const ofModel = rows.filter(({ isInModel }) => isInModel);
    return ofModel.length > 0 ? ofModel : rows.slice(0, WITHOUT_MODEL);
  }, [rows]);
  const all = `/studies/${encodeURIComponent(study.studyId)}/features`;
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.heading}</h2>
        <span class="dim small num">
          {reference
            ? texts.ofModel(whole(shown.length), whole(rows.length))
            : texts.first(whole(shown.length), whole(rows.length))}
        </span>
        <div class="act">
          <a class="btn slim" href={all}>
            {texts.all}
          </a>
        </div>
      </div>
      {problem && <Failed problem={problem} again={again} />}
      {!problem && rows.length === 0 && <Loading lines={6} />}
      {rows.length > 0 && (
        <Table
          caption={texts.caption(study.studyId)}
          columns={columns}
          rows={shown}
          rowKey={({ name }) => name}
          href={({ name }) => `${all}?feature=${encodeURIComponent(name)}`}
        />
      )}
      {reference && (
        <div class="pager">
          <span>{texts.band(whole(reference.n))}</span>
        </div>
      )}
    </section>
  );
}
