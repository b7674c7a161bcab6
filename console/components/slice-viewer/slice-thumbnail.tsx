/** A small picture of a region on its image: the slice where it is largest. */
import type { Mask, Volume } from '@radscore/imaging';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { PanePainter } from './draw-pane.ts';
import { EMPTY_VIEWER, withImages } from './viewer-state.ts';

export interface SliceThumbnailProps {
  readonly image: Volume;
  readonly mask?: Mask;
  /** A repaired or doubtful region has a dashed outline. */
  readonly isDoubtful?: boolean;
  /** What the picture shows, in words. */
  readonly label: string;
}

/** The slice with most of the region and its outline; the middle slice without a region. */
export function SliceThumbnail({ image, mask, isDoubtful, label }: SliceThumbnailProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (!element || !context) return;
    const [width, height] = [element.clientWidth || 88, element.clientHeight || 74];
    element.width = Math.round(width * devicePixelRatio);
    element.height = Math.round(height * devicePixelRatio);
    const viewed = { key: 'thumbnail', name: label, phases: [image], mask, isDoubtful };
    const pane = withImages(EMPTY_VIEWER, [viewed]).panes.thumbnail;
    const options = { hasOutline: true, hasCursor: false };
    new PanePainter(element).draw(context, pane, { width, height }, devicePixelRatio, options);
  }, [image, mask, isDoubtful]);
  return <canvas ref={canvas} class="thumbnail" role="img" aria-label={label} />;
}
