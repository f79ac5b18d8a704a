import { derivedTransform, keyBytes, type TemplateKey } from './template-key.ts';

const maxKeys = 255;

/** A key as it stands in its file: version, encryption and transform (base64). */
export function textOf({ version, encryption, transform }: TemplateKey): string {
  const comment = '# The key of the stored templates. Keep a copy, apart from the database.\n';
  const secrets = [encryption, transform ?? derivedTransform(encryption)];
  return `${comment}${version} ${secrets.map((secret) => secret.toString('base64')).join(' ')}\n`;
}

/**
 * Reads either such a line, or lines with nothing but an encryption key, which are of the versions
 * 1, 2 and so on, all with the transform that is derived from the first. Null when it is neither.
 */
export function keysIn(text: string): TemplateKey[] | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [first = ''] = lines;
  if (lines.length === 1 && first.includes(' ')) return versionedKey(first.split(/\s+/));
  const keys = lines.map(secretIn);
  if (keys.length === 0 || keys.length > maxKeys || !areAllKeys(keys)) return null;
  const transform = derivedTransform(keys[0] ?? Buffer.alloc(0));
  return keys.map((encryption, i) => {
    return { version: i + 1, encryption, transform };
  });
}

function versionedKey([number = '', ...texts]: readonly string[]): TemplateKey[] | null {
  const version = Number(number);
  const secrets = texts.map(secretIn);
  // A third one stood there once, of the key before: it may have leaked, and nothing is sealed with it.
  if (!areAllKeys(secrets) || secrets.length > 3) return null;
  const [encryption, transform] = secrets;
  if (!encryption || !transform || !/^\d+$/.test(number)) return null;
  if (version < 1 || version > maxKeys) return null;
  return [{ version, encryption, transform }];
}

function secretIn(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === keyBytes && bytes.toString('base64') === text ? bytes : null;
}

function areAllKeys(keys: readonly (Buffer | null)[]): keys is Buffer[] {
  return !keys.includes(null);
}
