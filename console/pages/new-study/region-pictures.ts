/** Pictures of regions: which one belongs to a row, and what of it is shown. */
import type { ImageSummary, Mask, RoiSummary, Volume } from '@radscore/imaging';
import type { RegionPicture } from '../../engine/messages.ts';

export type RegionSlice = RegionPicture['slice'];

/** The picture of a region on an image, as it stands or as it would be repaired. */
export function pictureOf(
  pictures: readonly RegionPicture[],
  roi: Pick<RoiSummary, 'file' | 'label'>,
  state: RegionPicture['state'],
  on: { readonly sequence?: string; readonly image?: Pick<ImageSummary, 'size'> } = {},
): RegionPicture | undefined {
  const own = pictures.filter(
    (one) =>
      one.file === roi.file &&
      one.label === roi.label &&
      one.state === state &&
      (one.sequence === undefined || on.sequence === undefined || one.sequence === on.sequence),
  );
  // One region may lie on several images: that of the row has its size.
  const { image } = on;
  const fits = own.find(({ slice }) => image && [0, 1].every((axis) => slice.image.size[axis] === image.size[axis]));
  return fits ?? own[0];
}

/** Voxels around the region that are shown too, as a share of its extent. */
const MARGIN = 0.75;

/**
 * The part of a slice that holds regions, with room around them. Square in millimetres where the slice allows it.
 *
 * @param masks regions on the grid of the image that all have to be seen
 */
export function cropped({ image, mask }: RegionSlice, masks: readonly Mask[] = [mask]): RegionSlice {
  const [nx, ny] = image.size;
  const own = masks.filter(({ size }) => size[0] === nx && size[1] === ny);
  let [x0, y0, x1, y1] = [nx, ny, -1, -1];
  for (const { voxels } of own) {
    for (let i = 0; i < nx * ny; i++) {
      if (!voxels[i]) continue;
      const [x, y] = [i % nx, Math.floor(i / nx)];
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
    }
  }
  if (x1 < 0) return { image, mask };
  const [sx, sy] = image.spacing;
  const side = Math.max((x1 - x0 + 1) * sx, (y1 - y0 + 1) * sy) * (1 + MARGIN);
  const [fromX, width] = around((x0 + x1) / 2, Math.round(side / sx), nx);
  const [fromY, height] = around((y0 + y1) / 2, Math.round(side / sy), ny);
  const part = <Of extends Volume | Mask>(of: Of): Of => {
    const voxels = new (of.voxels.constructor as new (length: number) => Of['voxels'])(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) voxels[x + width * y] = of.voxels[x + fromX + nx * (y + fromY)];
    }
    return { ...of, size: [width, height, 1], voxels };
  };
  return { image: part(image), mask: part(mask) };
}

/** An interval of this length around a centre, within 0 to `most`. */
function around(centre: number, length: number, most: number): readonly [from: number, length: number] {
  const extent = Math.min(Math.max(length, 8), most);
  return [Math.max(0, Math.min(Math.round(centre - extent / 2), most - extent)), extent];
}
