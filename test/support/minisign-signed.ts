import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A content signed as minisign does. */
export function newSigned(algorithm: 'Ed' | 'ED', comment = 'version 1', id = Buffer.alloc(8, 7)) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const content = Buffer.from('a package');
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(content).digest() : content;
  const signature = sign(null, signed, privateKey);
  const global = sign(null, Buffer.concat([signature, Buffer.from(comment)]), privateKey);
  const line = (...parts: Buffer[]) => Buffer.concat(parts).toString('base64');
  return {
    content,
    publicKey: Buffer.from(`untrusted comment: x\n${line(Buffer.from('Ed'), id, raw)}\n`),
    signature: Buffer.from(
      `untrusted comment: x\n${line(Buffer.from(algorithm), id, signature)}\n` +
        `trusted comment: ${comment}\n${line(global)}\n`,
    ),
  };
}
