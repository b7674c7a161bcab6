/** What can be filtered by: the choices in words, and what the query holds. */
import { STUDY_STATES } from '../../api/study-states.ts';
import type { FilterSelect } from '../../components/filter-bar.tsx';
import { query } from '../../service/location.ts';
import { language, t } from '../../texts/texts.ts';
import { FILTERS, type Filters, ORIGINS, OUTCOMES, originOf, PERIODS, protocolsOf } from './filters.ts';
import type { ListedStudy } from './listed-study.ts';

/** The filters that the address holds. */
export function filtersInQuery(): Filters {
  return Object.fromEntries(FILTERS.flatMap((name) => (query(name) ? [[name, query(name)]] : [])));
}

/** Selects of the filter bar. Protocol and origin are left out while all studies have the same one. */
export function filterChoices(rows: readonly ListedStudy[]): FilterSelect[] {
  const texts = t();
  const { filter, outcome, origin, period } = texts.studies;
  const protocols = protocolsOf(rows);
  const origins = ORIGINS.filter((one) => rows.some((row) => originOf(row) === one));
  return [
    {
      name: 'status',
      label: filter.status,
      any: filter.anyStatus,
      options: STUDY_STATES.map((value) => ({ value, name: texts.status[value] })),
    },
    ...(protocols.length > 1 || query('protocol')
      ? [
          {
            name: 'protocol',
            label: filter.protocol,
            any: filter.anyProtocol,
            options: protocols.map((value) => ({ value, name: value })),
          },
        ]
      : []),
    {
      name: 'outcome',
      label: filter.outcome,
      any: filter.anyOutcome,
      options: OUTCOMES.map((value) => ({ value, name: outcome[value] })),
    },
    {
      name: 'received',
      label: filter.received,
      any: filter.anyTime,
      options: PERIODS.map((value) => ({ value, name: period[value] })),
    },
    ...(origins.length > 1 || query('origin')
      ? [
          {
            name: 'origin',
            label: filter.origin,
            any: filter.anyOrigin,
            options: ORIGINS.map((value) => ({ value, name: origin[value] })),
          },
        ]
      : []),
  ];
}

/** The filters in words: "Status “Quarantined” and Received “Last 7 days”". */
export function filtersInWords({ q, ...selects }: Filters): string {
  const texts = t().studies;
  const choices = filterChoices([]);
  const named = Object.entries(selects).map(([name, value]) => {
    const choice = choices.find((one) => one.name === name);
    const said = choice?.options.find((option) => option.value === value)?.name ?? value;
    return texts.named(choice?.label ?? name, said);
  });
  const all = q ? [texts.idContains(q), ...named] : named;
  return new Intl.ListFormat(language.value, { type: 'conjunction' }).format(all);
}
