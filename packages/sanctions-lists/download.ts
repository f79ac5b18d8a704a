import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { globalAgent } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { connectionFault, DeliveryError, statusFault } from '#base/http';

/** The server's validators from the last download of its file. */
interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export interface FetchedFile extends Validators {
  /** In hex. */
  sha256: string;
}

interface DownloadOptions {
  /** Path of the download; must not exist yet. */
  file: string;
  validators: Validators;
  maxBytes: number;
  /** Maximum milliseconds without data. */
  stallMs: number;
  signal: AbortSignal;
  userAgent: string;
}

const maxRedirects = 5;

/**
 * Downloads a file over HTTPS, through the proxy that the environment names.
 * @returns null when the file has not changed since the last download
 * @throws {DeliveryError} with a code; the file system's error when the file cannot be written
 */
export async function downloadList(
  address: string,
  options: DownloadOptions,
): Promise<FetchedFile | null> {
  const dispatcher = await dispatcherFor(process.env, options.stallMs);
  try {
    return await follow(new URL(address), options, dispatcher);
  } finally {
    await dispatcher.destroy();
  }
}

async function follow(
  address: URL,
  options: DownloadOptions,
  dispatcher: Dispatcher,
): Promise<FetchedFile | null> {
  let url = address;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    // Without TLS, anybody on the way could change the answer or redirect to another plain address.
    if (url.protocol !== 'https:') throw new DeliveryError('not_https');
    const response = await respond(url, options, dispatcher);
    const { statusCode, headers, body } = response;
    if (statusCode === 200) return save(response, options);
    body.on('error', () => {}).destroy();
    // "Not modified" makes no sense for a file that was never downloaded.
    const isKnown = options.validators.etag !== null || options.validators.lastModified !== null;
    if (statusCode === 304 && !isKnown) throw new DeliveryError('not_changed');
    if (statusCode === 304) return null;
    const location = headers['location']?.toString();
    if (statusCode < 300 || statusCode >= 400 || location === undefined) {
      const get = (name: string) => headers[name]?.toString() ?? null;
      throw statusFault({ status: statusCode, headers: { get } });
    }
    if (!URL.canParse(location, url.href)) throw new DeliveryError('bad_redirect');
    url = new URL(location, url);
  }
  throw new DeliveryError('too_many_redirects');
}

async function respond(
  url: URL,
  { validators, userAgent, signal }: DownloadOptions,
  dispatcher: Dispatcher,
): Promise<Dispatcher.ResponseData> {
  const { etag, lastModified } = validators;
  const headers = {
    'user-agent': userAgent,
    'accept-encoding': 'identity',
    ...(etag !== null && { 'if-none-match': etag }),
    ...(lastModified !== null && { 'if-modified-since': lastModified }),
  };
  try {
    const { request } = await import('undici');
    return await request(url, { dispatcher, headers, signal });
  } catch (error) {
    throw new DeliveryError(requestFault(error));
  }
}

/**
 * Uses `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` as curl does. A proxy sees only the server's name.
 * @throws {DeliveryError} `bad_proxy`
 */
async function dispatcherFor(env: NodeJS.ProcessEnv, stallMs: number): Promise<Dispatcher> {
  const set = (name: string) => env[name.toLowerCase()] || env[name];
  const proxy = set('HTTPS_PROXY') ?? set('ALL_PROXY') ?? '';
  const httpsProxy = proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`;
  if (proxy !== '' && !(/^https?:/i.test(httpsProxy) && URL.canParse(httpsProxy))) {
    throw new DeliveryError('bad_proxy');
  }
  const tls = { rejectUnauthorized: true, timeout: stallMs, ca: globalAgent.options.ca };
  // Loaded by the first download, as it would delay each start.
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    ...{ httpsProxy, httpProxy: '', noProxy: set('NO_PROXY') ?? '' },
    ...{ connect: tls, requestTls: tls, proxyTls: tls },
    ...{ headersTimeout: stallMs, bodyTimeout: stallMs },
  });
}

/** Returns a code that operators can look up. */
function requestFault(error: unknown): string {
  const status = /^Proxy response \((\d+)\)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (status !== undefined) return `proxy_${status}`;
  const code = connectionFault(error);
  return /^UND_ERR_\w+_TIMEOUT$/.test(code) ? 'timed_out' : code;
}

const cutOffCodes = [
  'ECONNRESET',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
];

async function save(
  { headers, body }: Dispatcher.ResponseData,
  { file, maxBytes, signal }: DownloadOptions,
): Promise<FetchedFile> {
  const hash = createHash('sha256');
  const counting = atMost(maxBytes, (chunk) => hash.update(chunk));
  let isOfDisk = false;
  const written = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  written.on('error', () => (isOfDisk = !body.errored && !counting.errored));
  try {
    await pipeline(body, counting, written, { signal });
  } catch (error) {
    if (isOfDisk || error instanceof DeliveryError) throw error;
    const code = requestFault(error);
    throw new DeliveryError(cutOffCodes.includes(code) ? 'cut_off' : code);
  }
  await unzip(file, maxBytes);
  const text = (name: string) => headers[name]?.toString() ?? null;
  return { sha256: hash.digest('hex'), etag: text('etag'), lastModified: text('last-modified') };
}

/** @throws {DeliveryError} `too_large` */
function atMost(maxBytes: number, onChunk: (chunk: Buffer) => void = () => {}): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onChunk(chunk);
      if (bytes > maxBytes) done(new DeliveryError('too_large'));
      else done(null, chunk);
    },
  });
}

/**
 * Decompresses the file, because some servers and proxies always compress, and some files are published compressed.
 * @throws {DeliveryError} `cut_off`, `too_large`
 */
async function unzip(file: string, maxBytes: number): Promise<void> {
  const magic = Buffer.alloc(2);
  const handle = await open(file);
  try {
    await handle.read(magic, 0, 2, 0);
  } finally {
    await handle.close();
  }
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return;
  const unzipped = `${file}.unzipped`;
  const written = createWriteStream(unzipped, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(createReadStream(file), createGunzip(), atMost(maxBytes), written);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof DeliveryError || !code?.startsWith('Z_')) throw error;
    throw new DeliveryError('cut_off');
  }
  await rename(unzipped, file);
}
