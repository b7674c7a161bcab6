/** One canvas of the viewer with its corners, its slider, its window and its phases. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { decimal, percent, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { PanePainter } from './draw-pane.ts';
import { isInRegion, valueAt } from './hit-value.ts';
import { listenOn } from './pane-gestures.ts';
import { decimalsOf, positionText, valueText } from './value-text.ts';
import type { Extent } from './view-transform.ts';
import type { ViewedImage } from './viewed-image.ts';
import { changeOfKey } from './viewer-keys.ts';
import {
  type Pane,
  shownPicture,
  shownSlice,
  shownVolume,
  toPhase,
  toSlice,
  toWindow,
  type ViewerState,
} from './viewer-state.ts';

interface PaneProps {
  readonly image: ViewedImage;
  readonly state: Signal<ViewerState>;
}

/** A pane: the image when it is there, before it how far the reading is. */
export function PaneView({ image, state }: PaneProps): JSX.Element {
  const pane = state.value.panes[image.key];
  return (
    <section class="view" aria-label={image.name}>
      {pane ? <Shown pane={pane} state={state} /> : <Waiting image={image} />}
    </section>
  );
}

function Waiting({ image }: { readonly image: ViewedImage }): JSX.Element {
  const { name, problem, progress } = image;
  return (
    <div class="lens wait">
      <b>{name}</b>
      {problem === undefined ? (
        <>
          <progress max={1} value={progress} aria-label={t().study.viewer.reading(name)} />
          <span>{progress === undefined ? t().study.viewer.reading(name) : percent(progress)}</span>
        </>
      ) : (
        <span>{problem}</span>
      )}
    </div>
  );
}

interface ShownProps {
  readonly pane: Pane;
  readonly state: Signal<ViewerState>;
}

function Shown({ pane, state }: ShownProps): JSX.Element {
  const texts = t().study.viewer;
  const id = useId();
  const { key, name, phases, usedPhase, progress } = pane.image;
  const { plane } = pane.placed;
  const slice = shownSlice(pane);
  const [left, right, top, bottom] = [plane.letters.left, plane.letters.right, plane.letters.top, plane.letters.bottom];
  const spacing = pane.placed.grid.spacing.map((step) => decimal(step, step < 1 ? 2 : 1)).join(' × ');
  const volume = shownPicture(pane);
  const value = volume && valueAt(volume, pane.point);
  const isPhaseThere = shownVolume(pane) !== undefined;
  return (
    <>
      <div class="lens">
        <Picture pane={pane} state={state} describedBy={`${id}d`} />
        <span class="corner tl" aria-hidden="true">
          <b>{name}</b>
          <span class="d">{`${spacing} mm`}</span>
        </span>
        <span class="corner tr" aria-hidden="true">{`${slice + 1} / ${plane.slices}`}</span>
        <span class="corner bl value" aria-hidden="true">
          {value === undefined ? '' : valueText(value, pane.image.unit)}
        </span>
        {!volume && (
          <span class="corner middle" role="status">
            {texts.reading(
              isPhaseThere
                ? texts.sliceNamed(whole(slice + 1))
                : texts.phase(whole(pane.phase + 1), whole(phases.length)),
            )}
          </span>
        )}
        <span class="corner side t" aria-hidden="true">
          {top}
        </span>
        <span class="corner side b" aria-hidden="true">
          {bottom}
        </span>
        <span class="corner side l" aria-hidden="true">
          {left}
        </span>
        <span class="corner side r" aria-hidden="true">
          {right}
        </span>
      </div>
      <Spoken pane={pane} id={`${id}d`} />
      <div class="bar">
        <label for={`${id}s`}>
          <span aria-hidden="true">{texts.slice}</span>
          <span class="sr">{texts.sliceOf(name)}</span>
        </label>
        <input
          type="range"
          id={`${id}s`}
          min={1}
          max={plane.slices}
          value={slice + 1}
          onInput={({ currentTarget }) => {
            state.value = toSlice(state.value, key, Number(currentTarget.value) - 1);
          }}
        />
        <span class="num">{`${slice + 1} / ${plane.slices}`}</span>
      </div>
      <div class="bar wl">
        <WindowInputs pane={pane} state={state} />
        {phases.length > 1 ? (
          <>
            <label class="sr" for={`${id}p`}>
              {texts.phaseOf(name)}
            </label>
            <select
              id={`${id}p`}
              value={pane.phase}
              onChange={({ currentTarget }) => {
                state.value = toPhase(state.value, key, Number(currentTarget.value));
              }}
            >
              {phases.map((_, phase) => (
                <option key={phase} value={phase}>
                  {(phase === usedPhase ? texts.phaseUsed : texts.phase)(whole(phase + 1), whole(phases.length))}
                </option>
              ))}
            </select>
          </>
        ) : (
          <span>{texts.plane[plane.name]}</span>
        )}
      </div>
      {progress !== undefined && progress < 1 && <progress max={1} value={progress} aria-label={texts.reading(name)} />}
    </>
  );
}

function Picture({ pane, state, describedBy }: ShownProps & { readonly describedBy: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<PanePainter>();
  const [extent, setExtent] = useState<Extent & { readonly ratio: number }>();
  const { key, name } = pane.image;
  const { hasOutline } = state.value;
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    painter.current = new PanePainter(element);
    const measure = (): void =>
      setExtent({ width: element.clientWidth, height: element.clientHeight, ratio: devicePixelRatio });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const end = listenOn(element, key, state);
    return () => {
      observer.disconnect();
      end();
    };
  }, [key]);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (!element || !context || !extent || extent.width === 0) return;
    // One picture for each frame of the screen, however quick the gestures are.
    const frame = requestAnimationFrame(() => {
      const [width, height] = [extent.width, extent.height].map((length) => Math.round(length * extent.ratio));
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      painter.current?.draw(context, pane, extent, extent.ratio, { hasOutline, hasCursor: true, hasScale: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [pane, extent, hasOutline]);
  return (
    <canvas
      ref={canvas}
      tabIndex={0}
      role="img"
      data-own-keys
      aria-label={name}
      aria-describedby={describedBy}
      onKeyDown={(event) => {
        const change = changeOfKey(event);
        if (!change || !extent) return;
        event.preventDefault();
        state.value = change({ ...state.value, active: key }, key, extent);
      }}
    />
  );
}

/** The picture in words, for who does not see it; said when the gestures rest. */
function Spoken({ pane, id }: { readonly pane: Pane; readonly id: string }): JSX.Element {
  const texts = t().study.viewer;
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => {
      const { image, placed, point, phase } = pane;
      const volume = shownPicture(pane);
      const value = volume && valueAt(volume, point);
      const parts = [
        texts.sliceOfAll(whole(shownSlice(pane) + 1), whole(placed.plane.slices)),
        image.phases.length > 1 ? texts.phase(whole(phase + 1), whole(image.phases.length)) : '',
        texts.cursorAt(positionText(point)),
        value === undefined ? texts.besideImage : texts.valueIs(valueText(value, image.unit)),
        image.mask ? (isInRegion(image.mask, point) ? texts.insideOutline : texts.outsideOutline) : texts.noOutline,
      ];
      setText(parts.filter(Boolean).join(' '));
    }, 250);
    return () => clearTimeout(timer);
  }, [pane]);
  return (
    <p class="sr" id={id} role="status">
      {text}
    </p>
  );
}

function WindowInputs({ pane, state }: ShownProps): JSX.Element {
  const texts = t().study.viewer;
  const { key, name } = pane.image;
  const { window, initialWindow } = pane;
  const digits = decimalsOf(initialWindow.width) - 1;
  const shown = (value: number): string => String(Number(value.toFixed(Math.max(0, digits))));
  const typed = (part: 'centre' | 'width') => (event: JSX.TargetedEvent<HTMLInputElement>) => {
    state.value = toWindow(state.value, key, { ...window, [part]: event.currentTarget.valueAsNumber });
  };
  return (
    <span class="row wl-in">
      <abbr title={texts.windowAndLevel}>{texts.wl}</abbr>
      <input
        type="number"
        step="any"
        min={0}
        aria-label={texts.windowWidth(name)}
        value={shown(window.width)}
        onChange={typed('width')}
      />
      <span aria-hidden="true">/</span>
      <input
        type="number"
        step="any"
        aria-label={texts.windowLevel(name)}
        value={shown(window.centre)}
        onChange={typed('centre')}
      />
    </span>
  );
}
