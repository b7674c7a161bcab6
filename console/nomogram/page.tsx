/** The page of one nomogram: values on the left, the answer on the right, the drawing and the numbers below. */
import {
  type DrawableNomogram,
  type NomogramReading,
  type NomogramValues,
  pointsScale,
  possibleReading,
  readNomogram,
} from '@radscore/statistics';
import { type JSX, render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Finding } from '../components/finding.tsx';
import { Icon } from '../components/icon.tsx';
import { LanguageChoice } from '../components/language-choice.tsx';
import { PageNotice } from '../components/page-notice.tsx';
import { chooseLanguage, t } from '../texts/texts.ts';
import { Answer, AnswerBar } from './answer.tsx';
import { carriedNomogram } from './carried-nomogram.ts';
import { AboutCard, DrawingCard } from './drawing-card.tsx';
import { exampleValues } from './example-values.ts';
import { NumbersCard } from './numbers-card.tsx';
import { Paper } from './paper.tsx';
import { TermControl } from './term-control.tsx';
import { nomogramTexts } from './texts.ts';

function NomogramPage({ nomogram }: { readonly nomogram: DrawableNomogram }): JSX.Element {
  const texts = nomogramTexts();
  const { shell } = t();
  const scale = useMemo(() => pointsScale(nomogram), [nomogram]);
  const [values, setValues] = useState<NomogramValues>({});
  // A cleared field forgets what was typed into it: its control is a new one.
  const [round, setRound] = useState(0);
  const usable = usableValues(nomogram, values, scale);
  const possible = possibleReading(nomogram, usable, scale);
  const reading: NomogramReading | undefined =
    possible.missing.length === 0 ? readNomogram(nomogram, usable, scale) : undefined;
  const fill = (next: NomogramValues): void => {
    setValues(next);
    setRound(round + 1);
  };
  const shown = { nomogram, scale, values: usable, points: possible.points, reading };
  return (
    <>
      <PageNotice isSynthetic={nomogram.isSynthetic} />
      <Paper nomogram={nomogram}>
        <main id="main" tabIndex={-1}>
          <div class="head">
            <div>
              <h1>{nomogram.title}</h1>
              <p class="facts">
                <span>{texts.lead(nomogram.outcome.event, nomogram.terms.length)}</span>
                <span class="noprint">{texts.offline}</span>
              </p>
            </div>
            <div class="act">
              <button type="button" class="btn" onClick={() => print()}>
                <Icon name="print" />
                {texts.print}
              </button>
            </div>
          </div>
          <div class="stack sheets">
            {nomogram.notes.length > 0 && (
              <Finding tone="warn" title={texts.notes} level={2}>
                <div>
                  {nomogram.notes.map((note) => (
                    <p key={note}>{note}</p>
                  ))}
                </div>
              </Finding>
            )}
            <div class="g-main nomogram-grid">
              <section class="card terms-card" aria-labelledby="patient-heading">
                <div class="card-head">
                  <h2 id="patient-heading">{texts.patient}</h2>
                  <div class="act row">
                    <button type="button" class="btn slim" onClick={() => fill(exampleValues(nomogram))}>
                      {texts.example}
                    </button>
                    <button type="button" class="btn slim" onClick={() => fill({})}>
                      {texts.clear}
                    </button>
                  </div>
                </div>
                <div class="terms">
                  {nomogram.terms.map((term, k) => (
                    <TermControl
                      key={`${term.name} ${round}`}
                      term={term}
                      value={values[term.name]}
                      points={possible.points[k]}
                      most={scale.terms[k].most}
                      isOutside={isOutside(nomogram, usable, term.name, k)}
                      set={(value) => setValues((before) => changed(before, term.name, value))}
                    />
                  ))}
                </div>
              </section>
              <Answer nomogram={nomogram} reading={reading} possible={possible} />
            </div>
            <DrawingCard {...shown} />
            <NumbersCard {...shown} />
            <AboutCard nomogram={nomogram} scale={scale} />
          </div>
        </main>
      </Paper>
      <AnswerBar reading={reading} possible={possible} />
      <footer class="foot">
        <span>{shell.footer}</span>
        <LanguageChoice />
      </footer>
    </>
  );
}

function changed(values: NomogramValues, name: string, value: number | string | undefined): NomogramValues {
  const { [name]: _, ...others } = values;
  return value === undefined ? others : { ...others, [name]: value };
}

/** The values without those that the model cannot take, such as 0 under a logarithm: their control says so. */
function usableValues(
  nomogram: DrawableNomogram,
  values: NomogramValues,
  scale: ReturnType<typeof pointsScale>,
): NomogramValues {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      try {
        possibleReading(nomogram, { [name]: value }, scale);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

function isOutside(nomogram: DrawableNomogram, values: NomogramValues, name: string, k: number): boolean {
  const term = nomogram.terms[k];
  if (!('range' in term) || values[name] === undefined) return false;
  return Number(values[name]) < term.range[0] || Number(values[name]) > term.range[1];
}

async function start(): Promise<void> {
  if (/^de\b/i.test(navigator.language)) await chooseLanguage('de');
  const root = document.getElementById('app') as HTMLElement;
  const nomogram = carriedNomogram();
  if (!nomogram) {
    render(<Finding tone="bad" title={nomogramTexts().empty} level={2} />, root);
    return;
  }
  document.title = nomogram.title;
  render(<NomogramPage nomogram={nomogram} />, root);
}

void start();
