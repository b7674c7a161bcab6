/** Files of a study: fetched once, in order, a few at once, with progress; and what is wrong with them. */
import { describe, expect, it } from 'vitest';
import type { StudyFile } from '../../../../console/pages/study/data/study-data.ts';
import { FileNotFetched, StudyDownload } from '../../../../console/pages/study/images/study-files.ts';

const file = (path: string, bytes: number): StudyFile => ({ path, bytes, sha256: '', url: `http://files/${path}` });

/** A service that gives the number of bytes that was asked for, and keeps count. */
function service(lengths: Readonly<Record<string, number>>) {
  const state = { asked: [] as string[], open: 0, most: 0 };
  const fetching = (async (url: string) => {
    state.asked.push(url.slice('http://files/'.length));
    state.open++;
    state.most = Math.max(state.most, state.open);
    await new Promise((over) => setTimeout(over, 1));
    state.open--;
    const length = lengths[url.slice('http://files/'.length)];
    return length === undefined ? new Response(null, { status: 403 }) : new Response(new Uint8Array(length).fill(7));
  }) as typeof fetch;
  return { state, fetching };
}

const { signal } = new AbortController();

describe('the download of a study', () => {
  it('gives the files in their order, whatever comes first, with progress up to the end', async () => {
    const files = [file('a', 3), file('b', 5)];
    const { fetching } = service({ a: 3, b: 5 });
    const heard: number[] = [];
    const download = new StudyDownload([files], signal, fetching);
    const { files: fetched } = await download.filesOf(files, (done, all) => heard.push(done / all));
    expect(fetched.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['a', 3],
      ['b', 5],
    ]);
    expect(heard.at(-1)).toBe(1);
  });

  it('opens no more than six connections at once, first asked first served', async () => {
    const names = Array.from({ length: 40 }, (_, k) => `f${k}`);
    const { state, fetching } = service(Object.fromEntries(names.map((name) => [name, 1])));
    const files = names.map((name) => file(name, 1));
    await new StudyDownload([files], signal, fetching).filesOf(files);
    expect(state.most).toBe(6);
    expect(state.asked).toEqual(names);
  });

  it('fetches an archive that two sequences need once, and gives away only what nothing else needs', async () => {
    const [archive, alone] = [file('study.zip', 9), file('roi.nrrd', 2)];
    const { state, fetching } = service({ 'study.zip': 9, 'roi.nrrd': 2 });
    const download = new StudyDownload([[archive, alone], [archive]], signal, fetching);
    const progress: number[] = [];
    const [one, two] = await Promise.all([
      download.filesOf([archive, alone]),
      download.filesOf([archive], (done, all) => progress.push(done / all)),
    ]);
    expect(state.asked.filter((name) => name === 'study.zip')).toHaveLength(1);
    expect(one.files[0].bytes).toBe(two.files[0].bytes);
    expect(one.transfer).toEqual([one.files[1].bytes.buffer]);
    expect(two.transfer).toEqual([]);
    expect(progress).toEqual([1]);
  });

  it.each([
    ['too short', 4],
    ['too long', 6],
    ['large and too short', 5_000_000 - 1, 5_000_000],
    ['large and too long', 5_000_001, 5_000_000],
  ])('refuses a file that is not as the manifest has it: %s', async (_, length, wanted = 5) => {
    const { fetching } = service({ a: length });
    const files = [file('a', wanted)];
    await expect(new StudyDownload([files], signal, fetching).filesOf(files)).rejects.toThrow(FileNotFetched);
  });

  it('names no path in a refusal, and says what to do', async () => {
    const { fetching } = service({});
    const files = [file('patient-name.dcm', 5)];
    const failing = new StudyDownload([files], signal, fetching).filesOf(files);
    await expect(failing).rejects.toThrow(/files\[0\]: got status 403; wanted 200\. Ask again/);
    await expect(failing).rejects.not.toThrow(/patient/);
  });

  it('asks for nothing more once it is ended', async () => {
    const ending = new AbortController();
    const names = Array.from({ length: 20 }, (_, k) => `f${k}`);
    const { state, fetching } = service(Object.fromEntries(names.map((name) => [name, 1])));
    const files = names.map((name) => file(name, 1));
    const going = new StudyDownload([files], ending.signal, fetching).filesOf(files);
    ending.abort();
    await expect(going).rejects.toThrow();
    expect(state.asked.length).toBeLessThanOrEqual(6);
  });
});

describe('the download of a study in parts', () => {
  const HEAD = 2 ** 15;
  const bytesOf = (path: string, length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, i) => (i + path.charCodeAt(1)) % 251);

  /** A service that knows ranges, or not; a file may change after its head was asked for. */
  function ranges(lengths: Readonly<Record<string, number>>, { knowsRanges = true, changes = '' } = {}) {
    const asked: string[] = [];
    const fetching = (async (url: string, { headers }: RequestInit = {}) => {
      const path = url.slice('http://files/'.length);
      const range = (headers as { range?: string } | undefined)?.range;
      asked.push(`${path} ${range ?? 'whole'}`);
      await new Promise((over) => setTimeout(over));
      const bytes = bytesOf(path, lengths[path]);
      const [, start, last] = /bytes=(\d+)-(\d+)/.exec(range ?? '') ?? [];
      if (!start || !knowsRanges) return new Response(bytes.slice());
      const etag = path === changes && start !== '0' ? '"2"' : '"1"';
      return new Response(bytes.slice(Number(start), Number(last) + 1), { status: 206, headers: { etag } });
    }) as typeof fetch;
    return { asked, fetching };
  }

  async function parts(files: readonly StudyFile[], served: ReturnType<typeof ranges>, order: () => readonly number[]) {
    const got = files.map(({ bytes }) => ({ content: new Uint8Array(bytes), have: 0 }));
    const heard: number[] = [];
    await new StudyDownload([files], signal, served.fetching).partsOf(files, {
      hasHead: ({ path }) => path !== 'roi',
      order,
      onBytes: (done, all) => heard.push(done / all),
      send: ({ file: index, start, bytes }) => {
        got[index].content.set(bytes, start);
        got[index].have += bytes.length;
      },
    });
    expect(got.map(({ have }) => have)).toEqual(files.map(({ bytes }) => bytes));
    const isSame = files.map(({ path, bytes }, i) => Buffer.from(bytesOf(path, bytes)).equals(got[i].content));
    expect(isSame).toEqual(files.map(() => true));
    expect(heard.at(-1)).toBe(1);
  }

  const lengths = { s0: 5 * HEAD, s1: 5 * HEAD, s2: 5 * HEAD + 7, s3: 5 * HEAD, roi: 5 * HEAD, s4: 3 * HEAD };
  const files = Object.entries(lengths).map(([path, bytes]) => file(path, bytes));

  it('has the heads of all before the rest of any, and the rests in the order that is wanted', async () => {
    const served = ranges(lengths);
    await parts(files, served, () => [3, 0]);
    const isRest = (one: string): boolean => one.includes(`bytes=${HEAD}-`);
    expect(served.asked.findIndex(isRest)).toBe(6);
    expect(served.asked.filter(isRest).map((one) => one.slice(0, 2))).toEqual(['s3', 's0', 's1', 's2']);
    // Regions come whole, and files of a few heads.
    expect(served.asked).toContain('roi whole');
    expect(served.asked).toContain('s4 whole');
  });

  it('has the same from a service that knows no ranges', async () => {
    await parts(files, ranges(lengths, { knowsRanges: false }), () => []);
  });

  it('refuses a file that was replaced between its head and its rest', async () => {
    const served = ranges(lengths, { changes: 's1' });
    await expect(parts(files, served, () => [])).rejects.toThrow(/files\[1\]: got two versions/);
  });

  it.each(['head', 'rest'])('refuses a file whose %s is not as long as the manifest has it', async (part) => {
    const shorter = { ...lengths, s1: part === 'head' ? HEAD - 1 : 5 * HEAD - 1 };
    await expect(parts(files, ranges(shorter), () => [])).rejects.toThrow(FileNotFetched);
  });
});
