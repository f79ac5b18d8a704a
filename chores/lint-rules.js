// Rules of this project for oxlint. Plain JavaScript, because nothing is built yet when it runs.

// Closing any descriptor of a file drops every POSIX lock of the process on that file. So nothing else may open a file
// that SQLite may have open: see `packages/database/database-file.ts`.
const opening = new Set([
  ...['open', 'openSync', 'openAsBlob', 'createReadStream', 'createWriteStream'],
  ...['readFile', 'readFileSync', 'writeFile', 'writeFileSync', 'appendFile', 'appendFileSync'],
  ...['copyFile', 'copyFileSync', 'cp', 'cpSync', 'truncate', 'truncateSync'],
]);
const keepsLocks = 'It would drop the locks of SQLite: see packages/database/database-file.ts.';

/** Whether an expression names the file of a database. @param {any} node @returns {boolean} */
function isDatabaseFile(node) {
  switch (node?.type) {
    case 'Identifier':
      return /[dD]atabaseFile$/.test(node.name);
    case 'MemberExpression':
      return node.property.name === 'databaseFile';
    case 'BinaryExpression':
      return isDatabaseFile(node.left);
    case 'TemplateLiteral':
      return node.expressions.some(isDatabaseFile);
    default:
      return false;
  }
}

const patterned = new Set(['match', 'rejects', 'throws']);

/** The first empty array in a pattern. @param {any} node @returns {any} */
function emptyArrayIn(node) {
  switch (node?.type) {
    case 'ArrayExpression':
      return node.elements.length === 0 ? node : firstEmptyArray(node.elements);
    case 'ObjectExpression':
      return firstEmptyArray(node.properties.map((/** @type {any} */ { value }) => value));
    default:
      return undefined;
  }
}

/** @param {any[]} nodes @returns {any} */
function firstEmptyArray(nodes) {
  return nodes.map(emptyArrayIn).find(Boolean);
}

export default {
  meta: { name: 'vestibule' },
  rules: {
    'database-file': {
      create: (/** @type {any} */ context) => ({
        CallExpression(/** @type {any} */ node) {
          if (opening.has(node.callee.name) && isDatabaseFile(node.arguments[0]))
            context.report({ node, message: keepsLocks });
        },
      }),
    },
    'empty-array-pattern': {
      create: (/** @type {any} */ context) => ({
        CallExpression(/** @type {any} */ { callee, arguments: [, ...patterns] }) {
          if (callee.object?.name !== 't' || !patterned.has(callee.property?.name)) return;
          const node = firstEmptyArray(patterns);
          const message = '`[]` matches every array: write `{ length: 0 }`.';
          if (node) context.report({ node, message });
        },
      }),
    },
    'array-let': {
      create: (/** @type {any} */ context) => ({
        VariableDeclaration(/** @type {any} */ node) {
          if (node.kind !== 'let') return;
          if (node.declarations.some(({ id }) => id.type === 'ArrayPattern'))
            // With Node 20.20, a hot loop that began as `let [a, b] = [0, 0]` computed wrong sums.
            context.report({
              node,
              message: 'Declare each by itself: V8 may miscompile the loop that changes them.',
            });
        },
      }),
    },
  },
};
