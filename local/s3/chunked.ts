/** Reads bodies in `aws-chunked` encoding, with the checksums that follow as trailers. */
import { S3Error } from './errors.ts';

const CR_LF = Buffer.from('\r\n');
const LONGEST_LINE = 16384;

/**
 * A body in `aws-chunked` encoding: `{hex size}\r\n{bytes}\r\n … 0\r\n{trailer: value}\r\n\r\n`
 * (S3 API Reference, "Authenticating requests: streaming uploads with trailing headers").
 */
export class AwsChunkedBody {
  /** Complete once `bytes` has ended. */
  readonly trailers = new Map<string, string>();
  private readonly source: AsyncIterator<Buffer>;
  private pending: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async *bytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const line = await this.line();
      const size = /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(line);
      if (!size) throw malformed(`chunk header '${line.slice(0, 40)}'`);
      let left = Number.parseInt(size[1], 16);
      if (left === 0) break;
      while (left > 0) {
        if (this.pending.length === 0) await this.fill();
        const piece = this.pending.subarray(0, left);
        this.pending = this.pending.subarray(piece.length);
        left -= piece.length;
        yield piece;
      }
      if ((await this.line()) !== '') throw malformed('chunk that is longer than its header says');
    }
    for (let line = await this.line(); line !== ''; line = await this.line()) {
      const colon = line.indexOf(':');
      if (colon < 0) throw malformed('trailer without a colon');
      this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    if (this.pending.length > 0 || !(await this.source.next()).done) throw malformed('bytes after the last chunk');
  }

  /** Reads on to the end, so that a client that is still sending gets to see the answer. */
  async drain(): Promise<void> {
    while (!(await this.source.next()).done);
  }

  private async line(): Promise<string> {
    let end = this.pending.indexOf(CR_LF);
    while (end < 0) {
      if (this.pending.length > LONGEST_LINE) throw malformed('line without an end');
      const before = this.pending;
      this.pending = Buffer.alloc(0);
      await this.fill();
      this.pending = Buffer.concat([before, this.pending]);
      end = this.pending.indexOf(CR_LF);
    }
    const line = this.pending.toString('latin1', 0, end);
    this.pending = this.pending.subarray(end + CR_LF.length);
    return line;
  }

  private async fill(): Promise<void> {
    const { done, value } = await this.source.next();
    if (done) throw new S3Error(400, 'IncompleteBody', 'The request body ended before its last chunk.');
    this.pending = value;
  }
}

function malformed(what: string): S3Error {
  return new S3Error(400, 'InvalidRequest', `The aws-chunked body is malformed: got a ${what}.`);
}
