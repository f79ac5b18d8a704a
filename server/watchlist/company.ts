/** Legal forms and what goes with them: the same company is written with or without. */
const legalForm =
  /(?<![\p{L}\p{N}])(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|lp|plc|gmbh|mbh|ag|kg|ohg|ug|se|sa|sas|sarl|srl|spa|sl|bv|nv|oy|oyj|ab|as|aps|a\/s|ooo|oao|zao|pao|jsc|pjsc|ojsc|kk|pty|pte|sdn|bhd|holding|holdings|group|the)(?![\p{L}\p{N}])/giu;

/** A company's name without its legal form; as it was when nothing else is left. */
export function companyCore(name: string): string {
  const plain = name.replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, '').replace(/&/gu, ' ');
  const core = plain
    .replace(legalForm, ' ')
    .replace(/[\s.,;]+/gu, ' ')
    .trim();
  return core === '' ? name : core;
}
