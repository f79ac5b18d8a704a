/** A TLS certificate for one server, with an authority whose key nobody keeps. */
// Imported first: the following modules need it while loading.
import 'reflect-metadata';
import { createHash, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
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
  /** In PEM, like all fields. Clients must trust it; it contains no secret. */
  authority: string;
  /** The server's certificate, followed by the authority's. */
  certificate: string;
  /** The server's private key: a secret. */
  key: string;
  expiresAt: Date;
}

interface Names {
  /** A random number is added, so that a client tells authorities apart. */
  authorityName?: string;
  serverName?: string;
  now?: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Makes a certificate for these names and addresses, with its own authority. The authority's key is discarded at once,
 * so a client that trusts the authority only trusts this one certificate.
 */
export async function makeCertificate(
  hosts: readonly string[],
  days: number,
  { authorityName = 'Private authority', serverName = 'server', now = new Date() }: Names = {},
): Promise<MadeCertificate> {
  const { subtle } = webcrypto;
  const newKeys = () => subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authorityKeys = await newKeys();
  const keys = await newKeys();
  // The clocks of other machines may be slightly behind.
  const notBefore = new Date(now.getTime() - 60 * 60 * 1000);
  const notAfter = new Date(now.getTime() + days * dayMs);
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${authorityName} ${randomBytes(4).toString('hex')}`,
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
    subject: `CN=${serverName}`,
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
    expiresAt: new Date(new X509Certificate(server.toString('pem')).validTo),
  };
}

/** Serial numbers must be positive. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('hex');
}

/** SHA-256 of the server's public key (SubjectPublicKeyInfo) in base64, the form of browsers' pins. */
export function pinOf({ certificate }: Pick<MadeCertificate, 'certificate'>): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
