/** Words of a remark about a name, which are no name: "(combat name)". */
const remarkWords =
  /\b(?:previously|formerly|listed|name|alias|a\.?k\.?a|f\.?k\.?a|known|born|birth|combat|title|nickname|kunya|spelling|spelled|spelt|pronounced|transliteration|passport|used|deceased|maiden|nom de guerre|original|script|also|possibly|first|second|third)\b/iu;
/** Words before a name in a remark: "(previously listed as Zoltan Q.)", "(original script: Золтан)". */
const introduction =
  /^.*\b(?:(?:listed|known|written|spelled|spelt|used|name)\s+as|alias|[afn]\.?k\.?a\.?|script|birth name|maiden name|formerly|previously|n[eé]e)(?:\s*:\s*|\s+)(?=\S)/iu;

interface AliasNames {
  names: string[];
  /** The text in brackets after a name, which may be another name or a part of this one. */
  inBrackets: string[];
  /** Birth dates that belong to the name: "born in 1963". */
  birthDates: string[];
}

/**
 * Returns the names in one alias in the UN's form. It may contain several names, separated by semicolons or "a)", "b)".
 * In brackets after a name is a remark, or the name in another script: "Ezatullah Haqqani (previously listed as)".
 */
export function namesIn(alias: string, kind: 'person' | 'company'): AliasNames {
  const found: AliasNames = { names: [], inBrackets: [], birthDates: [] };
  for (const given of alias.split(/;(?![^(]*\))|(?:;\s*)?(?<![^\s;])[a-z]\)\s/u)) {
    if (given.trim() === '') continue;
    const [part = '', born] = given.split(/[\s,(]+born\s+(?:in|on)\s+/iu);
    if (born) found.birthDates.push(born);
    const [, name = part, inner] = /^(.*?\S)\s*\(([^()]*)\)?\s*$/su.exec(part) ?? [];
    // A company's brackets are usually a part of its name: "(Hong Kong) Limited".
    const isPartOfName = kind === 'company' && inner !== undefined && !remarkWords.test(inner);
    if (isPartOfName) found.names.push(...withoutRemarks(part));
    // "(Kenya)" after a company is its place.
    if (isPartOfName && !isShortFor(inner, name)) continue;
    found.names.push(...withoutRemarks(name));
    if (inner !== undefined) addRemark(found, inner);
  }
  return found;
}

function addRemark(found: AliasNames, inner: string): void {
  const introduced = introduction.exec(inner)?.[0];
  const names = severalIn(inner.slice(introduced?.length ?? 0)).filter(isName);
  (introduced === undefined ? found.inBrackets : found.names).push(...names);
}

/** Removes remarks before a name or between its words. */
function withoutRemarks(name: string): string[] {
  const plain = name.replace(/\(([^()]*)\)/gu, (all, inner: string) =>
    remarkWords.test(inner) ? ' ' : all,
  );
  const text = plain.replace(/\s+/gu, ' ').trim();
  return text === '' ? [] : [text];
}

function severalIn(text: string): string[] {
  return text.split(/[;,]/u).map((one) => one.replace(/\s+/gu, ' ').trim());
}

/** True for "AAB" and "Abdallah Azzam Brigades"; "Kenya" is no abbreviation of the name before it. */
function isShortFor(short: string, name: string): boolean {
  const initials = [...name.matchAll(/(?<![\p{L}])\p{L}/gu)].map(([letter]) =>
    letter.toLowerCase(),
  );
  const letters = [...short.toLowerCase()].filter((letter) => /\p{L}/u.test(letter));
  let at = 0;
  for (const initial of initials) if (initial === letters[at]) at++;
  return letters.length > 1 && at === letters.length;
}

/** A name begins with a capital letter, or has a script without capitals. */
function isName(text: string): boolean {
  return /^[^\p{L}]*[\p{Lu}\p{Lt}\p{Lo}]/u.test(text) && !remarkWords.test(text);
}
