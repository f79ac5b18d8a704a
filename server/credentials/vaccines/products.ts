import { DataFile } from '../../config/data-file.ts';

const products = new DataFile('server/credentials/data/vaccines.txt').rows({
  like: /^X\w+ \| [^|]+ \| [^|]+( \| [^|]+)?$/,
  example: 'XM9T65 | Nuvaxovid | NVX-CoV2373 424831000221103 | 211',
});

/** By code: what a policy that names it means as well. */
const meant = new Map<string, readonly string[]>(
  products.flatMap(([icd11 = '', , same = '', narrower = '']) => {
    const whole = [icd11, ...same.split(' ')];
    const all = narrower === '' ? whole : [...whole, ...narrower.split(' ')];
    return whole.map((code) => [code, all] as const);
  }),
);

/**
 * The codes that count where a policy names this one: itself and, when it is the code of a whole product,
 * every code of that product. A code for some of a product stands for itself alone.
 */
export function codesMeantBy(code: string): readonly string[] {
  const plain = withoutZeros(code);
  return meant.get(plain) ?? [plain];
}

/** CVX codes are written with and without leading zeros. */
export function withoutZeros(code: string): string {
  return code.replace(/^0+(?=\d)/, '');
}
