// Checks the names in the code against `glossary.json`: part of `npm run lint`.
// Plain JavaScript, because nothing is built yet when it runs.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');
const folders = [
  ...['packages', 'server', 'scripts', 'lab', 'kiosk-client/src', 'desk-client/src', 'test'],
];
/** @type {{ exported: Record<string, string>, questions: string[], anywhere: Record<string, string>, mayRepeat: Record<string, string>, mayStay: Record<string, string> }} */
const glossary = JSON.parse(readFileSync(path.join(import.meta.dirname, 'glossary.json'), 'utf8'));

/** @type {string[]} */
const faults = [];
/** Where each exported name is declared: types and values apart, because one of each may share a name. */
const declared = { type: new Map(), value: new Map() };

/** The words of an identifier, in lower case. @param {string} name */
const wordsOf = (name) =>
  name.split(/(?<=[a-z0-9])(?=[A-Z])|[_$#]+/).map((word) => word.toLowerCase());

/** @param {Record<string, string>} words @param {string} word */
const adviceFor = (words, word) => (Object.hasOwn(words, word) ? words[word] : undefined);

/** @param {ts.Node} node */
const isType = (node) =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node);

/** The names that a statement declares. @param {ts.Statement} statement @returns {string[]} */
function namesIn(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name)
        ? [name.text]
        : name.elements.flatMap((one) =>
            'name' in one && ts.isIdentifier(one.name) ? [one.name.text] : [],
          ),
    );
  }
  const { name } = /** @type {{ name?: ts.Node }} */ (statement);
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

/** @param {string} name @param {string} file */
function checkExported(name, file) {
  if (Object.hasOwn(glossary.mayStay, name)) return;
  const advice = adviceFor(glossary.exported, name.toLowerCase());
  if (advice) faults.push(`${file}: exports "${name}"; use: ${advice}`);
  const [first = ''] = wordsOf(name);
  if (glossary.questions.includes(first)) {
    faults.push(`${file}: exports "${name}", a question; use a noun or a verb`);
  }
}

/** @param {ts.SourceFile} source @param {string} file */
function checkExports(source, file) {
  for (const statement of source.statements) {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const all = isType(statement) ? declared.type : declared.value;
    for (const name of namesIn(statement)) {
      checkExported(name, file);
      all.set(name, (all.get(name) ?? new Set()).add(file));
    }
  }
}

/** Checks every declared name, not only exported ones. @param {ts.SourceFile} source @param {string} file */
function checkDeclarations(source, file) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    const { name } = /** @type {{ name?: ts.Node }} */ (node);
    // Skips the keys of an object, which may be values of a setting, a state or a message.
    const isReference =
      ts.isPropertyAccessExpression(node) ||
      ts.isImportSpecifier(node) ||
      ts.isPropertyAssignment(node);
    if (name && !isReference && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) {
      for (const word of wordsOf(name.text)) {
        const advice = adviceFor(glossary.anywhere, word);
        if (advice) faults.push(`${file}: declares "${name.text}"; use: ${advice}`);
      }
    }
    if (ts.isClassDeclaration(node)) checkErrorName(node, file);
    checkVerb(node, file);
    ts.forEachChild(node, visit);
  };
  visit(source);
}

/** Participles that do not end in "ed"; "found" and "left" are also ways to begin and to go. */
const participles = new Set([
  ...['begun', 'bound', 'brought', 'built', 'caught', 'chosen', 'done', 'drawn', 'driven', 'found'],
  ...['given', 'gone', 'heard', 'held', 'hidden', 'kept', 'known', 'laid', 'left', 'lost', 'made'],
  ...['met', 'said', 'seen', 'sent', 'shown', 'spent', 'spoken', 'taken', 'thought', 'told', 'won'],
  ...['worn', 'written'],
]);
const verbsInEd = new Set(['bleed', 'embed', 'exceed', 'feed', 'need', 'proceed', 'seed', 'speed']);

/** A function does something, so its name is not a lone participle. Tests are left out. @param {ts.Node} node @param {string} file */
function checkVerb(node, file) {
  const isTest = /(^|\/)test\//.test(file);
  const declares =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    (ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer));
  if (isTest || !declares) return;
  const name = node.name?.getText().replace('#', '') ?? '';
  const isParticiple = /^[a-z]+ed$/.test(name) ? !verbsInEd.has(name) : participles.has(name);
  if (isParticiple)
    faults.push(`${file}: the function "${name}" is named by a participle; use a verb`);
}

/** @param {ts.ClassDeclaration} node @param {string} file */
function checkErrorName({ name, heritageClauses = ts.factory.createNodeArray() }, file) {
  const parents = heritageClauses.flatMap(({ types }) => types.map(({ expression }) => expression));
  const isError = parents.some(
    (parent) => ts.isIdentifier(parent) && parent.text.endsWith('Error'),
  );
  if (isError && name && !name.text.endsWith('Error')) {
    faults.push(`${file}: the error "${name.text}" does not end in "Error"`);
  }
}

for (const folder of folders) {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  for (const file of names
    .map((name) => path.join(folder, name))
    .filter((name) => /\.tsx?$/.test(name))) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    checkExports(source, file);
    checkDeclarations(source, file);
  }
}
for (const all of Object.values(declared)) {
  for (const [name, files] of all) {
    if (files.size === 1 || Object.hasOwn(glossary.mayRepeat, name)) continue;
    faults.push(`"${name}" is exported with several meanings: ${[...files].join(', ')}`);
  }
}
if (faults.length > 0) {
  console.error(`${faults.sort().join('\n')}\n${faults.length} names. See chores/glossary.json.`);
  process.exit(1);
}
