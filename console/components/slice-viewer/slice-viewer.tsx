/** The slice viewer: canvases side by side, one cursor linked by patient position. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useMemo } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { PaneView } from './pane.tsx';
import { positionText } from './value-text.ts';
import type { ViewedImage } from './viewed-image.ts';
import {
  EMPTY_VIEWER,
  linked,
  type NamedPlace,
  reset,
  shownPicture,
  shownSlice,
  shownVolume,
  TOOLS,
  toLargest,
  type ViewerState,
  withImages,
} from './viewer-state.ts';

export type { ViewedImage } from './viewed-image.ts';

export interface SliceViewerProps {
  /** In the order of the canvases; an image that is being read has no phase yet. */
  readonly images: readonly ViewedImage[];
  /** Slice and phase (from 0) by key, as the address names them. */
  readonly named?: Readonly<Record<string, NamedPlace>>;
  /** Hears slice and phase of each image when they change and rest. */
  readonly onPlace?: (place: Readonly<Record<string, NamedPlace>>) => void;
  /** A phase is wanted that was not read. */
  readonly onPhase?: (key: string, phase: number) => void;
  /** A slice is shown that has not come yet. */
  readonly onSlice?: (key: string, slice: number) => void;
}

const REST_MS = 300;

/** The viewer with its tools. Volumes and masks are shown as they are in memory; nothing is resampled. */
export function SliceViewer({ images, named, onPlace, onPhase, onSlice }: SliceViewerProps): JSX.Element {
  const state = useSignal<ViewerState>(EMPTY_VIEWER);
  // The images are taken in before the first picture, so that no pane is drawn from an older list.
  useMemo(() => {
    state.value = withImages(state.peek(), images, named);
  }, [images]);
  const { panes } = state.value;
  useEffect(() => {
    for (const pane of Object.values(panes)) {
      if (!shownVolume(pane)) onPhase?.(pane.image.key, pane.phase);
      else if (!shownPicture(pane)) onSlice?.(pane.image.key, shownSlice(pane));
    }
  }, [panes]);
  useEffect(() => {
    if (!onPlace || Object.keys(panes).length === 0) return;
    const timer = setTimeout(() => {
      const places = Object.entries(panes).map(([key, pane]) => [
        key,
        { slice: shownSlice(pane), ...(pane.image.phases.length > 1 && { phase: pane.phase }) },
      ]);
      if (state.peek().isPlaced) onPlace(Object.fromEntries(places));
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [panes]);
  return (
    <section aria-label={t().study.viewer.title}>
      <Tools state={state} />
      <div class="viewers">
        {images.map((image) => (
          <PaneView key={image.key} image={image} state={state} />
        ))}
      </div>
    </section>
  );
}

function Tools({ state }: { readonly state: { value: ViewerState } }): JSX.Element {
  const texts = t().study.viewer;
  const id = useId();
  const { tool, hasOutline, isLinked, panes, active } = state.value;
  const pane = panes[active];
  return (
    <div class="tools" role="toolbar" aria-label={texts.title}>
      <div class="seg" role="radiogroup" aria-label={texts.tool}>
        {TOOLS.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={id}
              checked={tool === name}
              onChange={() => {
                state.value = { ...state.value, tool: name };
              }}
            />
            {texts.tools[name]}
          </label>
        ))}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={hasOutline}
          onChange={() => {
            state.value = { ...state.value, hasOutline: !hasOutline };
          }}
        />
        <span>
          {texts.outline} <kbd>O</kbd>
        </span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={isLinked}
          onChange={() => {
            state.value = linked(state.value, !isLinked);
          }}
        />
        <span>
          {texts.linked} <kbd>L</kbd>
        </span>
      </label>
      <button
        type="button"
        class="btn slim"
        onClick={() => {
          state.value = toLargest(state.value, active);
        }}
      >
        {texts.largest} <kbd>H</kbd>
      </button>
      <button
        type="button"
        class="btn slim"
        onClick={() => {
          state.value = reset(state.value);
        }}
      >
        {texts.reset} <kbd>R</kbd>
      </button>
      <span class="dim small pos num">{pane && texts.cursor(positionText(pane.point))}</span>
    </div>
  );
}
