/** Tables, views, filters, tabs, findings and states, as all pages use them. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FilterBar, Views } from '../../components/filter-bar.tsx';
import { Finding } from '../../components/finding.tsx';
import { KeyboardHelp } from '../../components/keyboard-help.tsx';
import { ReasonFinding } from '../../components/reason-finding.tsx';
import { Empty, Loading } from '../../components/states.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { decimal } from '../../texts/numbers.ts';

interface Row {
  readonly name: string;
  readonly value: number;
}
const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', header: 'Name', cell: ({ name }) => name, value: ({ name }) => name, width: 260, class: 'first' },
  {
    key: 'value',
    header: 'Value',
    cell: ({ value }) => decimal(value),
    value: ({ value }) => value,
    isNumber: true,
    class: 'first',
  },
];
const SOME: readonly Row[] = Array.from({ length: 4 }, (_, k) => ({ name: `Row ${k + 1}`, value: (k * 37) % 11 }));
const MANY: readonly Row[] = Array.from({ length: 120 }, (_, k) => ({ name: `Row ${k + 1}`, value: (k * 37) % 1009 }));
const TONES = ['bad', 'warn', 'ok', 'info'] as const;
/** One of each kind; the last is not in the catalogue. */
const CODES = [
  'geometry-mismatch',
  'identifiable',
  'internal-error',
  'phase-chosen',
  'features-missing',
  'unknown-code',
];

export function ListsAndFindings(): JSX.Element {
  const [isHelpOpen, openHelp] = useState(false);
  return (
    <>
      <section class="card">
        <h2>Tabs</h2>
        <Tabs
          label="Tabs"
          tabs={[
            { href: '/components', name: 'This page' },
            { href: '/studies', name: 'Studies' },
          ]}
        />
      </section>
      <section class="card flush" aria-label="Table">
        <Views
          label="Views"
          views={[
            { key: 'all', name: 'All', count: 4 },
            { key: 'some', name: 'Needs you', count: 2, isHot: true },
          ]}
        />
        <FilterBar
          search="Search by name"
          selects={[{ name: 'kind', label: 'Kind', any: 'Any kind', options: [{ value: 'one', name: 'One' }] }]}
        />
        <Table caption="Four rows" columns={COLUMNS} rows={SOME} rowKey={({ name }) => name} />
      </section>
      <section class="card">
        <h2>Finding, ReasonFinding</h2>
        <div class="stack">
          {TONES.map((tone) => (
            <Finding key={tone} tone={tone} title={`A finding: ${tone}`}>
              What was got, and what was wanted.
            </Finding>
          ))}
          {CODES.map((code) => (
            <ReasonFinding
              key={code}
              about="T2"
              reason={{ code, message: 'The message of the service: what it got, what it wanted.' }}
              actions={
                <button type="button" class="btn primary">
                  Repair it
                </button>
              }
            />
          ))}
        </div>
      </section>
      <section class="card">
        <h2>Empty, Loading, KeyboardHelp</h2>
        <Empty title="Nothing yet">What to do first.</Empty>
        <Loading />
        <button type="button" class="btn" onClick={() => openHelp(true)}>
          Keyboard
        </button>
        {isHelpOpen && <KeyboardHelp onClose={() => openHelp(false)} />}
      </section>
      <section class="card flush" aria-label="Long table">
        <Table caption="120 rows" columns={COLUMNS} rows={MANY} rowKey={({ name }) => name} />
      </section>
    </>
  );
}
