/** Claims of tokens: which institution, which consortia, and what is refused. */
import { callerOfClaims } from '@radscore/pipeline';
import { describe, expect, it } from 'vitest';

describe('the claims of a token', () => {
  it('name an institution, alone or with partners', () => {
    expect(callerOfClaims({ institution: 'centre-1', sub: 'u1' })).toEqual({
      institution: 'centre-1',
      consortia: [],
      subject: 'u1',
    });
    const [pair] = callerOfClaims({ institution: 'centre-1', consortium: 'centre-2' }).consortia;
    expect(pair.members).toEqual(['centre-1', 'centre-2']);
    // The partner's claim names the same consortium from its side.
    expect(callerOfClaims({ institution: 'centre-2', consortium: 'centre-1' }).consortia).toEqual([pair]);
    expect(pair.owner).toMatch(/^consortium-[0-9a-f]{8}$/);
  });

  it.each([
    'centre-2 centre-3',
    'centre-2,centre-3',
    '[centre-2 centre-3]',
    ' centre-3,  centre-2 centre-1 ',
  ])('take a list as %j', (consortium) => {
    const { consortia } = callerOfClaims({ institution: 'centre-1', consortium });
    expect(consortia.map(({ members }) => members)).toEqual([['centre-1', 'centre-2', 'centre-3']]);
  });

  it('name several consortia', () => {
    const consortium = 'her2-net: centre-1 centre-2; tnbc: centre-3, centre-4';
    expect(callerOfClaims({ institution: 'centre-1', consortium }).consortia).toEqual([
      { owner: 'consortium-her2-net', members: ['centre-1', 'centre-2'] },
      { owner: 'consortium-tnbc', members: ['centre-1', 'centre-3', 'centre-4'] },
    ]);
  });

  it('make no consortium of the own institution alone', () => {
    expect(callerOfClaims({ institution: 'centre-1', consortium: 'centre-1' }).consortia).toEqual([]);
  });

  it.each([
    'Hospital A',
    'Klinikum_1',
    'centre 1',
    'consortium-her2-net',
    '../etc',
    '-a',
    `${'a'.repeat(64)}`,
    42,
    ['centre-1'],
    { id: 'centre-1' },
  ])('are refused by the form of the institution, without its value: %j', (institution) => {
    const refusal = (() => {
      try {
        return callerOfClaims({ institution });
      } catch (error) {
        return error as Error;
      }
    })() as Error;
    expect(refusal.name).toBe('InstitutionInvalid');
    expect(refusal.message).toMatch(/claim institution .*wanted one institution: 1 to 63 lower-case letters/);
    if (typeof institution === 'string' && institution.length > 3)
      expect(refusal.message).not.toContain(` ${institution} `);
  });

  it.each(['null', ''])('are refused if there is none (%j is none, or an institution of its own)', (institution) => {
    if (institution === '') expect(() => callerOfClaims({ institution })).toThrow(/without an institution claim/);
    expect(() => callerOfClaims({ institution: null })).toThrow(/without an institution claim/);
    expect(() => callerOfClaims({})).toThrow(/without an institution claim/);
  });

  it.each([
    'Her2: centre-1 centre-2',
    'centre-2 Hospital',
    'a:b:c',
  ])('are refused by the form of the consortium: %j', (consortium) => {
    expect(() => callerOfClaims({ institution: 'centre-1', consortium })).toThrow(/claim consortium/);
  });
});
