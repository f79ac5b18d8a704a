const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const valueOf = new Map([...alphabet].map((character, value) => [character, value]));

/** Decodes base45 (RFC 9285); null when it is none. */
export function decodeBase45(text: string): Buffer | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const values = [...text.slice(i, i + 3)].map((character) => valueOf.get(character) ?? NaN);
    const [c = 0, d = 0, e = 0] = values;
    const number = c + 45 * d + 45 * 45 * e;
    const isPair = values.length === 3;
    if (!(number <= (isPair ? 0xffff : 0xff))) return null;
    if (isPair) bytes.push(number >> 8);
    bytes.push(number & 0xff);
  }
  return Buffer.from(bytes);
}
