/** The gates and their numbers: what is wanted, what each version reached, and what all of them say together. */
import type { JSX } from 'preact';
import { DownloadButton } from '../../../components/download-button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { Pill } from '../../../components/status.tsx';
import { language, t } from '../../../texts/texts.ts';
import type { Version } from '../line/line-types.ts';
import { type GateCell, type GateName, gateRows, gatesCsv, together } from './gate-rows.ts';

/** A gate as a person calls it; one that the page does not know keeps its code. */
export function gateName(gate: string): string {
  const names: Readonly<Record<string, string>> = t().models.gates.names satisfies Record<GateName, string>;
  return names[gate] ?? gate;
}

/** Gates by version. The service's words of what is wanted and got are English. */
export function GatesTable({
  versions,
  name,
}: {
  readonly versions: readonly Version[];
  /** Of the line: of the file that is saved. */
  readonly name: string;
}): JSX.Element {
  const texts = t().models.gates;
  const rows = gateRows(versions);
  const lang = language.value === 'en' ? undefined : 'en';
  return (
    <section class="card flush" id="gates">
      <div class="card-head pad">
        <h2>{texts.title}</h2>
        <span class="dim small">
          {texts.lead} {versions.some(({ audience }) => audience === 'other') && texts.guest}
        </span>
        {rows.length > 0 && (
          <div class="act">
            <DownloadButton name={`${name}-gates.csv`} type="text/csv" content={() => gatesCsv(versions)}>
              {texts.csv}
            </DownloadButton>
          </div>
        )}
      </div>
      {rows.length === 0 ? (
        <p class="pad-all small dim">{texts.none}</p>
      ) : (
        <ScrollBox label={texts.caption}>
          <table>
            <caption class="sr">{texts.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.gate}</th>
                {versions.map(({ version }) => (
                  <th key={version} scope="col" class="r">
                    {t().models.version(version)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ gate, wanted, cells }) => (
                <tr key={gate}>
                  <th scope="row">
                    {gateName(gate)}
                    {wanted && (
                      <>
                        <br />
                        <span class="dim xs" lang={lang}>
                          {wanted}
                        </span>
                      </>
                    )}
                  </th>
                  {cells.map((cell) => (
                    <Cell key={cell.version} cell={cell} isWantedShown={wanted === undefined} lang={lang} />
                  ))}
                </tr>
              ))}
              <tr>
                <th scope="row">{texts.together}</th>
                {versions.map((version) => (
                  <td key={version.version} class="r">
                    <Together version={version} />
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}

function Cell({
  cell: { result, verdict, hasFigures },
  isWantedShown,
  lang,
}: {
  readonly cell: GateCell;
  readonly isWantedShown: boolean;
  readonly lang?: string;
}): JSX.Element {
  const texts = t().models.gates;
  if (!result) return <td class="r dim">{texts.noGate}</td>;
  const isBad = verdict === 'refused';
  const word = isBad ? texts.refusedWord : verdict === 'passed' ? texts.passedWord : texts.notMeasuredWord;
  const got = hasFigures ? result.got : word;
  return (
    <td class={`r ${isBad ? 'gbad' : verdict === 'passed' ? 'gok' : 'gna'}`}>
      <Icon name={isBad ? 'cross' : verdict === 'passed' ? 'tick' : 'minus'} label={hasFigures ? word : undefined} />{' '}
      <span lang={hasFigures ? lang : undefined}>{isBad ? <b>{got}</b> : got}</span>
      {isWantedShown && hasFigures && (
        <>
          <br />
          <span class="dim xs" lang={lang}>
            {result.wanted}
          </span>
        </>
      )}
    </td>
  );
}

function Together({ version }: { readonly version: Version }): JSX.Element {
  const texts = t().models.gates;
  const verdict = together(version);
  if (verdict === 'passed') return <Pill tone="ok" icon="tick" children={texts.mayBePromoted} />;
  if (verdict === 'refused') return <Pill tone="bad" icon="cross" children={texts.refused} />;
  return <Pill tone="quiet" icon="none" children={texts.notJudged} />;
}
