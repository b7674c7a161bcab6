/** On which rows versions are judged: test rows, or training rows with what is to be thought of them. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { query, setQuery } from '../../../service/location.ts';
import { whole } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { Curves, Rows } from './overlays.ts';

/** The rows that the address names. */
export function rowsOfAddress(): Rows {
  return query('rows') === 'train' ? 'train' : 'test';
}

/** "Test rows, n = 65"; "about 65" for those who see it to the nearest five. */
export function testRowsOf(curves: Pick<Curves, 'n' | 'isRounded'> | undefined): string {
  const texts = t().models.figures;
  if (curves?.n === undefined) return texts.testRowsPlain;
  return texts.testRows(curves.isRounded ? texts.aboutN(curves.n) : whole(curves.n));
}

export function RowsChoice({ test, rows }: { readonly test?: Curves; readonly rows: Rows }): JSX.Element {
  const texts = t().models.figures;
  const id = useId();
  const choices = [
    ['test', testRowsOf(test)],
    ['train', texts.trainRows],
  ] as const;
  return (
    <fieldset class="act seg">
      <legend class="sr">{texts.whichRows}</legend>
      {choices.map(([value, words]) => (
        <label key={value}>
          <input
            type="radio"
            name={`${id}rows`}
            checked={rows === value}
            onChange={() => setQuery({ rows: value === 'train' ? value : undefined })}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
