/** The settings of a line, its recipe, its gates and its log. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Column, Table } from '../../components/table.tsx';
import { moment, percent, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { isTrained, type LineData } from './line/line-data.ts';
import { LinePage } from './line/line-page.tsx';
import type { Change, Line } from './line/line-types.ts';
import { type GateSetting, gateSettings } from './standing/gate-settings.ts';
import { gateName } from './standing/gates-table.tsx';
import { type Said, SettingsForm } from './standing/settings-form.tsx';

/** `/models/{name}/settings` */
export default function LineSettings({ name }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <LinePage name={name} view={t().models.settings.title}>
      {(data, again) => <Settings data={data} again={again} />}
    </LinePage>
  );
}

function Settings({ data, again }: { readonly data: LineData; readonly again: () => Promise<void> }): JSX.Element {
  const [said, say] = useState<Said>();
  return (
    <div class="stack">
      <div class="g2 even">
        <SettingsForm key={data.line.revision} data={data} again={again} said={said} say={say} />
        {isTrained(data) && <Recipe line={data.line} />}
      </div>
      <Gates line={data.line} />
      <Log data={data} />
    </div>
  );
}

function Recipe({ line: { recipe, testLooks } }: { readonly line: Line }): JSX.Element {
  const texts = t().models.settings;
  const { split, institutions, seed, modelling } = recipe;
  const { by } = split;
  const sides =
    by === 'stratified'
      ? texts.stratified(percent(split.testFraction))
      : by === 'institution'
        ? texts.splitByInstitution(split.train.join(', '), split.test.join(', '))
        : texts.otherSplit(by);
  return (
    <section class="card">
      <h2>{texts.recipe}</h2>
      <p class="lead">{texts.recipeLead}</p>
      <dl class="kv">
        <dt>{texts.split}</dt>
        <dd>{sides}</dd>
        <dt>{texts.seed}</dt>
        <dd>{String(seed)}</dd>
        <dt>{texts.institutions}</dt>
        <dd>{institutions?.join(', ') ?? texts.allMembers}</dd>
        <dt>{texts.modelling}</dt>
        <dd>{modelling ? <code>{JSON.stringify(modelling)}</code> : texts.noChanges}</dd>
        <dt>{texts.looks}</dt>
        <dd>
          {whole(testLooks)}. {texts.looksMore}
        </dd>
      </dl>
    </section>
  );
}

function Gates({ line }: { readonly line: Line }): JSX.Element {
  const texts = t().models.settings;
  const origins = { default: texts.byDefault, line: texts.byLine, 'left-out': texts.leftOut };
  const columns: Column<GateSetting>[] = [
    { key: 'gate', header: texts.gate, cell: ({ gate }) => gateName(gate) },
    {
      key: 'numbers',
      header: texts.numbers,
      cell: ({ numbers }) => <code>{numbers.map(([name, value]) => `${name} ${value}`).join(', ') || '–'}</code>,
      class: 'wide',
    },
    { key: 'origin', header: texts.origin, cell: ({ origin }) => origins[origin] },
  ];
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{t().models.gates.title}</h2>
        <span class="dim small">{texts.gatesLead}</span>
      </div>
      <Table
        caption={texts.caption}
        columns={columns}
        rows={gateSettings(line.settings.gates)}
        rowKey={({ gate }) => gate}
      />
    </section>
  );
}

function Log({ data: { changes, line } }: { readonly data: LineData }): JSX.Element {
  const texts = t().models.settings;
  const columns: Column<Change>[] = [
    { key: 'when', header: texts.when, cell: ({ at }) => moment(at), value: ({ at }) => at },
    {
      key: 'what',
      header: texts.what,
      cell: ({ action, version }) =>
        version === undefined ? texts.actions[action] : `${texts.actions[action]}: ${t().models.version(version)}`,
      value: ({ action }) => action,
      class: 'first',
    },
    { key: 'who', header: texts.who, cell: ({ by }) => (by === 'service' ? texts.service : by), value: ({ by }) => by },
    { key: 'reason', header: texts.reason, cell: ({ reason }) => reason ?? '–', class: 'wide why' },
  ];
  return (
    <section class="card flush" id="log">
      <div class="card-head pad">
        <h2>{texts.log}</h2>
        {line.standing === 'guest' && <span class="dim small">{texts.logGuest}</span>}
      </div>
      {changes.length > 0 && (
        <Table
          caption={texts.logCaption}
          columns={columns}
          rows={changes}
          rowKey={({ revision }) => String(revision)}
        />
      )}
    </section>
  );
}
