/** The control of one term: a slider with a field, or a choice of levels; its points next to it. */
import { isOfLevels, type NomogramTerm } from '@radscore/statistics';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { slid } from '../components/prediction/what-if-controls.ts';
import { decimal } from '../texts/numbers.ts';
import { labelOf, numberText, shownValue, sliderOf, titleOf, typedNumber } from './numbers-of-terms.ts';
import { nomogramTexts } from './texts.ts';

export interface TermControlProps {
  readonly term: NomogramTerm;
  /** Undefined as long as none is given. */
  readonly value: number | string | undefined;
  /** Of the value; undefined without one, and for one that the model cannot take. */
  readonly points: number | undefined;
  /** On the term's axis, for the bar of its weight. */
  readonly most: number;
  readonly isOutside: boolean;
  readonly set: (value: number | string | undefined) => void;
}

/** A term with its control. */
export function TermControl(props: TermControlProps): JSX.Element {
  const { term } = props;
  if (isOfLevels(term)) {
    return <Choice {...props} levels={term.levels.map(({ value, label }) => ({ value, word: label ?? value }))} />;
  }
  if (term.kind === 'continuous' && term.values) {
    return <Choice {...props} levels={term.values.map((value) => ({ value, word: shownValue(term, value) }))} />;
  }
  return <Slider {...props} term={term} />;
}

function Slider({
  term,
  value,
  set,
  isOutside,
  ...shown
}: TermControlProps & { readonly term: Extract<NomogramTerm, { readonly range: unknown }> }): JSX.Element {
  const id = useId();
  const texts = nomogramTexts();
  const control = sliderOf(term);
  const { least, most, step } = control;
  // What was typed stands as it was typed until it is a number, or the slider moves.
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const given = value === undefined ? undefined : Number(value);
  const at = given ?? least + Math.round((most - least) / 2 / step) * step;
  const move = (next: number): void => {
    setTyped(undefined);
    set(next);
  };
  const isWrong = typed !== undefined && typed.trim() !== '' && !Number.isFinite(typedNumber(typed));
  const isImpossible = given !== undefined && shown.points === undefined;
  const [low, high] = term.range.map(numberText);
  const problem = isWrong
    ? texts.notANumber
    : isImpossible
      ? texts.impossible
      : isOutside
        ? texts.outside(low, high)
        : undefined;
  return (
    <div class="term">
      <div class="term-head">
        <label for={id}>{titleOf(term)}</label>
        <Earned {...shown} />
      </div>
      <div class="term-row">
        <input
          type="range"
          id={id}
          class={given === undefined ? 'open' : undefined}
          min={least}
          max={most}
          step="any"
          value={at}
          aria-valuetext={given === undefined ? texts.notGiven : shownValue(term, given)}
          aria-describedby={`${id}r`}
          onInput={({ currentTarget }) => {
            const steps = Math.round((Number(currentTarget.value) - least) / step);
            move(Math.max(least, Math.min(most, Number((least + steps * step).toPrecision(12)))));
          }}
          onKeyDown={(event) => {
            const next = slid(control, at, event.key);
            if (next === undefined) return;
            event.preventDefault();
            move(next);
          }}
          // A click on the thumb where it stands gives the value that it shows.
          onClick={() => given === undefined && move(Number(at.toPrecision(12)))}
        />
        <input
          class="input"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          aria-label={texts.valueOf(labelOf(term))}
          aria-invalid={isWrong || isImpossible}
          aria-describedby={problem ? `${id}p` : undefined}
          value={typed ?? (given === undefined ? '' : numberText(given))}
          onInput={({ currentTarget: { value: text } }) => {
            setTyped(text);
            const number = typedNumber(text);
            set(Number.isFinite(number) ? number : undefined);
          }}
          onBlur={() => !isWrong && setTyped(undefined)}
        />
      </div>
      <Weight {...shown} />
      <p class="ends" id={`${id}r`}>
        <span>{texts.range(low, high)}</span>
        {term.hint && <span>{term.hint}</span>}
      </p>
      {problem && (
        <p class={isOutside ? 'hint' : 'hint wrong'} id={`${id}p`} role="status">
          {problem}
        </p>
      )}
    </div>
  );
}

/** More letters than these do not stand next to each other. */
const MOST_LETTERS = 48;

function Choice({
  term,
  value,
  set,
  levels,
  isOutside: _,
  ...shown
}: TermControlProps & {
  readonly levels: readonly { readonly value: number | string; readonly word: string }[];
}): JSX.Element {
  const id = useId();
  const texts = nomogramTexts();
  const letters = levels.reduce((sum, { word }) => sum + word.length + 3, 0);
  const isChosen = (level: number | string): boolean => value !== undefined && String(level) === String(value);
  const isList = letters > MOST_LETTERS;
  const select = (
    <select
      class="input"
      id={id}
      value={value === undefined ? '' : String(value)}
      onChange={({ currentTarget }) => set(levels.find((level) => String(level.value) === currentTarget.value)?.value)}
    >
      <option value="">{texts.choose}</option>
      {levels.map((level) => (
        <option key={String(level.value)} value={String(level.value)}>
          {level.word}
        </option>
      ))}
    </select>
  );
  const radios = (
    <div class="seg" role="radiogroup" aria-labelledby={id}>
      {levels.map((level) => (
        <label key={String(level.value)}>
          <input type="radio" name={id} checked={isChosen(level.value)} onChange={() => set(level.value)} />
          {level.word}
        </label>
      ))}
    </div>
  );
  return (
    <div class="term">
      <div class="term-head">
        {isList ? (
          <label for={id}>{titleOf(term)}</label>
        ) : (
          <span class="label" id={id}>
            {titleOf(term)}
          </span>
        )}
        <Earned {...shown} />
      </div>
      <div>{isList ? select : radios}</div>
      <Weight {...shown} />
      {term.hint && <p class="hint">{term.hint}</p>}
    </div>
  );
}

function Earned({ points }: Pick<TermControlProps, 'points'>): JSX.Element {
  const texts = nomogramTexts();
  if (points === undefined) return <span class="earned">{texts.notGiven}</span>;
  return (
    <data class="earned given" value={points}>
      {texts.points(decimal(points, 1))}
    </data>
  );
}

/** The term's axis against the widest, and how much of it this value takes: what weighs most is seen at once. */
function Weight({ points, most }: Pick<TermControlProps, 'points' | 'most'>): JSX.Element {
  const inside = Math.max(0, Math.min(most, points ?? 0));
  return (
    <svg class="weight" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="0" width={most.toFixed(2)} height="4" class="fs" />
      <rect x="0" y="0" width={inside.toFixed(2)} height="4" class="fa" />
    </svg>
  );
}
