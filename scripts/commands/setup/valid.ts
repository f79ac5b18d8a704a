import { isIP } from 'node:net';
import { Value } from 'typebox/value';
import { expectationOf } from '../../../packages/schema-mistakes/index.ts';
import { shortSecretMistake } from '../../../server/config/secrets.ts';
import { settingSchemas, type SettingName } from '../../../server/config/settings.ts';

// Each function parses typed text and returns the value, or throws a sentence about the mistake. Options and questions
// use the same functions.

/** The typed text is unusable; the message is a sentence. */
export class UnusableError extends Error {}

/** Top-level names without an address outside of this machine or its network. */
const privateNames = [
  'localhost',
  'local',
  'lan',
  'home',
  'internal',
  'intranet',
  'test',
  'invalid',
];

/** Whether a DNS name has at least two parts and its last part is no number. */
function isFullName(name: string): boolean {
  const labels = name.split('.');
  return (
    name.length <= 253 &&
    labels.length > 1 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label)) &&
    /^([a-z]{2,}|xn--[a-z0-9-]+)$/i.test(labels.at(-1) ?? '')
  );
}

/** Returns `https://hook.example.com` for that text or for `hook.example.com`. @throws {Unusable} */
export function publicUrl(text: string): string {
  const typed = text.trim().replace(/\/+$/, '');
  const url = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(url)) throw new UnusableError('Give an address like https://hook.acme.com.');
  const { protocol, hostname, port, pathname, search, hash, username } = new URL(url);
  if (protocol !== 'https:')
    throw new UnusableError('Envoy calls by https: give an https address.');
  if (pathname !== '/' || search + hash + username !== '' || port !== '') {
    throw new UnusableError('Give the address alone, without a path and a port.');
  }
  if (!isFullName(hostname)) {
    throw new UnusableError(
      `"${hostname}" is no full name of a host: Envoy needs one like hook.acme.com.`,
    );
  }
  if (privateNames.includes(hostname.split('.').at(-1) ?? '')) {
    throw new UnusableError(
      `"${hostname}" cannot be reached from outside, so Envoy cannot call it.`,
    );
  }
  return `https://${hostname}`;
}

/** The name by which another machine in the building reaches this one. @throws {Unusable} */
export function localHost(text: string): string {
  const host = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  const isLoopback = host === '::1' || host.startsWith('127.') || host.endsWith('localhost');
  if (isLoopback)
    throw new UnusableError('That is this machine to itself: give what others call it.');
  if (isIP(host) === 0 && !isFullName(host)) {
    throw new UnusableError('Give an address like 192.0.2.10, or a full name like lobby.acme.lan.');
  }
  return host;
}

/** @throws {Unusable} */
export function mailAddress(text: string): string {
  const address = text.trim();
  const [name = '', host = '', ...more] = address.split('@');
  if (!/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}$/.test(name) || !isFullName(host) || more.length > 0) {
    throw new UnusableError('Give an e-mail address like front-desk@acme.com.');
  }
  return address;
}

/** @throws {Unusable} */
export function mailServer(text: string): string {
  const host = text.trim();
  if (host !== 'localhost' && isIP(host) === 0 && !isFullName(host)) {
    throw new UnusableError('Give the name of the SMTP server, like smtp.acme.com.');
  }
  return host;
}

/** @throws {Unusable} */
export function mailPort(text: string): number {
  const port = Number(text.trim());
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UnusableError('Give a port, like 587 or 465.');
}

/** The secret address of a channel. @throws {Unusable} */
export function webhookAddress(text: string): string {
  const address = text.trim();
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 'https:' || !isFullName(url.hostname) || url.pathname === '/') {
    throw new UnusableError('Give the whole https address of the webhook, as it was shown to you.');
  }
  return address;
}

/** The address of a dead man's switch, perhaps in the same building. @throws {Unusable} */
export function heartbeatAddress(text: string): string {
  const address = text.trim();
  if (URL.canParse(address) && /^https?:/.test(address)) return address;
  throw new UnusableError('Give the whole address, like https://hc-ping.com/... of Healthchecks.');
}

/** Envoy's client secret. @throws {Unusable} */
export function envoySecret(text: string): string {
  const secret = text.trim();
  if (secret === '') throw new UnusableError('There is nothing in it.');
  if (/\s/.test(secret)) throw new UnusableError('A secret has no spaces and line breaks in it.');
  const mistake = shortSecretMistake('The secret', secret);
  if (mistake !== null) throw new UnusableError(mistake);
  return secret;
}

/** A token of cloudflared or ngrok, also inside the command that Cloudflare shows. @throws {Unusable} */
export function tunnelToken(text: string): string {
  const token = text.trim().split(/\s+/).at(-1) ?? '';
  if (/^[\w+/=.-]{20,2000}$/.test(token)) return token;
  throw new UnusableError('A token has at least 20 letters, digits and signs, and no spaces.');
}

/** A value within the limits of a setting. @throws {Unusable} */
export function setting(name: SettingName, text: string): string {
  const schema = settingSchemas[name];
  const value = text.trim();
  if (value !== '' && Value.Check(schema, Value.Convert(schema, value))) return value;
  throw new UnusableError(`It must be ${expectationOf(schema)}.`);
}

/** A name for a company or a lobby screen. @throws {Unusable} */
export function label(text: string): string {
  const value = text.trim();
  if (/^[^\p{C}[\]]{2,60}$/u.test(value)) return value;
  throw new UnusableError('Give two to 60 characters, without square brackets.');
}

/** @throws {Unusable} */
export function requireText(text: string): string {
  if (text === '') throw new UnusableError('There is nothing in it.');
  return text;
}
