import { createPrivateKey } from 'node:crypto';
import { VirtualChip } from '#passport/virtual-chip';
import type { DocumentKey } from '#server/protocol/document-messages.ts';
import { specimenPath, specimenRows } from './specimen-rows.ts';

export interface SpecimenDocument {
  /** A chip without a session. */
  newChip: () => VirtualChip;
  /** The key as a visitor types it. */
  key: DocumentKey;
  /** The master list with the invented state's authority, and that authority's fingerprint. */
  list: Buffer;
  authority: string;
}

export const specimenFile = specimenPath('specimen-document.txt');

/** Reads Cleo's invented passport for the demo. */
export function specimenDocument(): SpecimenDocument {
  const rows = specimenRows(specimenFile);
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
