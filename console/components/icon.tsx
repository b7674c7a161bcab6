/** The icons: shapes of 24 × 24, drawn in the colour of their text. */
import type { JSX } from 'preact';

const SHAPES = {
  synthetic: ['M9 3h6m-5 0v6L4.5 19a1.5 1.5 0 0 0 1.3 2.2h12.4a1.5 1.5 0 0 0 1.3-2.2L14 9V3'],
  folder: ['M3 6.5h6l2 2.5h10v10.5H3z'],
  search: ['M17 10.5a6.5 6.5 0 1 1-13 0a6.5 6.5 0 0 1 13 0', 'm15.5 15.5 5 5'],
  half: ['M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0', 'M12 3a9 9 0 0 1 0 18z'],
  cross: ['M5.5 3.5h13a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2z', 'm9 9 6 6m0-6-6 6'],
  lock: [
    'M6.5 10.5h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z',
    'M8 10.5V8a4 4 0 0 1 8 0v2.5',
  ],
  triangle: ['M12 3.5 22 20.5H2z', 'M12 10v4.5m0 3v.2'],
  offline: ['M3 3l18 18M8 7.5A6 6 0 0 1 18 10a4.5 4.5 0 0 1 2.5 8M6 9.8A5 5 0 0 0 7 19h10'],
  clock: ['M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0', 'M12 7v5l3 2'],
  info: ['M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0', 'M12 11v5.5m0-9v.2'],
  download: ['M12 4v13m-6-6 6 6 6-6', 'M4 21h16'],
  plus: ['M12 5v14M5 12h14'],
  running: ['M21 12a9 9 0 1 1-4-7.5', 'M21 4v4.5h-4.5'],
  tick: ['M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0', 'm8 12.5 2.8 2.8L16 9.5'],
  upload: ['M12 20V6m-6 6 6-6 6 6', 'M4 3h16'],
  none: ['M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0', 'm5.7 5.7 12.6 12.6'],
  minus: ['M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0', 'M8 12h8'],
  screen: [
    'M4.5 4h15a1.5 1.5 0 0 1 1.5 1.5v9.5a1.5 1.5 0 0 1-1.5 1.5h-15a1.5 1.5 0 0 1-1.5-1.5v-9.5a1.5 1.5 0 0 1 1.5-1.5z',
    'M8 20.5h8',
  ],
  more: ['M5 12v.1M12 12v.1M19 12v.1'],
  print: ['M7 9V3.5h10V9M7 17.5H3.5V9h17v8.5H17', 'M7 14h10v6.5H7z'],
} as const;
export type IconName = keyof typeof SHAPES;

/** With a label it is an image of its own; without one it only accompanies a word. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }): JSX.Element {
  return (
    <svg
      class="i"
      viewBox="0 0 24 24"
      aria-hidden={label === undefined}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
    >
      {SHAPES[name].map((d, k) => (
        <path key={d} d={d} fill={name === 'half' && k === 1 ? 'currentColor' : undefined} />
      ))}
    </svg>
  );
}
