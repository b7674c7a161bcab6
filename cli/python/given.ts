/** What Python hands over: images and masks as files or as arrays, settings, the label. */
import type { Matrix3, NamedBytes, Vector3, Volume, VoxelType } from '@radscore/imaging';
import { newVoxels } from '@radscore/imaging';
import { type ExtractionSettings, settingsFrom } from '@radscore/radiomics';
import type { GivenCase } from '../features/read-case.ts';
import type { Frame } from './frames.ts';

/** An array with its grid, or files; the bytes lie in buffers of the message. */
type GivenImage =
  | {
      readonly type: VoxelType;
      readonly buffer: number;
      readonly size: Vector3;
      readonly spacing: Vector3;
      readonly origin: Vector3;
      readonly direction: Matrix3;
    }
  | { readonly files: readonly { readonly name: string; readonly buffer: number }[]; readonly name: string };

/** A request about an image and its ROI. */
export interface Request {
  readonly image: GivenImage;
  readonly mask: GivenImage;
  /** A parameter file's shape. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly label?: number;
  readonly labelChannel?: number;
}

/** The case that a message is about. */
export function givenCase({ header, buffers }: Frame): GivenCase {
  const { image, mask, label, labelChannel } = header as unknown as Request;
  const nameOf = (given: GivenImage): string | undefined => ('files' in given ? given.name : undefined);
  return {
    image: imageOf(image, buffers),
    mask: imageOf(mask, buffers),
    names: { image: nameOf(image), mask: nameOf(mask) },
    label,
    labelChannel,
  };
}

/** The settings of a message. @throws InputRefused `settings-invalid` */
export function givenSettings({ header }: Frame): ExtractionSettings {
  return settingsFrom(header.settings ?? {});
}

/** An array as a volume, without a copy: the message was read for it. */
export function volumeOf(given: unknown, buffers: Frame['buffers']): Volume {
  const { type, buffer, size, spacing, origin, direction } = given as Extract<GivenImage, { type: VoxelType }>;
  const { buffer: bytes } = buffers[buffer];
  const kind = newVoxels(type, 0).constructor as new (bytes: ArrayBuffer) => Volume['voxels'];
  return { voxels: new kind(bytes), size, spacing, origin, direction };
}

function imageOf(given: GivenImage, buffers: Frame['buffers']): Volume | readonly NamedBytes[] {
  if ('files' in given) return given.files.map(({ name, buffer }) => ({ name, bytes: buffers[buffer] }));
  return volumeOf(given, buffers);
}
