import { createHash, X509Certificate } from 'node:crypto';
import type { MadeCertificate } from './make-certificate.ts';

/** SHA-256 of the server's public key (SubjectPublicKeyInfo) in base64, as browsers pin it. */
export function pinOf({ certificate }: Pick<MadeCertificate, 'certificate'>): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/** A managed policy that makes Chromium trust the authority and give the page the camera. */
export function chromiumPolicy({ authority }: MadeCertificate, origins: readonly string[]): object {
  const certificate = new X509Certificate(authority).raw.toString('base64');
  return { CACertificates: [certificate], VideoCaptureAllowedUrls: origins };
}
