/** How versions stand: what answered before, what each was made from, what may be promoted, where each is drawn. */
import { describe, expect, it } from 'vitest';
import { addressOf, type Change, referenceOf } from '../../../../console/pages/models/line/line-types.ts';
import {
  comparedByDefault,
  earlierChampions,
  originOf,
  promotionBar,
  rollbackTarget,
  standingOf,
} from '../../../../console/pages/models/line/standing.ts';
import { refusingGates } from '../../../../console/pages/models/standing/decide.ts';
import { gateRows, gatesCsv, together } from '../../../../console/pages/models/standing/gate-rows.ts';
import { gateSettings } from '../../../../console/pages/models/standing/gate-settings.ts';
import { lineageOf } from '../../../../console/pages/models/standing/lineage.ts';
import { gate, versionRow } from './versions.ts';

function changes(...list: readonly (readonly [Change['action'], number | undefined, number | null])[]): Change[] {
  return list.map(([action, version, champion], k) => ({
    revision: k + 1,
    at: '2026-11-26T03:00:00.000Z',
    action,
    champion,
    by: 'service',
    ...(version !== undefined && { version }),
  }));
}

describe('versions that answered before', () => {
  it.each([
    [
      [
        ['create', undefined, null],
        ['promote', 1, 1],
      ],
      [],
    ],
    [
      [
        ['promote', 1, 1],
        ['promote', 3, 3],
        ['promote', 5, 5],
      ],
      [1, 3],
    ],
    [
      [
        ['promote', 1, 1],
        ['promote', 3, 3],
        ['roll-back', 1, 1],
      ],
      [],
    ],
    [
      [
        ['promote', 1, 1],
        ['promote', 3, 3],
        ['promote', 5, 5],
        ['roll-back', 3, 3],
        ['promote', 5, 5],
      ],
      [1, 3],
    ],
    [
      [
        ['promote', 1, 1],
        ['promote', 3, 3],
        ['retire', 1, 3],
      ],
      [],
    ],
    [
      [
        ['promote', 1, 1],
        ['promote', 3, 3],
        ['suspend', 3, 1],
      ],
      [],
    ],
    [
      [
        ['promote', 1, 1],
        ['refuse', 2, 1],
        ['configure', undefined, 1],
        ['challenge', 2, 1],
      ],
      [],
    ],
  ] as const)('of %j are %j', (list, wanted) => {
    expect(earlierChampions(changes(...list))).toEqual(wanted);
    expect(earlierChampions(changes(...list).reverse())).toEqual(wanted);
  });

  it('are where a rollback goes, unless they may not answer any more', () => {
    const versions = [versionRow(1), versionRow(3, { state: 'retired' }), versionRow(5, { state: 'champion' })];
    expect(rollbackTarget(versions, [1, 3])).toBe(1);
    expect(rollbackTarget(versions, [3])).toBeUndefined();
    expect(standingOf(versions[0], [1])).toBe('was-promoted');
    expect(standingOf(versions[1], [3])).toBe('retired');
    expect(standingOf(versions[2], [])).toBe('champion');
  });
});

describe('a version', () => {
  it('was made from what its gates held it against', () => {
    const versions = [
      versionRow(5, { train: 118, test: 65, features: 7 }),
      versionRow(7, { against: 5, train: 149, test: 65, features: 8 }),
    ];
    expect(originOf(versions[1], versions)).toEqual({ parent: 5, rows: 31, features: 1 });
    expect(originOf(versions[0], versions)).toEqual({});
  });

  it('may be promoted unless it answers, is gone, a gate refuses it, or the caller may not', () => {
    const member = { standing: 'member' } as const;
    expect(promotionBar(versionRow(7), member, true)).toBeUndefined();
    expect(promotionBar(versionRow(7), { standing: 'guest' }, true)).toEqual({ why: 'guest' });
    expect(promotionBar(versionRow(7), member, false)).toEqual({ why: 'scope' });
    expect(promotionBar(versionRow(7, { state: 'champion' }), member, true)).toEqual({ why: 'answers' });
    expect(promotionBar(versionRow(7, { state: 'withdrawn' }), member, true)).toEqual({ why: 'withdrawn' });
    const gates = [gate('auc-in-test', 'passed'), gate('net-benefit', 'refused'), gate('new-events', 'not-measured')];
    expect(promotionBar(versionRow(6, { gates }), member, true)).toEqual({ why: 'gates', gates: ['net-benefit'] });
  });

  it('is compared with what answers: the candidate first, else the two newest', () => {
    const versions = [versionRow(3), versionRow(5), versionRow(7)];
    expect(comparedByDefault({ promoted: 5, challenger: 7 }, versions)).toEqual([7, 5]);
    expect(comparedByDefault({ promoted: 7, challenger: null }, versions)).toEqual([5, 7]);
    expect(comparedByDefault({ promoted: null, challenger: null }, versions)).toEqual([7, 5]);
    expect(comparedByDefault({ promoted: 3, challenger: null }, [versionRow(3)])).toBeUndefined();
    expect(comparedByDefault({ promoted: null, challenger: null }, [])).toBeUndefined();
  });
});

describe('the lineage', () => {
  const versions = [
    versionRow(1),
    versionRow(3, { against: 1 }),
    versionRow(5, { against: 3, state: 'champion' }),
    versionRow(6, { against: 5, state: 'refused' }),
    versionRow(7, { against: 5, train: 91, state: 'challenger' }),
  ];

  it('has the newest version that may answer and its ancestors on one line, the refused one on the side', () => {
    const { nodes, edges, left } = lineageOf(versions);
    const place = new Map(nodes.map(({ version, x, y }) => [version.version, [x, y]]));
    expect(nodes.filter(({ isSide }) => isSide).map(({ version }) => version.version)).toEqual([6]);
    expect(place.get(6)?.[1]).toBe(place.get(7)?.[1]);
    expect([7, 5, 3, 1].map((one) => place.get(one)?.[1])).toEqual([26, 86, 146, 206]);
    expect(edges.map(({ from, to }) => [from.version.version, to.version.version])).toEqual([
      [7, 5],
      [6, 5],
      [5, 3],
      [3, 1],
    ]);
    expect(edges[0].rows).toBe(31);
    expect(edges[1].rows).toBeUndefined();
    expect(left).toBe(0);
  });

  it('draws no two versions in one place, however many were refused, and says how many are left out', () => {
    const many = Array.from({ length: 30 }, (_, k) =>
      versionRow(k + 1, { against: 1, state: k % 3 === 0 ? 'candidate' : 'refused' }),
    );
    const { nodes, left } = lineageOf(many);
    expect(nodes).toHaveLength(8);
    expect(left).toBe(22);
    expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(8);
  });

  it('of no version is empty', () => {
    expect(lineageOf([])).toMatchObject({ nodes: [], edges: [] });
  });
});

describe('the table of gates', () => {
  const versions = [
    versionRow(7, { gates: [gate('net-benefit', 'passed'), gate('auc-in-test', 'passed', 'above 0.53')] }),
    versionRow(6, { gates: [gate('auc-in-test', 'refused', 'above 0.51'), gate('a-new-gate', 'not-measured')] }),
  ];

  it('has the gates in the order of judging, those that it does not know last', () => {
    const rows = gateRows(versions);
    expect(rows.map((row) => row.gate)).toEqual(['auc-in-test', 'net-benefit', 'a-new-gate']);
    expect(rows[0].cells.map(({ verdict }) => verdict)).toEqual(['passed', 'refused']);
    expect(rows[1].cells.map(({ verdict }) => verdict)).toEqual(['passed', 'not-judged']);
    expect(rows[2].cells.map(({ verdict }) => verdict)).toEqual(['not-judged', 'not-measured']);
  });

  it('says what is wanted once if it is the same for all, else in each cell', () => {
    const [auc, benefit] = gateRows(versions);
    expect(auc.wanted).toBeUndefined();
    expect(benefit.wanted).toBe('more');
  });

  it('says what all of them say together', () => {
    expect(versions.map(together)).toEqual(['passed', 'refused']);
    expect(together({ ...versions[0], status: {} })).toBe('not-judged');
  });

  it('is saved as CSV with its words quoted', () => {
    expect(gatesCsv(versions).split('\n')[1]).toBe('auc-in-test,7,passed,"auc-in-test ""got""","above 0.53"');
  });

  it('reads refusing gates from the body of a problem, and none from anything else', () => {
    expect(refusingGates({ gates: [gate('a', 'passed'), gate('b', 'refused')] })).toHaveLength(1);
    expect([undefined, 'no', {}, { gates: 'no' }].flatMap(refusingGates)).toEqual([]);
  });

  it('says of each gate whether the line set it, left it out, or has the default', () => {
    const settings = gateSettings({ newEvents: null, netBenefit: { leastMean: 0.1, mostLoss: 0, confidence: 0.9 } });
    expect(settings).toHaveLength(9);
    expect(settings.find((one) => one.gate === 'new-events')).toMatchObject({ origin: 'left-out', numbers: [] });
    expect(settings.find((one) => one.gate === 'net-benefit')).toMatchObject({
      origin: 'line',
      numbers: [
        ['leastMean', '0.1'],
        ['mostLoss', '0'],
        ['confidence', '0.9'],
      ],
    });
    expect(settings.find((one) => one.gate === 'auc-in-test')?.origin).toBe('default');
  });
});

describe('the address of a line', () => {
  it('is its name among the own lines, else with its owner', () => {
    expect(referenceOf({ owner: 'centre-1', name: 'her2-pcr' }, 'centre-1')).toBe('her2-pcr');
    expect(referenceOf({ owner: 'consortium-net', name: 'her2-pcr' }, 'centre-1')).toBe('consortium-net~her2-pcr');
    expect(addressOf('a~b', 'versions', 7)).toBe('/models/a~b/versions/7');
  });
});
