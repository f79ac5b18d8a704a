// What the library's dependency injection needs to be there first.
import 'reflect-metadata';
import { randomBytes, webcrypto, X509Certificate as ReadCertificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface MadeCertificate {
  /** In PEM, as everything here. To be trusted by the kiosks; nothing in it is secret. */
  authority: string;
  /** The server's, then the authority's. */
  certificate: string;
  /** The server's, secret. */
  key: string;
  expiresAt: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Makes a certificate for these names and addresses, with an authority of its own. The authority's
 * key is forgotten at once: whoever trusts it trusts this one certificate, for good.
 */
export async function makeCertificate(
  hosts: readonly string[],
  days: number,
  now = new Date(),
): Promise<MadeCertificate> {
  const { subtle } = webcrypto;
  const newKeys = () => subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [authorityKeys, keys] = [await newKeys(), await newKeys()];
  // Clocks of other machines may be a little behind.
  const notBefore = new Date(now.getTime() - 60 * 60 * 1000);
  const notAfter = new Date(now.getTime() + days * dayMs);
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Vestibule ${randomBytes(4).toString('hex')}`,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  const server = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Vestibule lobby',
    issuer: authority.subject,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
    ],
  });
  const authorityPem = `${authority.toString('pem')}\n`;
  return {
    authority: authorityPem,
    certificate: `${server.toString('pem')}\n${authorityPem}`,
    key: `${PemConverter.encode(await subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')}\n`,
    expiresAt: new Date(new ReadCertificate(server.toString('pem')).validTo),
  };
}

/** Positive, as it must be. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('hex');
}
