/** A long job: how much is done of all, the time left, pause and stop; announced at every quarter. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface ProgressProps {
  /** What is being done: "Sending". */
  readonly title: string;
  /** Names the bar: "Progress of BB-0042". */
  readonly label: string;
  readonly done: number;
  readonly all: number;
  /** "418 of 612 MB" */
  readonly text: string;
  /** "about 2 min left" */
  readonly left?: string;
  /** What is said at 25, 50, 75 and 100 %, and not in between. */
  readonly announce: (percent: number) => string;
  /** Buttons: pause, stop. */
  readonly actions?: ComponentChildren;
}

/** The last quarter that was passed: 0, 25, 50, 75 or 100. */
export function quarterOf(done: number, all: number): number {
  return all > 0 ? 25 * Math.floor((4 * Math.min(done, all)) / all) : 0;
}

/** Moves because bytes do, not by animation. */
export function Progress({ title, label, done, all, text, left, announce, actions }: ProgressProps): JSX.Element {
  const quarter = quarterOf(done, all);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (quarter > 0) setSaid(announce(quarter));
  }, [quarter]);
  return (
    <div class="stack tight">
      <div class="job">
        <div>
          <b>{title}</b>
          <span class="num">
            {text}
            {left && ` · ${left}`}
          </span>
        </div>
        <progress max={Math.max(all, 1)} value={Math.min(done, all)} aria-label={label} />
      </div>
      {actions && <div class="act">{actions}</div>}
      <span class="sr" role="status">
        {said}
      </span>
    </div>
  );
}
