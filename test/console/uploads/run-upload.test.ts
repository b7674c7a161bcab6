/** An upload through whatever happens on the way: kills at every point, a lost line, an ended session, pauses. */
import { describe, expect, it } from 'vitest';
import type { UploadUnderWay } from '../../../console/service/uploads-under-way.ts';
import {
  type FailureKind,
  type Prepared,
  runUpload,
  UploadControl,
  type UploadPorts,
} from '../../../console/uploads/run-upload.ts';
import { type UploadEvent, uploadAfter } from '../../../console/uploads/upload-state.ts';

const PREPARED = { manifestHash: 'f'.repeat(64), total: 40, manifest: {} } as Prepared;
/** Four pieces of ten bytes, then the manifest. */
const PIECES = ['a', 'b', 'c', 'd', 'manifest'];

class Broken extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind) {
    super(kind.kind);
    this.kind = kind;
  }
}

/** A service that keeps what arrived, and breaks at a given point. */
function service(breaks: Record<string, FailureKind | 'after' | undefined> = {}) {
  const arrived = new Set<string>();
  const sent: string[] = [];
  const calls = { prepare: 0, online: 0, signedIn: 0 };
  const fail = (point: string): void => {
    const kind = breaks[point];
    if (!kind || kind === 'after') return;
    delete breaks[point];
    throw new Broken(kind);
  };
  const ports: UploadPorts = {
    prepare: async (_signal, read) => {
      calls.prepare++;
      read(0, 40);
      fail('prepare');
      read(40, 40);
      return PREPARED;
    },
    hasManifest: async () => {
      fail('ask');
      return arrived.has('manifest');
    },
    send: async (_prepared, signal, report) => {
      for (const piece of PIECES) {
        if (signal.aborted) throw new Broken({ kind: 'aborted' });
        if (!arrived.has(piece) || piece === 'manifest') {
          fail(piece);
          sent.push(piece);
          arrived.add(piece);
          // The answer is lost though the bytes arrived.
          if (breaks[piece] === 'after') {
            delete breaks[piece];
            throw new Broken({ kind: 'offline' });
          }
        }
        report(Math.min(40, 10 * arrived.size), 40);
        await Promise.resolve();
      }
    },
    kindOf: (error) =>
      error instanceof Broken ? error.kind : { kind: 'fatal', problem: { code: 'internal', message: String(error) } },
    whenOnline: async () => void calls.online++,
    whenSignedIn: async () => void calls.signedIn++,
  };
  return { ports, sent, arrived, calls };
}

function hearing() {
  const events: UploadEvent[] = [];
  let upload: UploadUnderWay = {
    studyId: 'S-1',
    state: 'preparing',
    sent: 0,
    total: 40,
    read: 0,
    toRead: 40,
    folder: 'case',
    isSynthetic: true,
    startedAt: 0,
  };
  const states: string[] = [];
  return {
    hear: (event: UploadEvent) => {
      events.push(event);
      upload = uploadAfter(upload, event);
      if (states.at(-1) !== upload.state) states.push(upload.state);
    },
    states,
    now: () => upload,
  };
}

describe('an upload', () => {
  it('that nothing disturbs is prepared, sent, and ends', async () => {
    const { ports, sent } = service();
    const heard = hearing();
    expect(await runUpload(ports, new UploadControl(), heard.hear)).toBe('sent');
    expect(sent).toEqual(PIECES);
    expect(heard.states).toEqual(['preparing', 'sending', 'sent']);
    expect(heard.now()).toMatchObject({ sent: 40, total: 40 });
  });

  it.each([
    'prepare',
    'ask',
    ...PIECES,
  ])('goes on by itself after the line was lost at %s, and sends nothing twice', async (point) => {
    const { ports, sent, calls } = service({ [point]: { kind: 'offline' } });
    const heard = hearing();
    expect(await runUpload(ports, new UploadControl(), heard.hear)).toBe('sent');
    expect(sent).toEqual(PIECES);
    expect(calls.online).toBe(1);
    expect(heard.states).toContain('offline');
  });

  it.each(PIECES)('whose answer was lost behind %s finds that it has arrived', async (piece) => {
    const { ports, sent } = service({ [piece]: 'after' });
    expect(await runUpload(ports, new UploadControl(), () => {})).toBe('sent');
    expect(sent).toEqual(PIECES);
  });

  it.each(['ask', ...PIECES])('waits at %s for a session that has ended, and goes on', async (point) => {
    const { ports, sent, calls } = service({ [point]: { kind: 'expired' } });
    const heard = hearing();
    expect(await runUpload(ports, new UploadControl(), heard.hear)).toBe('sent');
    expect(calls.signedIn).toBe(1);
    expect(calls.prepare).toBe(1);
    expect(heard.states).toContain('expired');
    expect(sent).toEqual(PIECES);
  });

  it('that another page resumes after a kill at any point sends what is missing and nothing else', async () => {
    for (const point of PIECES) {
      const first = service({ [point]: { kind: 'fatal', problem: { code: 'killed', message: '' } } });
      expect(await runUpload(first.ports, new UploadControl(), () => {})).toBe('failed');
      // The page is gone; another one begins with the same files and the same service.
      expect(await runUpload(first.ports, new UploadControl(), () => {})).toBe('sent');
      expect(first.sent).toEqual(PIECES);
    }
  });

  it('whose manifest arrived before the kill is found to be sent', async () => {
    const { ports, arrived, sent } = service();
    for (const piece of PIECES) arrived.add(piece);
    const heard = hearing();
    expect(await runUpload(ports, new UploadControl(), heard.hear)).toBe('sent');
    expect(sent).toEqual([]);
    expect(heard.now()).toMatchObject({ state: 'sent', sent: 40 });
  });

  it('never shows less than before while the service confirms what has arrived', async () => {
    const { ports } = service({ c: { kind: 'offline' }, d: { kind: 'expired' } });
    const shown: number[] = [];
    const hear = (event: UploadEvent): void => {
      if (event.kind === 'sending') shown.push(event.sent);
    };
    expect(await runUpload(ports, new UploadControl(), hear, 15)).toBe('sent');
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    expect(shown[0]).toBe(15);
  });

  it('ends with the problem that nothing can pass', async () => {
    const problem = { code: 'study-withdrawn', message: 'it was withdrawn' };
    const { ports } = service({ c: { kind: 'fatal', problem } });
    const heard = hearing();
    expect(await runUpload(ports, new UploadControl(), heard.hear)).toBe('failed');
    expect(heard.now()).toMatchObject({ state: 'failed', problem, sent: 20 });
  });

  it('that is paused stands still and goes on where it was', async () => {
    const { ports, sent } = service();
    const control = new UploadControl();
    const heard = hearing();
    let wasPaused = false;
    const running = runUpload(ports, control, (event) => {
      heard.hear(event);
      if (event.kind === 'sending' && event.sent === 20 && !wasPaused) {
        wasPaused = true;
        control.pause();
        heard.hear({ kind: 'paused' });
      }
    });
    for (let i = 0; i < 50; i++) await Promise.resolve();
    expect(sent).toEqual(['a', 'b']);
    expect(heard.now()).toMatchObject({ state: 'paused', sent: 20 });
    heard.hear({ kind: 'resumed' });
    control.resume();
    expect(await running).toBe('sent');
    expect(sent).toEqual(PIECES);
  });

  it('that is stopped sends nothing more, wherever it waits', async () => {
    const { ports, sent } = service();
    const control = new UploadControl();
    const end = runUpload(ports, control, (event) => {
      if (event.kind === 'sending' && event.sent === 20) control.stop();
    });
    expect(await end).toBe('stopped');
    expect(sent).toEqual(['a', 'b']);
    const paused = new UploadControl();
    paused.pause();
    const waiting = runUpload(service().ports, paused, () => {});
    paused.stop();
    expect(await waiting).toBe('stopped');
  });
});

describe('the state of an upload', () => {
  const at = (state: UploadUnderWay['state']): UploadUnderWay => ({ ...hearing().now(), state, sent: 10 });

  it('that is over stays as it is, whatever comes late', () => {
    for (const state of ['sent', 'failed'] as const) {
      for (const kind of ['paused', 'resumed', 'lost', 'ended', 'sent'] as const) {
        expect(uploadAfter(at(state), { kind }).state).toBe(state);
      }
    }
  });

  it('that is paused is not moved by bytes that were on their way', () => {
    expect(uploadAfter(at('paused'), { kind: 'sending', sent: 30, total: 40 })).toMatchObject({
      state: 'paused',
      sent: 10,
    });
    expect(uploadAfter(at('paused'), { kind: 'lost' }).state).toBe('paused');
  });

  it('never shows more bytes than there are', () => {
    expect(uploadAfter(at('sending'), { kind: 'sending', sent: 50, total: 40 }).sent).toBe(40);
  });
});
