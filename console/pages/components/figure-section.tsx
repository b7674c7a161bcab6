/** A plot with everything that a plot has: title, legend, two lines, estimates with intervals, the same as a table. */
import type { JSX } from 'preact';
import { Figure } from '../../components/figure.tsx';
import { Frame } from '../../components/plot/frame.tsx';
import { Estimate, Line, Upright } from '../../components/plot/marks.tsx';

const PLACES = [0, 0.25, 0.5, 0.75, 1];

/** Of made-up numbers: a straight line and a square root. */
export function FigureSection(): JSX.Element {
  return (
    <section class="card">
      <h2>Figure</h2>
      <Figure
        title="x and √x"
        description="x from 0 to 1, and its square root; at 0.5 they are 0.50 and 0.71."
        keys={[
          { mark: 'line', hue: 1, label: '√x' },
          { mark: 'line', hue: 2, label: 'x' },
          { mark: 'ring', hue: 1, label: '± 0.1' },
        ]}
        size={{ width: 380, height: 300 }}
        draw={(size) => (
          <Frame size={size} x={{ domain: [0, 1], label: 'x' }} y={{ domain: [0, 1.1], label: 'y' }}>
            {(x, y, box) => (
              <>
                <Line points={PLACES.map((one) => [x(one), y(one)])} hue={2} />
                <Line points={PLACES.map((one) => [x(one), y(Math.sqrt(one))])} hue={1} />
                {PLACES.slice(1, 4).map((one) => (
                  <Estimate
                    key={one}
                    at={[x(one), y(Math.sqrt(one))]}
                    from={y(Math.sqrt(one) - 0.1)}
                    to={y(Math.sqrt(one) + 0.1)}
                    hue={1}
                    hollow
                  />
                ))}
                <Upright x={x(0.5)} box={box}>
                  0.5
                </Upright>
              </>
            )}
          </Frame>
        )}
        table={{
          caption: 'x and √x',
          columns: ['x', '√x'],
          rows: PLACES.map((one) => [String(one), Math.sqrt(one).toFixed(2)]),
        }}
      />
    </section>
  );
}
