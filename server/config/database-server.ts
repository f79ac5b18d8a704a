import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import type { DatabaseServer } from '#database';
import { ConfigError } from '../platform/operator-error.ts';
import { readSmallFile } from '../platform/small-file.ts';
import { projectRoot } from './environment.ts';
import { readSecret } from './secrets.ts';
import { databaseUrlName } from './settings.ts';

const certificatesName = 'sslrootcert';
const fileSetting = `${databaseUrlName}_FILE`;

/** Reads the database's address, which contains a password. Null: the store is SQLite. */
export function readDatabaseServer(env: NodeJS.ProcessEnv): DatabaseServer | null {
  const url = readUrl(env);
  return url === null ? null : databaseServerOf(url);
}

/** The files that the address is read from, one after the other: the first may name the second. */
export function* databaseFiles(env: NodeJS.ProcessEnv): Generator<string> {
  const file = env[fileSetting]?.trim();
  if (file) yield path.resolve(projectRoot, file);
  const certificates = certificateFileIn(env);
  if (certificates) yield path.resolve(projectRoot, certificates);
}

/** Null also where the address is a mistake, which reading it reports. */
function certificateFileIn(env: NodeJS.ProcessEnv): string | null {
  try {
    return new URL(readUrl(env) ?? '').searchParams.get(certificatesName);
  } catch {
    return null;
  }
}

function readUrl(env: NodeJS.ProcessEnv): string | null {
  const file = env[fileSetting]?.trim();
  if (file && env[databaseUrlName]?.trim()) {
    throw new ConfigError([`Set ${databaseUrlName} or ${fileSetting}, not both.`]);
  }
  return file
    ? textOf(path.resolve(projectRoot, file), fileSetting)
    : readSecret(env, databaseUrlName);
}

function textOf(file: string, setting: string): string {
  try {
    const text = readSmallFile(file).trim();
    if (text !== '') return text;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${setting} is ${file}, which cannot be read (${code}).`]);
  }
  throw new ConfigError([`${setting} is ${file}, which is empty.`]);
}

/** @throws {ConfigError} without any part of the address, because it contains a password */
export function databaseServerOf(text: string): DatabaseServer {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) {
    throw mistake('must be an address like postgres://user:password@host:5432/database');
  }
  const url = new URL(text);
  for (const name of url.searchParams.keys()) {
    if (['sslmode', certificatesName, 'host'].includes(name)) continue;
    throw mistake(`has the parameter "${name}"; known are sslmode, sslrootcert and host`);
  }
  // A URL has no place for the path of a Unix socket, so `host` may have it.
  const host = url.searchParams.get('host') ?? decode(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  const database = decode(url.pathname.slice(1));
  const user = decode(url.username);
  if (host === '') throw mistake('has no host');
  if (database === '' || database.includes('/'))
    throw mistake('must end with the name of a database');
  if (user === '') throw mistake('names no user');
  const password = decode(url.password);
  const port = url.port === '' ? 5432 : Number(url.port);
  return {
    name: `${host}:${port}/${database}`,
    host,
    port,
    database,
    user,
    password: password === '' ? null : () => password,
    tls: tlsOf(url.searchParams, host),
  };
}

/** Follows libpq, but with a strict default: TLS is verified unless the address says otherwise. */
function tlsOf(parameters: URLSearchParams, host: string): DatabaseServer['tls'] {
  const isHere = host.startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(host);
  const mode = parameters.get('sslmode') ?? (isHere ? 'disable' : 'verify-full');
  const file = parameters.get(certificatesName);
  const ca =
    file === null ? null : certificatesIn(path.resolve(projectRoot, file), certificatesName);
  switch (mode) {
    case 'disable':
      return null;
    case 'require':
      return { ca, verify: ca === null ? 'nothing' : 'chain' };
    case 'verify-ca':
      return { ca, verify: 'chain' };
    case 'verify-full':
      return { ca, verify: 'host' };
    default:
      throw mistake(
        `has sslmode=${mode}; known are verify-full, which is meant when none is given, verify-ca, require and disable`,
      );
  }
}

/** Reads a CA's certificates as PEM. @throws {ConfigError} */
export function certificatesIn(file: string, setting: string): string {
  const text = textOf(file, setting);
  try {
    // Parsing the first certificate is enough to recognise PEM.
    if (new X509Certificate(text).raw.length > 0) return text;
  } catch {
    // The error below covers this.
  }
  throw new ConfigError([
    `${setting} is ${file}, which is no certificate: give the CA's in PEM (BEGIN CERTIFICATE).`,
  ]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw mistake('has a "%" that stands for no letter: write "%25" for it');
  }
}

function mistake(what: string): ConfigError {
  return new ConfigError([`${databaseUrlName} ${what}.`]);
}
