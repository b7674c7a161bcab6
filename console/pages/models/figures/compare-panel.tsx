/** Two versions in one panel: chosen by two selects, on test rows unless the training rows are asked for. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Finding } from '../../../components/finding.tsx';
import { Failed, Loading } from '../../../components/states.tsx';
import { query, setQuery } from '../../../service/location.ts';
import { t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';
import { comparedByDefault, standingOf } from '../line/standing.ts';
import { ComparisonTable } from './comparison-table.tsx';
import { CurveFigures } from './curve-figures.tsx';
import { type Curves, curvesOf, type Rows } from './overlays.ts';
import { PlotImage } from './plot-image.tsx';
import { RowsChoice, rowsOfAddress, testRowsOf } from './rows-choice.tsx';
import { type Pair, usePair } from './version-data.ts';

/** The versions that the address names, else what waits next to what answers; undefined with fewer than two versions. */
export function comparedOf({ line, versions }: LineData): readonly [number, number] | undefined {
  const byDefault = comparedByDefault(line, versions);
  if (!byDefault) return undefined;
  const named = (key: string, otherwise: number): number => {
    const number = Number(query(key));
    return versions.some(({ version }) => version === number) ? number : otherwise;
  };
  return [named('a', byDefault[0]), named('b', byDefault[1])];
}

export function ComparePanel({ data }: { readonly data: LineData }): JSX.Element {
  const texts = t().models.figures;
  const compared = comparedOf(data);
  return (
    <section class="card gap-l" aria-labelledby="compare">
      {compared ? (
        <Compared data={data} compared={compared} />
      ) : (
        <>
          <h2 id="compare">{texts.compare}</h2>
          <p class="small dim">{texts.one}</p>
        </>
      )}
    </section>
  );
}

function Compared({
  data,
  compared: [a, b],
}: {
  readonly data: LineData;
  readonly compared: readonly [number, number];
}): JSX.Element {
  const texts = t().models.figures;
  const asked = usePair(data, a, b);
  const { data: pair, problem } = asked.answer.value;
  const rows = rowsOfAddress();
  return (
    <>
      <div class="card-head">
        <h2 id="compare">{texts.compare}</h2>
        <VersionSelect data={data} name="a" chosen={a} label={texts.first} />
        <span class="dim">{texts.with}</span>
        <VersionSelect data={data} name="b" chosen={b} label={texts.second} />
        <RowsChoice test={pair && curvesOf(a, pair.first.evaluation, 'test')} rows={rows} />
      </div>
      {pair ? (
        <Drawn data={data} pair={pair} rows={rows} />
      ) : problem ? (
        <Failed problem={problem} again={() => void asked.again()} />
      ) : (
        <Loading lines={8} />
      )}
    </>
  );
}

function Drawn({
  data,
  pair,
  rows,
}: {
  readonly data: LineData;
  readonly pair: Pair;
  readonly rows: Rows;
}): JSX.Element {
  const texts = t().models.figures;
  const { first, second, comparison } = pair;
  const curves = [first, second].map(({ version, evaluation }) => curvesOf(version, evaluation, rows));
  const shown = curves.filter((one): one is Curves => one !== undefined);
  const threshold = (data.line.promoted === second.version ? second : first).card.threshold?.probability;
  const isGuest = first.evaluation.audience === 'other';
  const withheld = [first, second].flatMap(({ evaluation }) => (evaluation.withheld ? [evaluation.withheld] : []));
  const title = rows === 'test' ? testRowsOf(shown[0]) : texts.trainRows;
  const lacksRoc = !isGuest && shown.some(({ roc }) => roc === undefined);
  return (
    <>
      {rows === 'train' && <Finding tone="warn" title={texts.trainRows} children={texts.tooGood} />}
      {isGuest && <p class="small dim">{texts.groupsOnly}</p>}
      {withheld[0] && (
        <Finding tone="info" title={texts.withheld} code={withheld[0].code} children={withheld[0].message} />
      )}
      {shown.length === 0 ? (
        <p class="small dim">{texts.notDrawn}</p>
      ) : (
        <CurveFigures curves={shown} threshold={threshold} rows={title} />
      )}
      {shown.length === 2 && (
        <ComparisonTable curves={[shown[0], shown[1]]} comparison={comparison} threshold={threshold} />
      )}
      {shown.length === 2 && !comparison && first.version !== second.version && rows === 'test' && (
        <p class="small dim gap">{texts.numbers.notComparable}</p>
      )}
      {lacksRoc && (
        <>
          <p class="small dim gap">{texts.roc.fallback}</p>
          <div class="g2">
            {[first, second].map(({ version }) => (
              <PlotImage key={version} reference={data.reference} version={version} plot="roc.svg" />
            ))}
          </div>
        </>
      )}
    </>
  );
}

function VersionSelect({
  data: { versions, earlier },
  name,
  chosen,
  label,
}: {
  readonly data: LineData;
  readonly name: 'a' | 'b';
  readonly chosen: number;
  readonly label: string;
}): JSX.Element {
  const id = useId();
  const texts = t().models;
  return (
    <>
      <label class="sr" for={id}>
        {label}
      </label>
      <select
        class="input fit"
        id={id}
        value={String(chosen)}
        onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
      >
        {versions.map((version) => (
          <option key={version.version} value={String(version.version)}>
            {texts.figures.option(version.version, texts.statesInText[standingOf(version, earlier)])}
          </option>
        ))}
      </select>
    </>
  );
}
