/** Saved views with their counts, search, selects, clear: applied at once, and kept in the query. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { address, query, setQuery } from '../service/location.ts';
import { whole } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';

export interface SavedView {
  /** Value of `view` in the query; the first view needs none. */
  readonly key: string;
  readonly name: string;
  readonly count?: number;
  /** Somebody has to act on these. */
  readonly isHot?: boolean;
}

/** Saved views: links, so that each can be opened, sent and found again. */
export function Views({ label, views }: { readonly label: string; readonly views: readonly SavedView[] }): JSX.Element {
  const current = query('view') ?? views[0]?.key;
  return (
    <nav class="views" aria-label={label}>
      {views.map(({ key, name, count, isHot }, k) => (
        <a
          key={key}
          href={withQuery('view', k === 0 ? undefined : key)}
          aria-current={key === current ? 'true' : undefined}
        >
          {name}
          {count !== undefined && <span class={`count${isHot && count > 0 ? ' hot' : ''}`}>{whole(count)}</span>}
        </a>
      ))}
    </nav>
  );
}

function withQuery(name: string, value: string | undefined): string {
  const url = new URL(address.value);
  if (value === undefined) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.pathname + url.search;
}

export interface FilterSelect {
  /** Its name in the query. */
  readonly name: string;
  readonly label: string;
  /** The choice of all: "Any status". */
  readonly any: string;
  readonly options: readonly { readonly value: string; readonly name: string }[];
}

export interface FilterBarProps {
  /** What is searched: "Search by study id". It is `q` in the query, and `/` leads to it. */
  readonly search: string;
  readonly selects?: readonly FilterSelect[];
  readonly children?: ComponentChildren;
}

/** Names of a filter bar in the query. */
export const SEARCH = 'q';

/** Search and selects. "Clear filters" is there once something is filtered. */
export function FilterBar({ search, selects = [], children }: FilterBarProps): JSX.Element {
  const id = useId();
  const names = [SEARCH, ...selects.map(({ name }) => name)];
  const isFiltered = names.some((name) => query(name) !== undefined);
  return (
    <search>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <div class="grow">
          <label class="sr" for={`${id}q`}>
            {search}
          </label>
          <SearchField id={`${id}q`} placeholder={search} />
        </div>
        {selects.map(({ name, label, any, options }) => (
          <span key={name}>
            <label class="sr" for={id + name}>
              {label}
            </label>
            <select
              class="input"
              id={id + name}
              value={query(name) ?? ''}
              onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
            >
              <option value="">{any}</option>
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.name}
                </option>
              ))}
            </select>
          </span>
        ))}
        {children}
        {isFiltered && (
          <button type="button" class="btn" onClick={() => clearFilters(names)}>
            {t().table.clearFilters}
          </button>
        )}
      </form>
    </search>
  );
}

/** Removes filters from the query. */
export function clearFilters(names: readonly string[]): void {
  setQuery(Object.fromEntries(names.map((name) => [name, undefined])));
}

/** How long typing may pause before the query follows, ms: browsers limit how often an address changes. */
const PAUSE = 120;

function SearchField({ id, placeholder }: { readonly id: string; readonly placeholder: string }): JSX.Element {
  const said = query(SEARCH) ?? '';
  const [text, setText] = useState(said);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(said), [said]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      class="input"
      id={id}
      type="search"
      data-search
      placeholder={placeholder}
      value={text}
      onInput={({ currentTarget: { value } }) => {
        setText(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setQuery({ [SEARCH]: value.trim() }), PAUSE);
      }}
    />
  );
}
