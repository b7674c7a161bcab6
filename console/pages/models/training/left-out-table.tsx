/** What a cohort left out, and what is to be checked in it: reasons by how many studies. */
import type { JSX } from 'preact';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { whole } from '../../../texts/numbers.ts';
import { reasonWords } from '../../../texts/reasons.ts';
import { t } from '../../../texts/texts.ts';
import type { Run } from '../line/line-types.ts';
import { type LeftOut, leftOutOf, wordsOf } from './left-out.ts';

/** Both tables of a run, or of a cohort that has the same counts. */
export function LeftOutTable({ run }: { readonly run: Pick<Run, 'gathered'> }): JSX.Element {
  const texts = t().models.figures.cohort;
  const [left, noted] = [leftOutOf(run, 'left'), leftOutOf(run, 'noted')];
  return (
    <div class={noted.length > 0 ? 'g2 even' : undefined}>
      <Reasons title={texts.leftTitle} lead={texts.leftLead} entries={left} />
      {noted.length > 0 && <Reasons title={texts.notedTitle} lead={texts.notedLead} entries={noted} />}
    </div>
  );
}

function Reasons({
  title,
  lead,
  entries,
}: {
  readonly title: string;
  readonly lead: string;
  readonly entries: readonly LeftOut[];
}): JSX.Element {
  const texts = t().models.figures.cohort;
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class="lead">{entries.length === 0 ? texts.noneLeft : lead}</p>
      {entries.length > 0 && (
        <ScrollBox label={title}>
          <table class="plain">
            <caption class="sr">{texts.leftCaption}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.reason}</th>
                <th scope="col" class="r">
                  {texts.studies}
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ code, count }) => (
                <tr key={code}>
                  <th scope="row">
                    {reasonWords(code)?.meaning ?? wordsOf(code)}
                    <br />
                    <span class="code">{code}</span>
                  </th>
                  <td class="r">{whole(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
