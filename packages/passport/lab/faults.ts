import { issueDocument, writePaceInfo, writeSod, type IssuedDocument } from './issue-document.ts';
import { alteredMessages, onCommand } from './altered-messages.ts';
import { forgedSignatures } from './forged-signatures.ts';
import { setOf } from './der.ts';
import { createSigner, type Signer } from './authority.ts';
import type { ChipFaults } from '../virtual-chip/virtual-chip.ts';
import { writeTlv } from '../ber/write-ber.ts';
import type { ChipResponse } from '../secure-messaging/apdu.ts';
import { fileIds } from '../secure-messaging/read-file.ts';
import type { ManipulatedChip } from './manipulated-chip.ts';

const pace = [{ mapping: 'GM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }] as const;
const cam = [{ mapping: 'CAM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }] as const;
const chipAuthentication = { cipher: 'AES-128', parameterId: 13 } as const;
const { sod, dg1, dg2, dg14, dg15, com, cardAccess, cardSecurity } = fileIds;

const fileOf = ({ image }: IssuedDocument, id: number) => Buffer.from(image.files.get(id) ?? []);

/** Flips a bit of a file. A negative place counts from the end. */
const flip = (id: number, place: number) => (document: IssuedDocument) => {
  const bytes = fileOf(document, id);
  const at = place < 0 ? bytes.length + place : place;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  document.image.files.set(id, bytes);
};
const replace = (id: number, bytes: Uint8Array) => (document: IssuedDocument) => {
  document.image.files.set(id, bytes);
};
const remove = (id: number) => (document: IssuedDocument) => {
  document.image.files.delete(id);
};
const truncate = (id: number) => (document: IssuedDocument) => {
  document.image.files.set(id, fileOf(document, id).subarray(0, -20));
};

/** Signs the files again with another signer, as a forger would. */
const resign = (signer: () => Signer) => (document: IssuedDocument) => {
  const groups = [1, 2, 11, 14, 15].flatMap((number): [number, Buffer][] => {
    const bytes = document.image.files.get(0x0100 + number);
    return bytes ? [[number, Buffer.from(bytes)]] : [];
  });
  document.image.files.set(sod, writeSod(signer(), 'sha256', new Map(groups)));
};

/** Gives a chip the PACE-CAM key and EF.CardSecurity of another document of the same state. */
export function borrowCard(
  { image, signer }: IssuedDocument,
  keyIds?: { card: number; dg14: number },
): void {
  const other = issueDocument({ signer, pace: cam, ...(keyIds && { keyIds }) }).image;
  for (const [id, bytes] of other.masterFiles) image.masterFiles.set(id, bytes);
  if (other.camKey !== undefined) image.camKey = other.camKey;
}

const zeros = Buffer.from('00'.repeat(64), 'hex');
/** Answers every step of PACE like the first one. */
const stuck = (): ChipFaults => {
  let first: ChipResponse | undefined;
  return { answer: ({ ins }, response) => (ins === 0x86 ? (first ??= response) : response) };
};
const endless = writeTlv(0x77, Buffer.from('3080'.repeat(40), 'hex'));

/** @returns chips that a reader has to refuse; the signer issues the document behind each */
export function manipulatedChips(signer: Signer): ManipulatedChip[] {
  return [
    ...alteredFiles(signer),
    ...forgedSignatures(signer),
    ...alteredProtocols(),
    ...alteredMessages(),
  ];
}

function alteredFiles(signer: Signer): ManipulatedChip[] {
  return [
    { name: 'name in DG1 changed', expected: 'data_group_altered', change: flip(dg1, 12) },
    { name: 'portrait changed', expected: 'data_group_altered', change: flip(dg2, -1) },
    {
      name: 'portrait of another document',
      expected: 'data_group_altered',
      change: replace(
        dg2,
        fileOf(issueDocument({ signer, portrait: Buffer.from('ffd8ffc0000b08', 'hex') }), dg2),
      ),
    },
    { name: 'DG1 missing', expected: 'data_group_missing', change: remove(dg1) },
    { name: 'DG2 missing', expected: 'data_group_missing', change: remove(dg2) },
    { name: 'EF.SOD missing', expected: 'data_group_missing', change: remove(sod) },
    { name: 'signature changed', expected: 'signature_invalid', change: flip(sod, -1) },
    { name: 'hash in EF.SOD changed', expected: 'signature_invalid', change: changeHash },
    { name: 'EF.SOD cut off', expected: 'unexpected_status', change: truncate(sod) },
    { name: 'DG2 cut off', expected: 'unexpected_status', change: truncate(dg2) },
    { name: 'EF.SOD nested without end', expected: 'too_large', change: replace(sod, endless) },
    {
      name: 'EF.SOD of impossible length',
      expected: 'too_large',
      change: replace(sod, Buffer.from('7784ffffffff3080', 'hex')),
    },
    {
      name: 'DG2 of 16 MB by its header',
      expected: 'too_large',
      change: replace(dg2, Buffer.from('758400ffffff7f61', 'hex')),
    },
    {
      name: 'EF.SOD without signed data',
      expected: 'unreadable',
      change: replace(sod, writeTlv(0x77, zeros)),
    },
    {
      name: 'EF.COM malformed',
      expected: 'unreadable',
      change: replace(com, writeTlv(0x61, zeros)),
    },
    {
      name: 'expiry in a month that no year has',
      expected: 'unreadable',
      options: { expiryDate: '309915' },
    },
    {
      name: 'signed by an authority of another country',
      expected: 'foreign_authority',
      options: { state: 'FRA' },
    },
    {
      name: 'signed by a signer of lists',
      expected: 'signer_invalid',
      change: resign(() => createSigner({ name: 'DS', extendedUsages: ['2.23.136.1.1.3'] })),
    },
    {
      name: 'signed by an authority itself',
      expected: 'signer_invalid',
      change: resign(() => createSigner({ name: 'CSCA' })),
    },
  ];
}

/** Changes the signed hash of DG1 but keeps the content digest. */
function changeHash(document: IssuedDocument): void {
  const bytes = fileOf(document, sod);
  const at = bytes.indexOf(Buffer.from('0201010420', 'hex')) + 6;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  document.image.files.set(sod, bytes);
}

function alteredProtocols(): ManipulatedChip[] {
  return [
    {
      name: 'copied without the key of chip authentication',
      expected: 'chip_authentication_failed',
      options: { chipAuthentication },
      change: ({ image }) => delete image.chipAuthentication,
    },
    {
      name: 'copied with another key of chip authentication',
      expected: 'chip_authentication_failed',
      options: { chipAuthentication },
      change: ({ image }) => {
        if (image.chipAuthentication) image.chipAuthentication.privateKey += 1n;
      },
    },
    {
      name: 'copied without the key of active authentication',
      expected: 'active_authentication_failed',
      options: { activeAuthentication: 'ecdsa' },
      change: ({ image }) => delete image.activeAuthentication,
    },
    {
      name: 'signs with another key',
      expected: 'active_authentication_failed',
      options: { activeAuthentication: 'rsa' },
      change: ({ image }) => {
        const other = issueDocument({ activeAuthentication: 'rsa' }).image.activeAuthentication;
        if (other) image.activeAuthentication = other;
      },
    },
    {
      name: 'replays an old signature',
      expected: 'active_authentication_failed',
      options: { activeAuthentication: 'ecdsa' },
      faults: onCommand(0x88, zeros),
    },
    {
      name: 'DG14 left out',
      expected: 'data_group_missing',
      options: { chipAuthentication },
      change: remove(dg14),
    },
    {
      name: 'DG15 left out',
      expected: 'data_group_missing',
      options: { activeAuthentication: 'ecdsa' },
      change: remove(dg15),
    },
    {
      name: 'PACE taken out of EF.CardAccess',
      expected: 'pace_downgraded',
      options: { pace },
      change: ({ image }) => image.masterFiles.delete(cardAccess),
    },
    {
      name: 'other PACE in EF.CardAccess than signed',
      expected: 'pace_downgraded',
      options: { pace },
      change: ({ image }) => {
        const weak = issueDocument({ pace: [{ ...pace[0], cipher: '3DES' }] }).image.masterFiles;
        image.masterFiles.set(cardAccess, weak.get(cardAccess) ?? zeros);
      },
    },
    {
      name: 'stronger PACE taken out of EF.CardAccess',
      expected: 'pace_downgraded',
      options: { pace: [pace[0], { ...pace[0], cipher: 'AES-256' }] },
      change: ({ image }) => image.masterFiles.set(cardAccess, setOf(writePaceInfo(pace[0]))),
    },
    {
      name: 'PACE that the norm does not know',
      expected: 'pace_unsupported',
      options: { pace: [{ ...pace[0], parameterId: 7 }] },
    },
    {
      name: 'PACE that never gets on',
      expected: 'pace_failed',
      options: { pace },
      faults: stuck(),
    },
    {
      name: 'PACE offered and refused',
      expected: 'pace_failed',
      options: { pace },
      faults: onCommand(0x22, Buffer.alloc(0), 0x6a80),
    },
    {
      name: 'PACE with zeros for a nonce',
      expected: 'pace_failed',
      options: { pace },
      faults: onCommand(0x86, writeTlv(0x7c, writeTlv(0x80, Buffer.alloc(7)))),
    },
    {
      name: 'PACE with a point beside the curve',
      expected: 'pace_failed',
      options: { pace },
      faults: {
        answer: ({ ins }, response) =>
          ins === 0x86 && response.data.length > 60
            ? { data: writeTlv(0x7c, writeTlv(0x82, Buffer.alloc(65, 4))), status: 0x9000 }
            : response,
      },
    },
    {
      name: 'PACE-CAM with another key',
      expected: 'chip_authentication_failed',
      options: { pace: cam },
      change: ({ image }) => (image.camKey = (image.camKey ?? 0n) + 1n),
    },
    {
      name: 'PACE-CAM without EF.CardSecurity',
      expected: 'chip_authentication_failed',
      options: { pace: cam },
      change: ({ image }) => image.masterFiles.delete(cardSecurity),
    },
    {
      name: 'PACE-CAM with the key of another document, without the key in DG14',
      expected: 'chip_authentication_failed',
      options: { pace: cam, chipAuthentication },
      change: (document) => {
        borrowCard(document);
        delete document.image.chipAuthentication;
      },
    },
    {
      name: 'PACE-CAM with the key of another document, under the identifier of the key in DG14',
      expected: 'chip_authentication_failed',
      options: { pace: cam, chipAuthentication, keyIds: { card: 1, dg14: 2 } },
      change: (document) => borrowCard(document, { card: 2, dg14: 1 }),
    },
    {
      name: 'chip of another document than the MRZ',
      expected: 'other_document',
      change: (document) => {
        const other = issueDocument({ signer: document.signer, expiryDate: '330101' });
        for (const [id, bytes] of other.image.files) document.image.files.set(id, bytes);
      },
    },
  ];
}
