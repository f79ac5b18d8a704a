import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { globalAgent, request, type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connect } from 'node:tls';
import { connectionFault, DeliveryError, statusFault } from '../../platform/http-call.ts';

/** What a server said of its file when it was fetched last. */
interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export interface FetchedFile extends Validators {
  /** In hex. */
  sha256: string;
}

interface DownloadOptions {
  /** Where to; nothing may be there yet. */
  file: string;
  validators: Validators;
  maxBytes: number;
  /** So long nothing may come. */
  stallMs: number;
  signal: AbortSignal;
  userAgent: string;
}

const maxRedirects = 5;

/**
 * Fetches a file over HTTPS, through the proxy that the environment names where there is one.
 * @returns null when it is the same as when it was fetched last
 * @throws {DeliveryError} with a code; what the file system says when the file cannot be written
 */
export async function downloadList(
  address: string,
  options: DownloadOptions,
): Promise<FetchedFile | null> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    // Anyone between could say anything, and lead the rest of the way in the clear.
    if (url.protocol !== 'https:') throw new DeliveryError('not_https');
    const response = await respond(url, options);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return save(response, options);
    response.destroy();
    if (statusCode === 304) return null;
    const { location } = headers;
    if (statusCode < 300 || statusCode >= 400 || location === undefined) {
      const get = (name: string) => headers[name]?.toString() ?? null;
      throw statusFault({ status: statusCode, headers: { get } });
    }
    if (!URL.canParse(location, url.href)) throw new DeliveryError('bad_redirect');
    url = new URL(location, url);
  }
  throw new DeliveryError('too_many_redirects');
}

async function respond(url: URL, options: DownloadOptions): Promise<IncomingMessage> {
  const { etag, lastModified } = options.validators;
  const headers = {
    'user-agent': options.userAgent,
    'accept-encoding': 'identity',
    ...(etag !== null && { 'if-none-match': etag }),
    ...(lastModified !== null && { 'if-modified-since': lastModified }),
  };
  try {
    const tunnel = await tunnelTo(url, options);
    return await new Promise((resolve, reject) => {
      const { signal, stallMs: timeout } = options;
      const asked = { headers, signal, timeout, rejectUnauthorized: true, ...tunnel };
      let answer: IncomingMessage | undefined;
      const call = request(url, asked, (response) => resolve((answer = response)));
      // Until all of it has come, not until the first of it.
      call.on('timeout', () => (answer ?? call).destroy(new DeliveryError('timed_out')));
      call.on('error', reject);
      call.end();
    });
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(connectionFault(error));
  }
}

/** Through a proxy by CONNECT, so that it sees no more than the server's name; empty where there is none. */
async function tunnelTo(url: URL, { signal, stallMs }: DownloadOptions): Promise<RequestOptions> {
  const proxy = proxyFor(url, process.env);
  if (proxy === null) return {};
  const target = `${url.hostname}:${url.port || 443}`;
  const { username, password } = proxy;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const isSecured = proxy.protocol === 'https:';
  const options = {
    host: proxy.hostname,
    port: proxy.port || (isSecured ? 443 : 80),
    method: 'CONNECT',
    path: target,
    headers: {
      host: target,
      ...(username !== '' && {
        'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}`,
      }),
    },
    agent: false as const,
    timeout: stallMs,
    signal,
  };
  const socket = await new Promise<Socket>((resolve, reject) => {
    const call = isSecured ? request(options) : plainRequest(options);
    call.on('connect', ({ statusCode }, opened) => {
      if (statusCode === 200) resolve(opened);
      else {
        opened.destroy();
        reject(new DeliveryError(`proxy_${statusCode}`));
      }
    });
    call.on('timeout', () => call.destroy(new DeliveryError('timed_out')));
    call.on('error', reject);
    call.end();
  });
  const { hostname: host } = url;
  const secured = connect({
    socket,
    host,
    rejectUnauthorized: true,
    ...(isIP(host) === 0 && { servername: host }),
    ...(globalAgent.options.ca && { ca: globalAgent.options.ca }),
  });
  // No agent: it would make a connection of its own, past the proxy.
  secured.setTimeout(stallMs);
  return { createConnection: () => secured };
}

/** By `HTTPS_PROXY` and `NO_PROXY`, as curl reads them; null: directly. @throws {DeliveryError} `bad_proxy` */
export function proxyFor({ hostname, port }: URL, env: NodeJS.ProcessEnv): URL | null {
  const set = (name: string) => env[name.toLowerCase()] || env[name];
  const proxy = set('HTTPS_PROXY') ?? set('ALL_PROXY');
  if (!proxy) return null;
  const without = (set('NO_PROXY') ?? '').split(/[\s,]+/).filter((one) => one !== '');
  const isExempt = without.some((one) => {
    const [name = '', at] = one
      .toLowerCase()
      .replace(/^\*?\./, '')
      .split(':');
    if (at !== undefined && at !== (port || '443')) return false;
    return name === '*' || hostname === name || hostname.endsWith(`.${name}`);
  });
  if (isExempt) return null;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (/^https?:/i.test(address) && URL.canParse(address)) return new URL(address);
  throw new DeliveryError('bad_proxy');
}

async function save(
  response: IncomingMessage,
  { file, maxBytes, signal }: DownloadOptions,
): Promise<FetchedFile> {
  const { etag = null, 'last-modified': lastModified = null } = response.headers;
  const hash = createHash('sha256');
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes > maxBytes) done(new DeliveryError('too_large'));
      else done(null, chunk);
    },
  });
  let isOfDisk = false;
  const written = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  written.on('error', () => (isOfDisk = !response.errored && !counting.errored));
  try {
    await pipeline(response, counting, written, { signal });
  } catch (error) {
    if (isOfDisk || error instanceof DeliveryError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const isCut = code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
    throw new DeliveryError(isCut ? 'cut_off' : connectionFault(error));
  }
  return { sha256: hash.digest('hex'), etag, lastModified };
}
