/** IBSI-1: the digital phantom, a seeded volume beside MIRP, and the chest phantom if it is there. */
import { readFileSync } from 'node:fs';
import { readMask, readVolume } from '@radscore/imaging';
import { agrees, conformance, extractIbsi, IBSI_CONFIGURATIONS, ibsiConfiguration } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { digitalPhantom } from '../../layers/radiomics/ibsi/phantom.ts';
import { goldenPath, ofRealImages, sharedPath } from '../shared.ts';
import { chest, chestStandIn, compared, offMirp } from './ibsi-chest.ts';

interface Row {
  readonly tag: string;
  readonly wanted: number;
  readonly tolerance: number;
}

/** Rows without a value have no consensus. */
function reference(file: string): Row[] {
  return readFileSync(goldenPath(`ibsi-1/${file}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(';'))
    .filter(([value]) => value !== '')
    .map(([value, tolerance, tag]) => ({ tag, wanted: Number(value), tolerance: Number(tolerance) }));
}

function fileOf(configuration: string): string {
  return configuration === 'phantom' ? 'ibsi_1_dig_phantom' : `ibsi_1_chest_config_${configuration.toLowerCase()}`;
}

describe('IBSI-1 digital phantom, as the engine carries it', () => {
  it('gives every consensus value', () => {
    const rows = conformance();
    expect(rows).toHaveLength(482);
    expect(rows.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('tells a value that is off', () => {
    expect(agrees(1.006, 1, 0)).toBe(false);
    expect(agrees(1.004, 1, 0)).toBe(true);
    expect(agrees(Number.NaN, 1, 0.1)).toBe(false);
  });
});

describe('IBSI-1 configurations', () => {
  const table: string[] = [];

  it.each(Object.keys(chest.values))('%s: the values of MIRP on a seeded volume, none left out', (name) => {
    const { image, mask } = chestStandIn();
    expect(compared(name)).toBe(/[AB]/.test(name) ? 346 : 210);
    expect(offMirp(extractIbsi(image, mask, ibsiConfiguration(name)), name)).toEqual([]);
  });

  it('a slice of lone voxels has no NGTDM, and no part in the average over slices', () => {
    const { image, mask } = digitalPhantom();
    const { size, spacing, direction } = image;
    const [x, y, z] = size;
    const [origin, taller] = [image.origin, [x, y, z + 1] as const];
    const higher = (voxels: Float64Array | Uint8Array, top: number) => [
      ...voxels,
      ...new Array(x * y).fill(0).map((_, k) => (k === 7 ? top : 0)),
    ];
    const grid = { size: taller, spacing, origin, direction };
    const withLone = extractIbsi(
      { ...grid, voxels: Float64Array.from(higher(Float64Array.from(image.voxels), 3)) },
      { ...grid, voxels: Uint8Array.from(higher(mask.voxels, 1)) },
      ibsiConfiguration('phantom'),
    );
    const without = extractIbsi(image, mask, ibsiConfiguration('phantom'));
    const tags = Object.keys(without).filter((tag) => /^ngt_.*_2D$/.test(tag));
    expect(tags).toHaveLength(5);
    for (const tag of tags) expect(withLone[tag], tag).toBe(without[tag]);
  });

  it('docs/ibsi-1.md has every consensus value, and a value within its tolerance', () => {
    const document = readFileSync(new URL('../../docs/ibsi-1.md', import.meta.url), 'utf8');
    const lines = document.split('\n').filter((line) => /^\| (phantom|[A-E]) \|/.test(line));
    const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    const listed = cells.map(([, name, tag, , wanted, tolerance]) => [name, tag, wanted, tolerance].join(' '));
    const published = IBSI_CONFIGURATIONS.flatMap(({ name }) =>
      reference(fileOf(name)).map(({ tag, wanted, tolerance }) => [name, tag, wanted, tolerance].join(' ')),
    );
    expect(listed).toEqual(published);
    expect(
      cells.filter(([, , , got, wanted, tolerance]) => !agrees(Number(got), Number(wanted), Number(tolerance))),
    ).toEqual([]);
  });

  it.each(
    ofRealImages(IBSI_CONFIGURATIONS).map((c) => [c.name, c] as const),
  )('%s: every value, none left out', (name, configuration) => {
    const phantom = name === 'phantom';
    const folder = `data/ibsi-1/${phantom ? 'digital' : 'ct'}-phantom/nifti`;
    const read = (file: string): Uint8Array => readFileSync(sharedPath(`${folder}/${file}`));
    const image = readVolume(read('image/phantom.nii.gz'), 'phantom.nii.gz');
    const mask = readMask([{ name: 'mask.nii.gz', bytes: read('mask/mask.nii.gz') }], image);
    const rows = reference(fileOf(name));

    const got = extractIbsi(image, mask, configuration);

    for (const { tag, wanted, tolerance } of rows) {
      table.push(`| ${name} | ${tag} | ${Number(got[tag].toPrecision(6))} | ${wanted} | ${tolerance} |`);
    }
    expect(rows.filter(({ tag, wanted, tolerance }) => !agrees(got[tag], wanted, tolerance))).toEqual([]);
  });

  it.each(ofRealImages(['docs/ibsi-1.md']))('the phantoms give the table in %s', async () => {
    const text = [
      '# IBSI-1: this engine against the consensus',
      '',
      'Generated by `test/standards/ibsi-1.test.ts` (update with `npx vitest run test/standards -u`). `phantom` is the',
      'digital phantom, A to E are the configurations of the chest CT phantom. Consensus values are published to three',
      'significant digits; a value agrees within the published tolerance and half of the last digit. Densities by oriented',
      'bounding box and by minimum-volume enclosing ellipsoid, and the area under the intensity-volume histogram, have no',
      'consensus value.',
      '',
      '| configuration | tag | this engine | consensus | tolerance |',
      '| --- | --- | --: | --: | --: |',
      ...table,
      '',
    ].join('\n');
    await expect(text).toMatchFileSnapshot('../../docs/ibsi-1.md');
  });
});
