import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toBigInt } from '../ber/fields.ts';
import { readChildren, readOnly } from '../ber/read-ber.ts';
import { writeTlv } from '../ber/write-ber.ts';
import { cipherNames } from '../crypto/cipher-suite.ts';
import { readCardSecurity, readDg14 } from '../files/dg14.ts';
import {
  decodeJpeg2000,
  parseCertificate,
  readPassport,
  TrustStore,
  verifyFiles,
  type AccessKey,
} from '../index.ts';
import type { Signer } from './authority.ts';
import { issueDocument, writePaceInfo } from './issue-document.ts';
import type { SpecimenCase } from './specimen-case.ts';
import { vectorCases } from './vector-cases.ts';
import { VirtualChip, type ChipImage } from '../virtual-chip/virtual-chip.ts';
import { readDg2 } from '../portrait/dg2.ts';
import { readIso39794 } from '../portrait/iso-39794.ts';
import { readImage } from '../portrait/image.ts';
import { fileIds } from '../secure-messaging/read-file.ts';
import {
  readCertificateFile,
  readFolder,
  readPersoSim,
  readPrivateKey,
  type SpecimenFiles,
} from './read-specimens.ts';

const now = new Date('2026-11-29T12:00:00Z');
const nobody = new TrustStore();

/** All cases for the specimens in this folder. */
export function specimenCases(root: string): SpecimenCase[] {
  return [
    ...offlineCases(root),
    ...portraitCases(root),
    ...npaCases(root),
    ...mockCases(root),
    ...chipCases(root),
    ...vectorCases(root),
  ];
}

function offlineCases(root: string): SpecimenCase[] {
  const verify = (files: SpecimenFiles) => async () =>
    (await verifyFiles(files, nobody, now)).verdict;
  const folders = ['bsi2008', 'reference', 'loes2006'].map((name): SpecimenCase => {
    const files = readFolder(path.join(root, name));
    return { group: 'files', name, expected: 'not_verified', run: verify(files) };
  });
  const profiles = readdirSync(path.join(root, 'persosim')).map((name): SpecimenCase => {
    const files = readPersoSim(path.join(root, 'persosim', name));
    return { group: 'files', name, expected: 'unreadable', run: verify(files) };
  });
  return [...folders, ...profiles];
}

function portraitCases(root: string): SpecimenCase[] {
  const folder = path.join(root, 'iso39794');
  const image = readFileSync(path.join(folder, 'silver.jp2'));
  const isImage = (bytes: Uint8Array) => (image.equals(bytes) ? 'equal' : 'different');
  const groups = ['AllFields', 'MandFields'].map((kind): SpecimenCase => {
    const file = path.join(folder, `ICAO_39794_5_AP_DG2_${kind}.dat`);
    return {
      group: 'ISO 39794-5',
      name: kind,
      expected: 'equal',
      run: async () => isImage(readDg2(readFileSync(file)).bytes),
    };
  });
  const bare = path.join(folder, 'sample-39794-5-ed-1-v1.der');
  const portraits = ['bsi2008', 'reference', 'loes2006'].map((name): SpecimenCase => {
    const { dg2 = Buffer.alloc(0) } = readFolder(path.join(root, name));
    return {
      group: 'portrait',
      name,
      expected: 'decoded',
      run: async () => {
        const portrait = readDg2(dg2);
        if (portrait.format === 'jpeg2000') await decodeJpeg2000(portrait);
        return 'decoded';
      },
    };
  });
  const record = async () => (readImage(readIso39794(readFileSync(bare))).width > 0 ? 'equal' : '');
  return [
    ...groups,
    { group: 'ISO 39794-5', name: 'bare record', expected: 'equal', run: record },
    ...portraits,
  ];
}

/** German ID cards: PACE from the published files, and the signed key with its private key. */
function npaCases(root: string): SpecimenCase[] {
  return ['ecdh', 'dh'].flatMap((kind) => {
    const folder = path.join(root, 'chips', 'npa', kind);
    const access = readFileSync(path.join(folder, 'ef_cardaccess'));
    const security = readFileSync(path.join(folder, 'ef_cardsecurity'));
    const scalar = toBigInt(readFileSync(path.join(folder, 'npa_key')));
    const pairs = async () => {
      const [key] = readCardSecurity(security).infos.chipKeys;
      const own = key?.group.power(key.group.generator, scalar);
      return Buffer.from(own ?? []).equals(key?.publicKey ?? Buffer.alloc(1))
        ? 'equal'
        : 'other key';
    };
    const pace = async () => {
      const { image } = issueDocument({ can: '500540' });
      image.masterFiles.set(fileIds.cardAccess, access);
      image.masterFiles.set(fileIds.cardSecurity, security);
      const read = await readPassport({
        transmit: new VirtualChip(image).transmit,
        accessKey: { kind: 'can', can: '500540' },
        trust: nobody,
        now,
      });
      return read.access.protocol;
    };
    return [
      { group: 'EF.CardSecurity', name: `npa ${kind}`, expected: 'equal', run: pairs },
      { group: 'PACE of EF.CardAccess', name: `npa ${kind}`, expected: 'PACE', run: pace },
    ];
  });
}

/** A whole chain under each published authority, and the same for a state to which the authority does not belong. */
function mockCases(root: string): SpecimenCase[] {
  const folder = path.join(root, 'mock-csca');
  const names = readdirSync(folder);
  const authorities = names
    .map((name) => path.join(folder, name, 'mock_csca.pem'))
    .filter(existsSync)
    .map((file) => parseCertificate(readCertificateFile(file)));
  const trust = new TrustStore(authorities);
  const orphans = ['sha1_rsa_65537_2048', 'sha256_rsa_3_2048'];
  return names.flatMap((name): SpecimenCase[] => {
    const own = path.join(folder, name);
    if (!existsSync(path.join(own, 'mock_dsc.key'))) return [];
    const expected = orphans.includes(name) ? 'not_verified' : 'copy_not_excluded';
    const run = (state: string) => async () => {
      const { image, accessKey } = issueDocument({ state, signer: readSigner(own, name) });
      const { transmit } = new VirtualChip(image);
      return (await readPassport({ transmit, accessKey, trust, now })).verdict;
    };
    const foreign = orphans.includes(name) ? 'not_verified' : 'foreign_authority';
    return [
      { group: 'mock CSCA, state FRA', name, expected, run: run('FRA') },
      { group: 'mock CSCA, state UTO', name, expected: foreign, run: run('UTO') },
    ];
  });
}

function readSigner(folder: string, name: string): Signer {
  const certificate = readCertificateFile(path.join(folder, 'mock_dsc.pem'));
  const [hash = '', algorithm = ''] = name.split('_');
  const scheme = algorithm === 'rsapss' ? 'pss' : algorithm === 'rsa' ? 'rsa' : 'ecdsa';
  const fields = readOnly(certificate, 0x30, name);
  const { serial } = parseCertificate(certificate);
  return {
    certificate,
    privateKey: readPrivateKey(path.join(folder, 'mock_dsc.key')),
    kind: { scheme, hash: hash as 'sha256' },
    subjectName: Buffer.alloc(0),
    ...issuerOf(fields.value),
    serial: BigInt(`0x${serial}`),
    keyIdentifier: createHash('sha1').update(certificate).digest(),
  };
}

/** The issuer's name as the certificate encodes it. */
function issuerOf(certificate: Uint8Array): { issuerName: Buffer } {
  const [signed] = readChildren(certificate, 'certificate');
  const issuer = signed && readChildren(signed.value, 'certificate')[3];
  return { issuerName: Buffer.from(issuer?.raw ?? []) };
}

/** Specimens in the virtual chip: with their files, published keys and each access protocol. */
function chipCases(root: string): SpecimenCase[] {
  const vectors = JSON.parse(readFileSync(path.join(root, 'vectors.json'), 'utf8')) as {
    computed: { chipAuthenticationEcdh: { chipPrivate: string } };
    specimens: { folder: string; mrzInformation?: string }[];
  };
  const image = (folder: string): ChipImage => {
    const information =
      vectors.specimens.find((one) => one.folder === folder)?.mrzInformation ?? '';
    const files = readFolder(path.join(root, folder));
    const accessKey: AccessKey = {
      kind: 'mrz',
      documentNumber: information.slice(0, 9),
      birthDate: information.slice(10, 16),
      expiryDate: information.slice(17, 23),
    };
    const entries = Object.entries(files) as [keyof SpecimenFiles, Buffer][];
    return {
      files: new Map(entries.map(([name, bytes]) => [fileIds[name], bytes])),
      masterFiles: new Map(),
      accessKey,
      closed: new Set([0x0103, 0x0104]),
    };
  };
  const read = (chip: ChipImage) => async () => {
    const { transmit } = new VirtualChip(chip);
    const { accessKey } = chip;
    const passport = await readPassport({ transmit, accessKey, trust: nobody, now });
    return `${passport.access.protocol} ${passport.chipProof ?? 'no proof'} ${passport.verdict}`;
  };
  const reference = image('reference');
  const dg14 = readDg14(Buffer.from(reference.files.get(fileIds.dg14) ?? []));
  const group = dg14.chipKeys[0]?.group;
  const privateKey = toBigInt(
    Buffer.from(vectors.computed.chipAuthenticationEcdh.chipPrivate, 'hex'),
  );
  const withKey: ChipImage = {
    ...reference,
    ...(group && { chipAuthentication: { cipher: '3DES', group, privateKey } }),
    activeAuthentication: {
      privateKey: readPrivateKey(path.join(root, 'reference', 'DG15_sk.pkcs8')),
      hash: 'sha1',
    },
  };
  const proven = 'chip_authentication not_verified';
  const paces = (['GM', 'IM'] as const).flatMap((mapping) =>
    (['ecdh', 'dh'] as const).flatMap((agreement) =>
      cipherNames.map((cipher): SpecimenCase => {
        const offer = { mapping, agreement, cipher, parameterId: agreement === 'dh' ? 0 : 13 };
        const access = writeTlv(0x31, writePaceInfo(offer));
        const chip = { ...withKey, masterFiles: new Map([[fileIds.cardAccess, access]]) };
        const name = `reference, PACE ${agreement} ${mapping} ${cipher}`;
        return { group: 'virtual chip', name, expected: `PACE ${proven}`, run: read(chip) };
      }),
    ),
  );
  const copy = (name: string, expected: string): SpecimenCase => ({
    group: 'virtual chip',
    name: `${name}, BAC, copied without its key`,
    expected,
    run: read(image(name)),
  });
  return [
    {
      group: 'virtual chip',
      name: 'reference, BAC',
      expected: `BAC ${proven}`,
      run: read(withKey),
    },
    copy('reference', 'chip_authentication_failed'),
    copy('bsi2008', 'chip_authentication_failed'),
    copy('loes2006', 'active_authentication_failed'),
    ...paces,
  ];
}
