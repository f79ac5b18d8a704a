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
      texts(layer, names).some((one) => foldName(one) === wanted),
    );
    return isNamed && layers.every((layer) => texts(layer, states).every(isYes));
  });
}

function isYes(state: string): boolean {
  return signed.includes(foldName(state));
}

function texts(entry: Entry, keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const value = entry[key];
    return typeof value === 'string' || typeof value === 'boolean' ? [String(value)] : [];
  });
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
