/** The analyses of a study, newest first. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Column, Table } from '../../../components/table.tsx';
import { moment, whole } from '../../../texts/numbers.ts';
import { language, t } from '../../../texts/texts.ts';
import type { History } from '../data/study-data.ts';
import { duration, shortHash } from '../facts/short-hash.ts';
import { OutcomePill } from './outcome-pill.tsx';

type Execution = History['executions'][number];

function columnsOf(): readonly Column<Execution>[] {
  const texts = t().study.history;
  return [
    {
      key: 'began',
      header: texts.began,
      cell: ({ startedAt }) => (startedAt ? moment(startedAt) : '–'),
      class: 'first',
    },
    { key: 'outcome', header: texts.outcome, cell: ({ outcome }) => <OutcomePill outcome={outcome} /> },
    {
      key: 'took',
      header: texts.took,
      isNumber: true,
      cell: ({ startedAt, endedAt }) => {
        const took = duration(startedAt, endedAt);
        return took ? t().study.computed.took(whole(took.minutes), whole(took.seconds), took.minutes) : '–';
      },
    },
    {
      key: 'manifest',
      header: texts.manifest,
      cell: ({ manifestHash }) => <span class="mono xs">{manifestHash ? shortHash(manifestHash) : '–'}</span>,
    },
  ];
}

export function Executions({ executions }: { readonly executions: readonly Execution[] }): JSX.Element {
  const texts = t().study.history;
  const columns = useMemo(columnsOf, [language.value]);
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.executions}</h2>
      </div>
      {executions.length === 0 ? (
        <p class="small dim pad">{texts.noExecution}</p>
      ) : (
        <Table
          caption={texts.executions}
          columns={columns}
          rows={executions}
          rowKey={(execution) => `${execution.startedAt ?? ''} ${execution.manifestHash ?? ''}`}
        />
      )}
    </section>
  );
}
