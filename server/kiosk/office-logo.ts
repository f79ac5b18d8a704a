import { readFileSync, statSync } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import { SaxesParser } from 'saxes';
import { assertFilesAnswer } from '../config/answering-files.ts';
import { ConfigError, sentenceForOperator } from '../platform/operator-error.ts';
import { logoPath } from '../protocol/messages.ts';

const maxBytes = 256 * 1024;
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Logo {
  type: 'image/png' | 'image/svg+xml';
  bytes: Buffer;
}

/** Reads and checks the office's logo. @throws {ConfigError} that says what to do */
export function readLogo(file: string): Logo {
  const bytes = bytesOf(file);
  if (bytes.subarray(0, pngSignature.length).equals(pngSignature)) {
    return { type: 'image/png', bytes };
  }
  if (isSvg(bytes.toString('utf8'))) return { type: 'image/svg+xml', bytes };
  throw wrong(`the file ${file} is neither a PNG nor an SVG. Save the logo as one of them.`);
}

function bytesOf(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size <= maxBytes) return readFileSync(file);
    const kilobytes = Math.ceil(size / 1024);
    throw wrong(`the file ${file} has ${kilobytes} kB. Give one of at most 256 kB.`);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw wrong(`the file ${file} cannot be read (${code}). Give the path of a file that can.`);
  }
}

/** Whether the text is well-formed XML with `svg` as the root element. */
function isSvg(text: string): boolean {
  let root: string | null = null;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local }) => (root ??= local));
  try {
    parser.write(text).close();
  } catch {
    return false;
  }
  return root === 'svg';
}

function wrong(sentence: string): ConfigError {
  return new ConfigError([`VESTIBULE_OFFICE_LOGO: ${sentence}`]);
}

/** The logo in force: after a mistake in its file, the one before. */
export class OfficeLogo {
  readonly #file: string;
  readonly #log: Logger;
  #logo: Logo;

  /** @throws {ConfigError} */
  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
    this.#logo = readLogo(file);
  }

  get inForce(): Logo {
    return this.#logo;
  }

  /** Reads the file again. Pages that are open show it when they are loaded again. Never rejects. */
  async reload(): Promise<void> {
    try {
      await assertFilesAnswer([this.#file]);
      this.#logo = readLogo(this.#file);
      this.#log.info('office logo in force');
    } catch (error) {
      const mistake = sentenceForOperator(error) ?? String(error);
      this.#log.error({ mistake }, 'THE OFFICE LOGO IS NOT FOLLOWED: the one before stays');
    }
  }
}

/** Serves the logo for the kiosk page. */
export const officeLogo: FastifyPluginAsync<{ logo: OfficeLogo }> = async (app, { logo }) => {
  app.get(logoPath, async (_request, reply) =>
    reply
      .type(logo.inForce.type)
      .header('cache-control', 'no-cache')
      // An SVG that is opened by itself is a page: this policy lets it draw, and nothing else.
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .send(logo.inForce.bytes),
  );
};
