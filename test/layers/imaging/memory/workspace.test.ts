/** The workspace: zeros whenever they are asked for, nothing shared, and everything given back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../../../layers/imaging/index.ts';

/** What a computation takes, and what it calls within. */
interface Work {
  readonly lengths: readonly number[];
  readonly inner: readonly Work[];
}
const workOf = (depth: number): fc.Arbitrary<Work> =>
  fc.record({
    lengths: fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 200_000 })), {
      maxLength: 4,
    }),
    inner: depth === 0 ? fc.constant([]) : fc.array(workOf(depth - 1), { maxLength: 3 }),
  });

describe('a workspace', () => {
  it('hands out zeros, and no array changes while its scope lasts, however scopes nest', () => {
    fc.assert(
      fc.property(workOf(3), ({ lengths, inner }) => {
        const workspace = new Workspace();
        let mark = 0;
        const run = (one: Work): void =>
          workspace.within(() => {
            const taken = one.lengths.map((length, k) => {
              const array = k % 2 === 0 ? workspace.f64(length) : workspace.i32(length);
              expect(array.every((value) => value === 0)).toBe(true);
              return { array: array.fill(++mark), mark };
            });
            one.inner.forEach(run);
            for (const { array, mark: own } of taken) expect(array.every((value) => value === own)).toBe(true);
          });
        for (let round = 0; round < 2; round++) run({ lengths, inner });
      }),
      { numRuns: 40 },
    );
  });

  it('gives an array again when its scope has ended, also by an error, and no earlier', () => {
    const workspace = new Workspace();
    const places = workspace.within(() => {
      const outer = workspace.f64(5);
      const first = workspace.within(() => workspace.f64(7).byteOffset);
      expect(() =>
        workspace.within(() => {
          expect(workspace.f64(7).byteOffset).toBe(first);
          throw new Error('refused');
        }),
      ).toThrow('refused');
      return { outer: outer.byteOffset, first, again: workspace.f64(7).byteOffset };
    });
    expect(places.again).toBe(places.first);
    expect(places.first).toBeGreaterThan(places.outer);
  });

  it('gives ordinary arrays outside of any scope, which nobody takes back', () => {
    const workspace = new Workspace();
    const [one, other] = [workspace.f64(3), workspace.f64(3)];
    expect(one.buffer).not.toBe(other.buffer);
    expect(one.buffer.byteLength).toBe(24);
  });

  it('shares nothing with another workspace, not even the memory of its kernel', () => {
    const [one, other] = [new Workspace(), new Workspace()];
    const buffers = [one, other].map((workspace) => workspace.within(() => workspace.f64(3).buffer));
    expect(buffers[0]).not.toBe(buffers[1]);
    expect(one.spline).toBe(one.spline);
    expect(one.spline).not.toBe(other.spline);
  });
});
