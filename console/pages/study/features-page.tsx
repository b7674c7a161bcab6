/** `/studies/{id}/features`: all features of a study, searched, filtered, sorted, exported. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { ApiProblem } from '../../api/problem.ts';
import { clearFilters, FilterBar, SEARCH } from '../../components/filter-bar.tsx';
import { Icon } from '../../components/icon.tsx';
import type { Sort } from '../../components/rows/row-order.ts';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { save } from '../../service/download.ts';
import { address, query, setQuery } from '../../service/location.ts';
import { featureMeaning } from '../../texts/feature-meaning.ts';
import { whole } from '../../texts/numbers.ts';
import { language, t } from '../../texts/texts.ts';
import { askFeaturesAsCsv, type Features, type Study } from './data/study-data.ts';
import { Needs, Notes } from './facts/findings.tsx';
import { featureColumns } from './features/feature-columns.tsx';
import { FeatureDetails } from './features/feature-details.tsx';
import { choicesOf, type FeatureFilters, type FeatureRow, filteredFeatures } from './features/feature-rows.ts';
import { type KnownFeatures, useFeatures } from './features/use-features.ts';
import { StudyFrame } from './study-frame.tsx';

export default function StudyFeatures({ id }: Readonly<Record<string, string>>): JSX.Element {
  return <StudyFrame id={id}>{(study) => <FeaturesOf study={study} />}</StudyFrame>;
}

const FILTERS = ['sequence', 'image', 'class', 'model'] as const;

function filtersInQuery(): FeatureFilters {
  return {
    text: query(SEARCH),
    sequence: query('sequence'),
    imageType: query('image'),
    featureClass: query('class'),
    isInModel: query('model') !== undefined,
  };
}

function sortInQuery(): Sort | undefined {
  const [, column, direction] = /^(-?)(\w+)$/.exec(query('sort') ?? '') ? sortParts(query('sort') as string) : [];
  return column === undefined ? undefined : { column, direction: direction as Sort['direction'] };
}

function sortParts(text: string): readonly [string, string, Sort['direction']] {
  return text.startsWith('-') ? [text, text.slice(1), 'descending'] : [text, text, 'ascending'];
}

function FeaturesOf({ study }: { readonly study: Study }): JSX.Element {
  const texts = t().study.features;
  const known = useFeatures(study);
  const { rows, reference, referenceProblem, problem, again, answer } = known;
  const filters = filtersInQuery();
  const shown = useMemo(
    () => filteredFeatures(rows, filters, featureMeaning),
    [rows, JSON.stringify(filters), language.value],
  );
  const columns = useMemo(() => featureColumns(), [language.value]);
  const chosen = query('feature');
  const opened = chosen === undefined ? undefined : rows.find(({ name }) => name === chosen);
  const link = (name: string | undefined): string => {
    const url = new URL(address.peek());
    if (name === undefined) url.searchParams.delete('feature');
    else url.searchParams.set('feature', name);
    return url.pathname + url.search;
  };
  if (problem) {
    return study.features === undefined ? (
      <>
        <Needs study={study} />
        <section class="card">
          <Empty icon="clock" title={texts.none}>
            {texts.noneMore}
          </Empty>
        </section>
      </>
    ) : (
      <Failed problem={problem} again={again} />
    );
  }
  return (
    <div class="stack">
      <Needs study={study} />
      <section class="card flush">
        <div class="card-head pad">
          <h2>{texts.heading}</h2>
          <span class="dim small num" role="status">
            {rows.length > 0 && texts.shown(whole(shown.length), whole(rows.length))}
          </span>
          <Exports id={study.studyId} answer={answer} />
        </div>
        <Filters rows={rows} known={known} />
        {rows.length === 0 ? (
          <Loading lines={12} />
        ) : shown.length === 0 ? (
          <Empty
            icon="search"
            title={texts.noMatch}
            actions={
              <button type="button" class="btn" onClick={() => clearFilters([SEARCH, ...FILTERS])}>
                {t().table.clearFilters}
              </button>
            }
          >
            {texts.noMatchMore(filtersInWords(filters), whole(rows.length))}
          </Empty>
        ) : (
          <Table
            caption={texts.caption(study.studyId)}
            columns={columns}
            rows={shown}
            rowKey={({ name }) => name}
            href={({ name }) => link(name)}
            sort={sortInQuery()}
            onSort={({ column, direction }) => setQuery({ sort: `${direction === 'descending' ? '-' : ''}${column}` })}
          />
        )}
        <div class="pager">
          <span>
            {reference
              ? texts.band(whole(reference.n))
              : referenceProblem
                ? texts.noCohort(referenceProblem.title)
                : study.prediction
                  ? ''
                  : texts.noVersion}
          </span>
        </div>
      </section>
      <Notes study={study} />
      {opened && <FeatureDetails row={opened} onClose={() => setQuery({ feature: undefined })} />}
    </div>
  );
}

function filtersInWords({ text, sequence, imageType, featureClass, isInModel }: FeatureFilters): string {
  const texts = t().study.features;
  const parts = [
    text && `“${text}”`,
    sequence && t().sequence[sequence as 't2fs'],
    imageType,
    featureClass,
    isInModel ? texts.onlyModel : undefined,
  ];
  return parts.filter(Boolean).join(', ');
}

function Filters({
  rows,
  known,
}: {
  readonly rows: readonly FeatureRow[];
  readonly known: KnownFeatures;
}): JSX.Element {
  const texts = t().study.features;
  const options = (part: 'sequence' | 'imageType' | 'featureClass') =>
    choicesOf(rows, part).map((value) => ({
      value,
      name: part === 'sequence' ? t().sequence[value as 't2fs'] : value,
    }));
  return (
    <FilterBar
      search={texts.search}
      selects={[
        { name: 'sequence', label: texts.sequence, any: texts.anySequence, options: options('sequence') },
        { name: 'image', label: texts.imageType, any: texts.anyImageType, options: options('imageType') },
        { name: 'class', label: texts.featureClass, any: texts.anyClass, options: options('featureClass') },
      ]}
    >
      {known.reference && (
        <label class="check">
          <input
            type="checkbox"
            checked={query('model') !== undefined}
            onChange={({ currentTarget: { checked } }) => setQuery({ model: checked ? '1' : undefined })}
          />
          <span>{texts.onlyModel}</span>
        </label>
      )}
    </FilterBar>
  );
}

function Exports({ id, answer }: { readonly id: string; readonly answer: Features | undefined }): JSX.Element {
  const texts = t().study.features;
  const [problem, setProblem] = useState('');
  const asCsv = async (): Promise<void> => {
    try {
      save(`${id}-features.csv`, new Blob([await askFeaturesAsCsv(id)], { type: 'text/csv' }));
      setProblem('');
    } catch (error) {
      setProblem(error instanceof ApiProblem && error.isOffline ? t().states.offline : (error as Error).message);
    }
  };
  const asJson = (): void =>
    save(`${id}-features.json`, new Blob([`${JSON.stringify(answer, null, 2)}\n`], { type: 'application/json' }));
  return (
    <div class="act row">
      <span class="small" role="alert">
        {problem}
      </span>
      <button type="button" class="btn slim" aria-label={texts.saveCsv} onClick={() => void asCsv()}>
        <Icon name="download" />
        CSV
      </button>
      <button
        type="button"
        class="btn slim"
        aria-label={texts.saveJson}
        aria-disabled={!answer}
        onClick={() => answer && asJson()}
      >
        <Icon name="download" />
        JSON
      </button>
    </div>
  );
}
