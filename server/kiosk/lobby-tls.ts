import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { ConfigError, type Config } from '../config/config.ts';

/** Reads and checks the lobby's certificate and key. @throws {ConfigError} with what to do about it */
export function readLobbyTls(
  files: NonNullable<Config['lobby']['tls']>,
  now = new Date(),
): SecureContextOptions {
  const { certificateFile, keyFile } = files;
  const cert = read('VESTIBULE_LOBBY_TLS_CERTIFICATE', certificateFile);
  const key = read('VESTIBULE_LOBBY_TLS_KEY', keyFile);
  if ((statSync(keyFile).mode & 0o077) !== 0) {
    throw wrong(`VESTIBULE_LOBBY_TLS_KEY can be read by others. Run: chmod 600 ${keyFile}`);
  }
  const certificate = certificateIn(cert, certificateFile);
  if (!certificate.checkPrivateKey(privateKeyIn(key, keyFile))) {
    throw wrong(`the certificate ${certificateFile} is not that of the key ${keyFile}.`);
  }
  const validTo = new Date(certificate.validTo);
  if (validTo <= now) {
    const date = validTo.toISOString().slice(0, 10);
    throw wrong(
      `the certificate ${certificateFile} has expired on ${date}. Make a new one with: npm run kiosk -- certificate`,
    );
  }
  return { cert, key, minVersion: 'TLSv1.2' };
}

function certificateIn(cert: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch {
    throw wrong(`${file} is no certificate in PEM.`);
  }
}

function privateKeyIn(key: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch {
    throw wrong(`${file} is no private key in PEM without a passphrase.`);
  }
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw wrong(`${setting} is ${file}, which cannot be read (${code}).`);
  }
}

function wrong(mistake: string): ConfigError {
  return new ConfigError([`${mistake.charAt(0).toUpperCase()}${mistake.slice(1)}`]);
}
