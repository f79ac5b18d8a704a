/** Alphabets with letters that nobody can tell from another's. */
const alike = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Whether a name is written in several such alphabets: it may be made to look like another one. */
export function mixesScripts(name: string): boolean {
  const text = name.normalize('NFKC');
  return alike.filter((script) => script.test(text)).length > 1;
}
