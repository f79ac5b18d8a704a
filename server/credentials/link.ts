import { lookup as resolve, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { CredentialError } from './credential.ts';

/** A file of several cards is smaller than this. */
const maxBytes = 256 * 1024;

export interface LinkRules {
  /** Hosts, with their port where it is not 443: `cards.example`, `127.0.0.1:8443`. */
  hosts: readonly string[];
  signal: AbortSignal;
}

/**
 * Fetches the file that a link leads to: from a host that the policy names, over https, without
 * following it elsewhere, and never from an address in the network here. Only a host that the policy
 * itself names as this machine (`localhost`, `127.0.0.1`) may be that, and speak plain http.
 *
 * @throws {CredentialError} `link_not_allowed`, `link_failed` or `too_large`
 */
export async function fetchLinked(link: string, { hosts, signal }: LinkRules): Promise<string> {
  const url = URL.canParse(link) ? new URL(link) : null;
  if (!url || !hosts.some((host) => host.toLowerCase() === url.host)) throw notAllowed();
  const isHere = isThisMachine(url.hostname);
  if (url.protocol !== 'https:' && !(isHere && url.protocol === 'http:')) throw notAllowed();
  if (url.username !== '' || url.password !== '') throw notAllowed();
  if (!isHere && isAddress(url.hostname) && !isPublic(url.hostname)) throw notAllowed();
  return get(url, { signal, ...(!isHere && { lookup: publicLookup }) });
}

function get(url: URL, options: { signal: AbortSignal; lookup?: LookupFunction }): Promise<string> {
  const { request } = url.protocol === 'https:' ? https : http;
  const headers = { accept: 'application/smart-health-card, application/json' };
  return new Promise((settle, fail) => {
    const failed = (error: unknown) =>
      fail(error instanceof CredentialError ? error : new CredentialError('link_failed'));
    // A connection of its own: one that is kept for later was looked up by other rules.
    const asked = request(url, { ...options, headers, agent: false }, (response) => {
      // Redirects are answers like any other that is not a file.
      if (response.statusCode !== 200) {
        asked.destroy();
        return failed(null);
      }
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) asked.destroy(new CredentialError('too_large'));
        else chunks.push(chunk);
      });
      response.on('end', () => settle(Buffer.concat(chunks).toString('utf8')));
      response.on('error', failed);
    });
    asked.on('error', failed);
    asked.end();
  });
}

/** Connects to what was looked at, so that a name cannot mean another address a moment later. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[] = []) => {
    const first = found[0];
    if (error || !first) return done(error ?? notAllowed(), '', 4);
    if (!found.every(({ address }) => isPublic(address))) return done(notAllowed(), '', 4);
    if (options.all) return done(null, found);
    done(null, first.address, first.family);
  });
};

/** Not of this machine, of a network like the one here, of a link, or of anything reserved. */
export function isPublic(address: string): boolean {
  const bare = withoutBrackets(address);
  // A mapped IPv4 address is looked at as what it is.
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'unicast';
}

function isAddress(hostname: string): boolean {
  return ipaddr.isValid(withoutBrackets(hostname));
}

function isThisMachine(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function notAllowed(): CredentialError {
  return new CredentialError('link_not_allowed');
}
