import { createPrivateKey } from 'node:crypto';
import path from 'node:path';
import { DataFile } from '#base/files';
import { VirtualChip } from '#passport/virtual-chip';
import { projectRoot } from '#server/config/environment.ts';
import type { DocumentKey } from '#server/protocol/document-messages.ts';

export interface SpecimenDocument {
  /** A chip without a session. */
  newChip: () => VirtualChip;
  /** The key as a visitor types it. */
  key: DocumentKey;
  /** The master list with the invented state's authority, and that authority's fingerprint. */
  list: Buffer;
  authority: string;
}

export const specimenFile = path.join(projectRoot, 'lab/trial/data/specimen-document.txt');

/** Reads Cleo's invented passport for the demo. */
export function specimenDocument(): SpecimenDocument {
  const rows = new DataFile(specimenFile).rows({
    like: /^[\w ]+ \| [\w+/=]+$/,
    example: 'file 011e | YBZfAQ==',
  });
  const field = (name: string) => rows.find(([label]) => label === name)?.[1] ?? '';
  const bytes = (name: string) => Buffer.from(field(name), 'base64');
  const files = (folder: string) =>
    new Map(
      rows.flatMap(([label = '', content = '']): [number, Buffer][] => {
        const [where, id = ''] = label.split(' ');
        return where === folder ? [[Number.parseInt(id, 16), Buffer.from(content, 'base64')]] : [];
      }),
    );
  const key = {
    kind: 'mrz',
    documentNumber: field('document number'),
    birthDate: field('birth date'),
    expiryDate: field('expiry date'),
  } as const;
  const privateKey = createPrivateKey({ key: bytes('chip key'), format: 'der', type: 'pkcs8' });
  const image = {
    files: files('file'),
    masterFiles: files('master'),
    accessKey: key,
    activeAuthentication: { privateKey, hash: 'sha256' as const },
  };
  return {
    newChip: () => new VirtualChip(image),
    key,
    list: bytes('list'),
    authority: field('authority'),
  };
}
