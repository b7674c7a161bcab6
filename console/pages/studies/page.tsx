/** The list of studies: what needs somebody first, thousands of rows, always up to date. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { FilterBar, Views } from '../../components/filter-bar.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { type Sort, sortOf, sortText } from '../../components/rows/row-order.ts';
import { Loading } from '../../components/states.tsx';
import { Withdrawn } from '../../components/study/withdrawn.tsx';
import { Table } from '../../components/table.tsx';
import { query, setQuery } from '../../service/location.ts';
import { showsSynthetic } from '../../service/service.ts';
import { institution, may } from '../../service/session.ts';
import { uploadsUnderWay } from '../../service/uploads-under-way.ts';
import { ago, whole } from '../../texts/numbers.ts';
import { language, t } from '../../texts/texts.ts';
import { columnsOf } from './columns.tsx';
import { DropAnywhere } from './drop-anywhere.tsx';
import { FeaturesButton } from './features-button.tsx';
import { filterChoices, filtersInQuery } from './filter-choices.ts';
import { countsOf, filtered, originOf, VIEWS, viewOf } from './filters.ts';
import { NothingThere, Troubles } from './list-states.tsx';
import { type ListedStudy, listedStudies } from './listed-study.ts';
import { StudyDetails } from './study-details.tsx';
import { usePlace } from './use-place.ts';
import { useStudyList } from './use-study-list.ts';

const NEWEST_FIRST: Sort = { column: 'received', direction: 'descending' };

/** `/studies` */
export default function Studies(): JSX.Element {
  const texts = t().studies;
  const list = useStudyList();
  const known = list.known.value;
  const uploads = uploadsUnderWay.value;
  const all = useMemo(() => listedStudies(known.studies, uploads), [known.studies, uploads]);
  const counts = useMemo(() => countsOf(all), [all]);
  const [more, setMore] = useState<ListedStudy>();
  const [withdrawn, setWithdrawn] = useState<Schemas['Withdrawal']>();
  const columns = useMemo(() => columnsOf(setMore), [language.value]);
  const view = viewOf(query('view'));
  const filters = filtersInQuery();
  const rows = useMemo(() => filtered(all, view, filters, Date.now()), [all, view, JSON.stringify(filters)]);
  const sortable = columns.flatMap(({ key, value }) => (value ? [key] : []));
  const sort = sortOf(query('sort'), sortable) ?? NEWEST_FIRST;
  const isSynthetic = useMemo(() => all.some((row) => originOf(row) === 'synthetic'), [all]);
  useEffect(() => {
    showsSynthetic.value = isSynthetic;
    return () => {
      showsSynthetic.value = false;
    };
  }, [isSynthetic]);
  usePlace(rows.length > 0);
  const isLoading = known.at === undefined && !known.problem;
  return (
    <DropAnywhere isOn={may('studies:write')}>
      <div class="head">
        <div>
          <PageHeading name={texts.title} />
          <p class="facts">
            {known.at !== undefined && (
              <>
                <span>
                  {known.isWhole
                    ? texts.count(whole(all.length), institution.value)
                    : texts.countSoFar(whole(all.length))}
                </span>
                <Updated at={known.at} />
              </>
            )}
          </p>
        </div>
        <div class="act">
          <FeaturesButton />
          {may('studies:write') && (
            <a class="btn primary" href="/studies/new">
              <Icon name="plus" />
              {texts.newStudy}
            </a>
          )}
        </div>
      </div>
      {withdrawn && <Withdrawn withdrawal={withdrawn} onClose={() => setWithdrawn(undefined)} />}
      <Troubles known={known} again={() => void list.again()} />
      <section class="card flush" aria-label={texts.list}>
        <Views
          label={texts.views}
          views={VIEWS.map((key) => ({
            key,
            name: texts.view[key],
            count: isLoading ? undefined : counts[key],
            isHot: key === 'needs-you',
          }))}
        />
        <FilterBar search={texts.search} selects={filterChoices(all)}>
          <Order sort={sort} />
        </FilterBar>
        {isLoading ? (
          <Loading lines={10} />
        ) : rows.length === 0 ? (
          <NothingThere all={all.length} isWhole={known.isWhole} view={view} filters={filters} />
        ) : (
          <>
            <Table
              caption={texts.caption(whole(rows.length), whole(all.length))}
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              memory="studies"
              href={({ id }) => `/studies/${encodeURIComponent(id)}`}
              sort={sort}
              onSort={(next) => setQuery({ sort: sortText(next) })}
            />
            <div class="pager">
              <span class="num" role="status">
                {texts.shown(whole(rows.length), whole(all.length))}
              </span>
              <span class="dim xs">{texts.legend}</span>
            </div>
          </>
        )}
      </section>
      {more && (
        <StudyDetails
          row={more}
          onClose={() => setMore(undefined)}
          onChanged={(study) => list.put(study)}
          onWithdrawn={(withdrawal) => {
            list.remove(withdrawal.studyId);
            setMore(undefined);
            setWithdrawn(withdrawal);
          }}
        />
      )}
    </DropAnywhere>
  );
}

/** "updated 4 s ago", while time goes on. */
function Updated({ at }: { readonly at: number }): JSX.Element {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <span>{t().studies.updated(ago(Math.max(0, now - at)))}</span>;
}

/** The order, on a phone: its cards have no headers to click. */
function Order({ sort }: { readonly sort: Sort }): JSX.Element {
  const { order, orderBy } = t().studies;
  return (
    <span class="narrow">
      <label class="sr" for="order">
        {order}
      </label>
      <select
        class="input"
        id="order"
        value={sortText(sort)}
        onChange={({ currentTarget: { value } }) => setQuery({ sort: value })}
      >
        {Object.entries(orderBy).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
