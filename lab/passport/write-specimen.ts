import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createMasterList, createSigner } from '#passport/lab/authority.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { issueMobileDocument } from '#mobile-document/lab/issue-mobile-document.ts';
import { storedDocument } from '#mobile-document/virtual-wallet';
import { cropPhoto, sampleFaces } from '../trial/sample-photos.ts';
import { specimenFile } from '../trial/specimen-document.ts';
import { licenceFile } from '../trial/virtual-phone.ts';

const head = `# An invented passport of the state of Utopia with the portrait of Cleo in the demo: the files and the key of its chip,
# and a master list that names the authority of the state. Bytes are in base64. Their signing keys are gone.
#
# Source: npm run lab -- passport --write-specimen; the portrait is cut from sample6.jpg of @vladmandic/face-api.
# Licence: MIT, as the rest of Vestibule and the photo.
`;

/** Issues the demo's document again. The key of its authority is not kept. */
export async function writeSpecimen(): Promise<string> {
  const portrait = await portraitOf('guest1');
  const csca = createSigner();
  const lister = createSigner({ name: 'Lister', extendedUsages: ['2.23.136.1.1.3'] }, csca);
  const { image, accessKey } = issueDocument({
    signer: createSigner({ name: 'DS' }, csca),
    ...{ portrait, activeAuthentication: 'ecdsa', mrzName: 'UNKNOWN<<CLEO' },
    pace: [{ mapping: 'GM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }],
  });
  if (accessKey.kind !== 'mrz' || !image.activeAuthentication) throw new Error('no specimen');
  const key = image.activeAuthentication.privateKey.export({ format: 'der', type: 'pkcs8' });
  const filesIn = (folder: string, files: ReadonlyMap<number, Uint8Array>) =>
    [...files].map(([id, bytes]) => [
      `${folder} ${id.toString(16).padStart(4, '0')}`,
      base64(bytes),
    ]);
  const rows = [
    ['document number', accessKey.documentNumber],
    ['birth date', accessKey.birthDate],
    ['expiry date', accessKey.expiryDate],
    ['authority', certificateFingerprint(parseCertificate(csca.certificate))],
    ['list', base64(createMasterList(lister, [csca.certificate]))],
    ['chip key', base64(key)],
    ...filesIn('master', image.masterFiles),
    ...filesIn('file', image.files),
  ];
  return write(specimenFile, head, rows);
}

const licenceHead = `# An invented driving licence of the state of Utopia in a phone, with the portrait of Dora in the demo: the document, the
# key of its device, and the certificate of the authority. Bytes are in base64. The issuer's keys are gone.
#
# Source: npm run lab -- passport --write-specimen; the portrait is cut from sample5.jpg of @vladmandic/face-api.
# Licence: MIT, as the rest of Vestibule and the photo.
`;

/** Issues the licence in the demo's phone again. */
export async function writeSpecimenLicence(): Promise<string> {
  const authority = createSigner({ name: 'IACA' });
  const signer = createSigner({ name: 'DS' }, authority);
  const portrait = Uint8Array.from(await portraitOf('guest4'));
  const names = { family_name: 'Utopia', given_name: 'Dora', birth_date: undefined };
  const held = issueMobileDocument({ signer, elements: { ...names, portrait } });
  return write(licenceFile, licenceHead, [
    ['authority', base64(authority.certificate)],
    ['device key', base64(held.deviceKey.export({ format: 'der', type: 'pkcs8' }))],
    ['document', base64(storedDocument(held))],
  ]);
}

function portraitOf(face: keyof typeof sampleFaces): Promise<Buffer> {
  return cropPhoto(sampleFaces[face]).then((photo) =>
    sharp(photo).resize({ height: 320 }).jpeg({ quality: 80 }).toBuffer(),
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

async function write(file: string, head: string, rows: readonly string[][]): Promise<string> {
  await writeFile(file, `${head}\n${rows.map((row) => row.join(' | ')).join('\n')}\n`);
  return file;
}
