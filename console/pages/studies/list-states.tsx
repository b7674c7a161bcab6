/** The list without rows, without a part of them, or without the service. */
import type { JSX } from 'preact';
import { clearFilters } from '../../components/filter-bar.tsx';
import { Finding } from '../../components/finding.tsx';
import { Empty, Failed } from '../../components/states.tsx';
import { setQuery } from '../../service/location.ts';
import { may } from '../../service/session.ts';
import { clock, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { filtersInWords } from './filter-choices.ts';
import { FILTERS, type Filters, type View } from './filters.ts';
import type { KnownStudies } from './study-list.ts';

/** What is wrong with what is shown. A session that has ended is said by the frame. */
export function Troubles({
  known,
  again,
}: {
  readonly known: KnownStudies;
  readonly again: () => void;
}): JSX.Element | null {
  const { problem, at, studies, isWhole } = known;
  const texts = t().studies;
  if (!problem || problem.isExpired) return null;
  if (problem.isOffline && at !== undefined) {
    return (
      <Finding
        tone="info"
        icon="offline"
        title={texts.offline}
        level={2}
        actions={
          <button type="button" class="btn" onClick={again}>
            {texts.tryNow}
          </button>
        }
      >
        {texts.offlineMore(clock(at))}
      </Finding>
    );
  }
  if (studies.length === 0 || isWhole) return <Failed problem={problem} again={again} />;
  return (
    <Finding
      tone="warn"
      title={texts.partial}
      code={problem.code}
      level={2}
      actions={
        <button type="button" class="btn primary" onClick={again}>
          {texts.loadRest}
        </button>
      }
    >
      {texts.partialMore(whole(studies.length))}
    </Finding>
  );
}

/** No row: nothing was uploaded, or nothing passes the filters. */
export function NothingThere({
  all,
  isWhole,
  view,
  filters,
}: {
  readonly all: number;
  readonly isWhole: boolean;
  readonly view: View;
  readonly filters: Filters;
}): JSX.Element | null {
  const texts = t().studies;
  if (Object.keys(filters).length > 0) {
    return (
      <Empty
        icon="search"
        title={texts.noMatch}
        actions={
          <button type="button" class="btn" onClick={() => clearFilters(FILTERS)}>
            {t().table.clearFilters}
          </button>
        }
      >
        {texts.noMatchMore(filtersInWords(filters), whole(all))}
      </Empty>
    );
  }
  if (all > 0) {
    return (
      <Empty
        icon="tick"
        title={view === 'all' ? texts.noMatch : texts.emptyView[view]}
        actions={
          <button type="button" class="btn" onClick={() => setQuery({ view: undefined })}>
            {texts.allStudies}
          </button>
        }
      >
        {texts.emptyViewMore(whole(all))}
      </Empty>
    );
  }
  if (!isWhole) return null;
  return (
    <Empty
      title={texts.empty}
      actions={
        may('studies:write') && (
          <a class="btn primary" href="/studies/new">
            {texts.newStudy}
          </a>
        )
      }
    >
      {texts.emptyMore}
    </Empty>
  );
}
