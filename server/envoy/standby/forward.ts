import { request as plainRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { RefusalError } from '../../platform/operator-error.ts';
import { printable } from '#base/text';
import { signatureHeader } from '#envoy';
import { doctorAgent } from '../envoy-calls.ts';
import { firstArrivalHeader, longestMsAgo } from '../first-arrival.ts';
import { isProven, newNonce, nonceHeader, proofHeader } from './answer-proof.ts';

/** Where a call is passed on to: the service that a stand-by backs up, or another instance. */
export interface ForwardTarget {
  url: URL;
  /** The certificate authority of the service's certificate, as PEM; default: the system's. */
  ca?: string;
  /** Envoy's client secrets; the service has the same. */
  secrets: readonly string[];
}

/** @throws {RefusalError} when the address is not allowed */
export function standbyUrl(address: string, isEncryptedOtherwise: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new RefusalError(
      'bad_address',
      printable`${address} is no address of a service: give one such as https://lobby.example:8443.`,
    );
  }
  if (url.protocol === 'https:' || isThisMachine(url.hostname) || isEncryptedOtherwise) return url;
  throw new RefusalError(
    'without_tls',
    printable`A call holds what the visitor typed, and ${address} would carry it unencrypted. Give an https address, or --without-tls where a VPN or an SSH tunnel encrypts the way.`,
  );
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** A call from Envoy as it arrived. */
export interface ForwardedCall {
  method: string;
  /** Path with query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface ServiceAnswer {
  status: number;
  body: Buffer;
  /** Whether a service with the same client secret gave the answer. */
  isProven: boolean;
}

const longestAnswer = 1024 * 1024;

interface ForwardOptions {
  /** Milliseconds since the call first arrived. */
  agoMs: number;
  signal: AbortSignal;
  /** How long connecting may take; default: until the signal aborts. */
  connectMs?: number;
  /** Added to those of Envoy. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * Sends the call to the service, with no other header of its caller than the signature. Each call gets a new
 * connection, because a kept one may close at the moment of its use.
 * @throws when no complete answer came before the signal aborted
 */
export function forward(
  call: ForwardedCall,
  { url, ca, secrets }: ForwardTarget,
  { agoMs, signal, connectMs, headers = {} }: ForwardOptions,
): Promise<ServiceAnswer> {
  const nonce = newNonce();
  const { method, path, body } = call;
  const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, {
    method,
    path: url.pathname.replace(/\/$/, '') + path,
    headers: { ...forwardedHeaders(call, nonce, agoMs), ...headers },
    agent: false,
    ...(ca !== undefined && { ca }),
  });
  return new Promise<ServiceAnswer>((resolve, reject) => {
    const fail = (error: Error) => {
      reject(error);
      request.destroy();
    };
    const onAbort = () => fail(new Error('no answer in time'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    if (connectMs !== undefined) {
      const limit = setTimeout(() => fail(new Error('not connected in time')), connectMs);
      const event = url.protocol === 'https:' ? 'secureConnect' : 'connect';
      request.once('socket', (socket) => socket.once(event, () => clearTimeout(limit)));
      request.once('close', () => clearTimeout(limit));
    }
    request.once('error', fail);
    // Such an answer is not Envoy's protocol, and Node emits no other event for it.
    request.once('upgrade', () => fail(new Error('another protocol')));
    request.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      fail(new Error('closed without an answer'));
    });
    request.once('response', (response) => {
      void wholeBody(response).then((bytes) => {
        const status = response.statusCode ?? 0;
        const proof = String(response.headers[proofHeader]);
        resolve({
          status,
          body: bytes,
          isProven: isProven(proof, secrets, { nonce, call, status, body: bytes }),
        });
      }, fail);
    });
    request.end(body);
  });
}

/** Only what Envoy signed: a caller may have set any other header. */
function forwardedHeaders({ headers, body }: ForwardedCall, nonce: string, agoMs: number) {
  const signature = headers[signatureHeader];
  return {
    ...(signature !== undefined && { [signatureHeader]: signature }),
    ...(headers['user-agent'] === doctorAgent && { 'user-agent': doctorAgent }),
    'content-type': 'application/json',
    'content-length': body.length,
    [firstArrivalHeader]: Math.min(longestMsAgo, Math.max(0, Math.round(agoMs))),
    [nonceHeader]: nonce,
  };
}

async function wholeBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if ((length += chunk.length) > longestAnswer) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
