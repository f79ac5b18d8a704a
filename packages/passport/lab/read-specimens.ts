import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FileName } from '../index.ts';

/** Files of a published specimen, from a folder that the operator names. The project contains none of them. */
export type SpecimenFiles = Partial<Record<FileName, Buffer>>;

const tags: Record<string, FileName> = {
  '60': 'com',
  '61': 'dg1',
  '75': 'dg2',
  '77': 'sod',
  '6b': 'dg11',
  '6e': 'dg14',
  '6f': 'dg15',
};

/** Reads the files of a folder and names them by their first byte; skips others. */
export function readFolder(folder: string): SpecimenFiles {
  const files: SpecimenFiles = {};
  for (const name of readdirSync(folder)) {
    if (/_(sk|pk)\b/.test(name)) continue;
    addFile(files, readFileSync(path.join(folder, name)));
  }
  return files;
}

/** The files of the passport application in a profile of PersoSim. */
export function readPersoSim(file: string): SpecimenFiles {
  const files: SpecimenFiles = {};
  const text = readFileSync(file, 'utf8');
  for (const [, hex = ''] of text.matchAll(/<content id="\d+">([0-9A-F]+)<\/content>/g)) {
    const bytes = Buffer.from(hex, 'hex');
    // Other applications use the same tag for other data.
    const isOther = bytes[0] === 0x61 && !hex.includes('5F1F');
    if (!isOther && bytes.length > 20) addFile(files, bytes);
  }
  return files;
}

function addFile(files: SpecimenFiles, bytes: Buffer): void {
  const name = tags[bytes.subarray(0, 1).toString('hex')];
  if (name) files[name] ??= bytes;
}

/** PEM or DER. */
export function readCertificateFile(file: string): Buffer {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1');
  const found = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(text);
  return found?.[1] === undefined ? bytes : Buffer.from(found[1], 'base64');
}

export function readPrivateKey(file: string) {
  const bytes = readFileSync(file);
  return bytes[0] === 0x30
    ? createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
    : createPrivateKey(bytes);
}
