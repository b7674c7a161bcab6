/** Extraction settings of a signature's images, and the names of the features that they give. */
import { InputRefused } from '@radscore/imaging';
import { type ExtractionSettings, explainFeature, featureNames, settingsFrom } from '@radscore/radiomics';
import { nearest } from '@radscore/statistics/nearest-name';
import { SEQUENCES, type SequenceName } from '../contracts/choices.ts';
import { settingsOf } from '../extraction/sequence-settings.ts';
import { PROTOCOL_IDS, protocolById } from '../protocols/index.ts';
import type { SignatureFault } from './refused-signature.ts';
import type { Signature } from './signature-file.ts';

type Images = Signature['images'];

/**
 * The settings by which an image is measured; `undefined` while they, or the region, are open.
 *
 * @throws InputRefused `settings-invalid`
 */
export function settingsOfImage(images: Images, name: string): ExtractionSettings | undefined {
  const { protocol, settings, region } = images[name];
  if (protocol !== undefined) return settingsOf(protocolById(protocol).sequences[name as SequenceName]);
  return settings && region ? { ...settingsFrom(settings), roi: region } : undefined;
}

/** What is wrong with an image and with the names of features on it; paths as the file has them, without lines. */
export function faultsOfImage(images: Images, name: string): Omit<SignatureFault, 'line'>[] {
  const { protocol, settings, region } = images[name];
  const at = `images.${name}`;
  if (protocol === undefined) {
    if (!settings) return [];
    try {
      settingsFrom(settings);
      return [];
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      const { got, wanted, remedy } = error;
      return [{ path: `${at}.settings`, got, wanted, remedy }];
    }
  }
  if (settings !== undefined || region !== undefined) {
    const got = `both protocol and ${settings === undefined ? 'region' : 'settings'}`;
    return [{ path: at, got, wanted: 'one of them', remedy: 'A protocol fixes every setting and the region.' }];
  }
  if (!PROTOCOL_IDS.includes(protocol)) {
    const wanted = `one of ${PROTOCOL_IDS.join(', ')}`;
    return [{ path: `${at}.protocol`, got: quoted(protocol), wanted, remedy: meant(protocol, PROTOCOL_IDS) }];
  }
  if ((SEQUENCES as readonly string[]).includes(name)) return [];
  const wanted = `an image of ${protocol}: ${SEQUENCES.join(', ')}`;
  return [{ path: at, got: quoted(name), wanted, remedy: 'Name it so, or give it settings of its own.' }];
}

/** The names that an image's settings give; `undefined` while the settings are open. */
export function namesOfImage(images: Images, name: string): ReadonlySet<string> | undefined {
  const known = settingsOfImage(images, name);
  const { settings } = images[name];
  if (known || !settings) return known && namesOf(known);
  // While the region is open, names that either region gives are possible: shape2D needs the largest slice or force2D.
  const parsed = settingsFrom(settings);
  return new Set(REGIONS.flatMap((roi) => [...namesOf({ ...parsed, roi })]));
}

const REGIONS = ['volume', 'largest-slice'] as const;

function namesOf(settings: ExtractionSettings): Set<string> {
  return new Set(featureNames(settings).flatMap(({ names }) => names));
}

/**
 * What is wrong with a feature's name: the settings of its image do not give it.
 *
 * @param names that the settings give, see {@link namesOfImage}
 * @param isCompared whether the nearest name is looked for, which takes a while for many
 */
export function faultOfName(
  image: string,
  name: string,
  names: ReadonlySet<string> | undefined,
  isCompared: boolean,
): Pick<SignatureFault, 'got' | 'wanted' | 'remedy'> | undefined {
  if (!names || names.has(name)) return undefined;
  const wanted = `a name that the settings of ${image} give`;
  if (!isCompared) return { got: quoted(name), wanted, remedy: '' };
  const bare = name.startsWith(`${image}_`) ? name.slice(image.length + 1) : name;
  const [entry] = explainFeature(bare);
  const same = entry?.equals;
  // The last two of its parts are class and feature.
  const heir = same && [...bare.split('_').slice(0, -2), same].join('_');
  if (heir && names.has(heir)) {
    const remedy = `PyRadiomics no longer computes it: it has the values of "${heir}".`;
    return { got: quoted(name), wanted, remedy };
  }
  // PyRadiomics writes sigma as the settings do: 2 and 2.0 give two names.
  const other = [bare.replace(/-0-mm-/, '-mm-'), bare.replace(/sigma-(\d+)-mm-/, 'sigma-$1-0-mm-')].find(
    (one) => one !== bare && names.has(one),
  );
  if (other !== undefined) {
    const remedy = `They write this sigma otherwise: "${other}". Write it in the settings as the publication does.`;
    return { got: quoted(name), wanted, remedy };
  }
  const types = [...new Set([...names].map((one) => one.slice(0, one.indexOf('_'))))];
  const near = names.has(bare) ? `Did you mean "${bare}"?` : meant(bare, names);
  return { got: quoted(name), wanted, remedy: near || `They give the image types ${types.join(', ')}.` };
}

/** `Did you mean "x"?`, or an empty text. */
export function meant(given: string, known: Iterable<string>): string {
  const found = nearest(given, known);
  return found === undefined ? '' : `Did you mean "${found}"?`;
}

/** A text as refusals repeat it. */
export function quoted(given: string): string {
  return JSON.stringify(given.length > 120 ? `${given.slice(0, 120)}…` : given);
}

/**
 * The settings with nothing but what a signature's features of an image need: the image types and classes that hold them.
 * Each is computed by itself, so that the values are the same.
 */
export function settingsForFeatures(settings: ExtractionSettings, names: readonly string[]): ExtractionSettings {
  const isWanted = (one: ExtractionSettings): boolean => {
    const given = namesOf(one);
    return names.some((name) => given.has(name));
  };
  const classes = [...settings.featureClasses].filter(([name]) =>
    isWanted({ ...settings, featureClasses: new Map([[name, settings.featureClasses.get(name) ?? 'all']]) }),
  );
  const featureClasses: ExtractionSettings['featureClasses'] = new Map(classes);
  const textures = new Map(classes.filter(([name]) => name !== 'shape' && name !== 'shape2D'));
  const imageTypes = settings.imageTypes.filter((type) =>
    isWanted({ ...settings, featureClasses: textures, imageTypes: [type] }),
  );
  return { ...settings, featureClasses, imageTypes };
}
