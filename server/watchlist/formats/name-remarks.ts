/** Words of a remark about a name, which are no name: "(previously listed as)". */
const remarkWords =
  /\b(?:previously|formerly|listed|name|alias|a\.?k\.?a|f\.?k\.?a|known|born|birth|combat|title|nickname|kunya|spelling|spelled|spelt|pronounced|transliteration|passport|used|deceased|maiden|nom de guerre|original|script|also|possibly|first|second|third)\b/iu;

interface AliasNames {
  names: string[];
  /** What stands in brackets behind a name, and may be another one, or a part of it. */
  inBrackets: string[];
}

/**
 * The names in one alias, as the UN writes them: several with semicolons between them, and behind a name
 * in brackets a remark, or the same name in another script. "Ezatullah Haqqani (previously listed as)".
 */
export function namesIn(alias: string, kind: 'person' | 'company'): AliasNames {
  const found: AliasNames = { names: [], inBrackets: [] };
  for (const part of alias.split(/;(?![^(]*\))/u)) {
    const [, name = part, inner] = /^(.*?\S)\s*\(([^()]*)\)?\s*$/su.exec(part) ?? [];
    // A company's brackets are part of its name more often than not: "(Hong Kong) Limited".
    found.names.push(...withoutRemarks(kind === 'company' && !isRemark(inner) ? part : name));
    if (inner !== undefined) found.inBrackets.push(...namesInBrackets(inner));
  }
  return found;
}

/** What is left of a name with a remark before it or between its words: "(Sheikh) Musa Hilal". */
function withoutRemarks(name: string): string[] {
  const plain = name.replace(/\(([^()]*)\)/gu, (all, inner: string) =>
    isRemark(inner) ? ' ' : all,
  );
  const text = plain.replace(/\s+/gu, ' ').trim();
  return text === '' ? [] : [text];
}

function namesInBrackets(inner: string): string[] {
  const [, original] = /^\s*(?:in )?original script:?\s*(.+)$/iu.exec(inner) ?? [];
  return (original ?? inner)
    .split(/[;,]/u)
    .map((text) => text.trim())
    .filter((text) => original !== undefined || (isName(text) && !isRemark(text)));
}

function isRemark(text: string | undefined): boolean {
  return text !== undefined && remarkWords.test(text);
}

/** A name begins with a capital, or is of a script that has none. */
function isName(text: string): boolean {
  return /^[^\p{L}]*[\p{Lu}\p{Lt}\p{Lo}]/u.test(text);
}
