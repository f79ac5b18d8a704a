import { foldName } from '../../people/folding.ts';

type Entry = Readonly<Record<string, unknown>>;

const names = ['name', 'title', 'document-name', 'agreement-name', 'label'];
const states = ['status', 'state', 'signed', 'agreed', 'accepted', 'completed'];
const signed = ['signed', 'agreed', 'accepted', 'completed', 'complete', 'true', 'yes'];

/**
 * Whether a legal document of this name is among those of the sign-in and nothing says that it is
 * not signed. What Envoy sends is not settled: a name is looked for under the usual keys, in the
 * entry itself and in its `attributes`; a state that is not known is a no.
 */
export function isSigned(legalDocs: readonly Entry[], name: string): boolean {
  const wanted = foldName(name);
  return legalDocs.some((entry) => {
    const layers = [entry, entry['attributes']].filter(isEntry);
    const isNamed = layers.some((layer) =>
      told(layer, names).some((one) => folded(one) === wanted),
    );
    return isNamed && layers.every((layer) => told(layer, states).every(isYes));
  });
}

function isYes(state: unknown): boolean {
  return signed.includes(folded(state) ?? '');
}

/** What the entry says under these keys, nothing among it. */
function told(entry: Entry, keys: readonly string[]): unknown[] {
  return keys.filter((key) => Object.hasOwn(entry, key)).map((key) => entry[key]);
}

function folded(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'boolean' ? foldName(String(value)) : null;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
