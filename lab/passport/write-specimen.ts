import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createMasterList, createSigner } from '#passport/lab/authority.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { cropPhoto, sampleFaces } from '../trial/sample-photos.ts';
import { specimenFile } from '../trial/specimen-document.ts';

const head = `# An invented passport of the state of Utopia with the portrait of Cleo in the demo: the files and the key of its chip,
# and a master list that names the authority of the state. Bytes are in base64. Their signing keys are gone.
#
# Source: npm run lab -- passport --write-specimen; the portrait is cut from sample6.jpg of @vladmandic/face-api.
# Licence: MIT, as the rest of Vestibule and the photo.
`;

/** Issues the demo's document again. The key of its authority is not kept. */
export async function writeSpecimen(): Promise<string> {
  const portrait = await sharp(await cropPhoto(sampleFaces.guest1))
    .resize({ height: 320 })
    .jpeg({ quality: 80 })
    .toBuffer();
  const csca = createSigner();
  const lister = createSigner({ name: 'Lister', extendedUsages: ['2.23.136.1.1.3'] }, csca);
  const { image, accessKey } = issueDocument({
    signer: createSigner({ name: 'DS' }, csca),
    ...{ portrait, activeAuthentication: 'ecdsa', mrzName: 'UNKNOWN<<CLEO' },
    pace: [{ mapping: 'GM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }],
  });
  if (accessKey.kind !== 'mrz' || !image.activeAuthentication) throw new Error('no specimen');
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
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
  await writeFile(specimenFile, `${head}\n${rows.map((row) => row.join(' | ')).join('\n')}\n`);
  return specimenFile;
}
