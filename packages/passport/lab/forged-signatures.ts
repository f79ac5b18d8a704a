import { createHash } from 'node:crypto';
import { Fields } from '../ber/fields.ts';
import { oids } from '../ber/oids.ts';
import { readTlv } from '../ber/read-ber.ts';
import { writeBitString, writeInteger, writeOid, writeTlv } from '../ber/write-ber.ts';
import { standardizedGroup } from '../domain/domain-parameters.ts';
import { chipAuthenticationOid } from '../files/security-infos.ts';
import { fileIds } from '../secure-messaging/read-file.ts';
import { createSigner, signData, type Signer } from './authority.ts';
import { explicit, hashIdentifier, octets, sequence, setOf } from './der.ts';
import type { ManipulatedChip } from './manipulated-chip.ts';
import { writeSod, type IssuedDocument } from './issue-document.ts';

const { sod, dg14 } = fileIds;
const chipAuthentication = { cipher: 'AES-128', parameterId: 13 } as const;

/** Chips with valid signatures over data that must be refused. */
export function forgedSignatures(signer: Signer): ManipulatedChip[] {
  const sign = (content: Uint8Array, type: string = oids.ldsSecurityObject) =>
    writeTlv(0x77, signData(signer, type, content));
  const withSod =
    (write: (document: IssuedDocument) => Uint8Array) => (document: IssuedDocument) => {
      document.image.files.set(sod, write(document));
    };
  return [
    {
      name: 'hashes without that of the portrait',
      expected: 'data_group_missing',
      change: withSod((document) => {
        const groups = dataGroups(document);
        groups.delete(2);
        return writeSod(signer, 'sha256', groups);
      }),
    },
    {
      name: 'hash of a data group twice',
      expected: 'unreadable',
      change: withSod((document) => {
        const [first = none, ...rest] = hashesOf(document);
        return sign(hashList([first, first, ...rest]));
      }),
    },
    {
      name: 'hashes cut to half',
      expected: 'unreadable',
      change: withSod((document) => sign(hashList(hashesOf(document, 16)))),
    },
    {
      name: 'hashes signed as a list of authorities',
      expected: 'unreadable',
      change: withSod((document) => sign(hashList(hashesOf(document)), oids.masterList)),
    },
    {
      name: 'signed attributes passed off as what was signed',
      expected: 'unreadable',
      change: withSod(({ image }) => withoutAttributes(image.files.get(sod) ?? none)),
    },
    {
      name: 'salt of PSS longer than named',
      expected: 'signature_invalid',
      change: withSod((document) => {
        const pss = createSigner({ kind: { scheme: 'pss', hash: 'sha256' }, isAuthority: false });
        const bytes = writeSod(pss, 'sha256', dataGroups(document));
        // The last match belongs to the signature over the hashes, the one before to the certificate.
        bytes[bytes.lastIndexOf(Buffer.from('a203020120', 'hex')) + 4] = 20;
        return bytes;
      }),
    },
    {
      name: 'key of chip authentication on another curve than named',
      expected: 'chip_authentication_failed',
      options: { chipAuthentication },
      change: (document) => {
        const { files } = document.image;
        files.set(dg14, chipKeyOnAnotherCurve());
        files.set(sod, writeSod(signer, 'sha256', dataGroups(document)));
      },
    },
  ];
}

const none = Buffer.alloc(0);

function dataGroups({ image }: IssuedDocument): Map<number, Uint8Array> {
  const numbers = [1, 2, 11, 14, 15];
  return new Map(
    numbers.flatMap((number): [number, Uint8Array][] => {
      const bytes = image.files.get(0x0100 + number);
      return bytes ? [[number, bytes]] : [];
    }),
  );
}

function hashesOf(document: IssuedDocument, size = 32): Buffer[] {
  return [...dataGroups(document)].map(([number, bytes]) => {
    const digest = createHash('sha256').update(bytes).digest();
    return sequence(writeInteger(number), octets(digest.subarray(0, size)));
  });
}

function hashList(hashes: readonly Buffer[]): Buffer {
  return sequence(writeInteger(0), hashIdentifier('sha256'), sequence(...hashes));
}

/** The signature stays valid: without attributes it covers the content, which now equals the signed attributes. */
function withoutAttributes(bytes: Uint8Array): Buffer {
  const subject = 'EF.SOD';
  const into = (value: Uint8Array) => new Fields(readTlv(value, subject).value, subject);
  const outer = into(readTlv(bytes, subject).value);
  const type = outer.take(0x06);
  const data = into(outer.take(0xa0).value);
  const [version, hashes] = [data.take(0x02), data.take(0x31)];
  const contentType = new Fields(data.take(0x30).value, subject).take(0x06);
  const certificates = data.take(0xa0);
  const signer = into(data.take(0x31).value);
  const [of, name, hash] = [signer.take(0x02), signer.take(0x30), signer.take(0x30)];
  const attributes = signer.take(0xa0);
  const [algorithm, signature] = [signer.take(0x30), signer.take(0x04)];
  const content = octets(setOf(attributes.value));
  const info = [of, name, hash, algorithm, signature].map(({ raw }) => raw);
  const parts = [
    version.raw,
    hashes.raw,
    sequence(contentType.raw, explicit(0, content)),
    certificates.raw,
    setOf(sequence(...info)),
  ];
  return writeTlv(0x77, sequence(type.raw, explicit(0, sequence(...parts))));
}

/** A point of P-256 under the number of a Brainpool curve. */
function chipKeyOnAnotherCurve(): Buffer {
  const point = standardizedGroup(12)?.generator ?? none;
  const algorithm = sequence(writeOid(oids.standardizedParameters), writeInteger(13));
  const key = sequence(writeOid(oids.publicKeyEcdh), sequence(algorithm, writeBitString(point)));
  const protocol = sequence(writeOid(chipAuthenticationOid('ecdh', 'AES-128')), writeInteger(1));
  return writeTlv(0x6e, setOf(protocol, key));
}
