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
