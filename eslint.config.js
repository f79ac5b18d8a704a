import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// To close any descriptor of a file drops every POSIX lock that the process holds on it. So what SQLite may
// have open is opened by nothing else: `server/store/database-file.ts` says how.
const opening = [
  ...['open', 'openSync', 'openAsBlob', 'createReadStream', 'createWriteStream'],
  ...['readFile', 'readFileSync', 'writeFile', 'writeFileSync', 'appendFile', 'appendFileSync'],
  ...['copyFile', 'copyFileSync', 'cp', 'cpSync', 'truncate', 'truncateSync'],
];
const keepsLocks = 'It would drop the locks of SQLite: see server/store/database-file.ts.';
const letAlone = {
  selector: `CallExpression[callee.name=/^(${opening.join('|')})$/] > :matches(Identifier[name=/[dD]atabaseFile$/], MemberExpression[property.name='databaseFile'], BinaryExpression[left.name='databaseFile'], TemplateLiteral:has(Identifier[name='databaseFile'])).arguments:first-child`,
  message: keepsLocks,
};
const arrayLet = {
  selector: "VariableDeclaration[kind='let'] > VariableDeclarator > ArrayPattern",
  // Seen with Node 20.20: sums of a hot loop that began as `let [a, b] = [0, 0]` came out wrong.
  message: 'Declare each by itself: V8 may miscompile the loop that changes them.',
};

export default tseslint.config(
  { ignores: ['**/dist/', 'node_modules/', 'data/', '.tap/', 'models/*/'] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        project: ['tsconfig.json', 'kiosk-client/tsconfig.json', 'desk-client/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', arrayLet],
    },
  },
  {
    files: ['packages/**/*.ts', 'server/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', arrayLet, letAlone] },
  },
  {
    files: ['server/store/**/*.ts'],
    ignores: ['server/store/database-file.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        ...['node:fs', 'node:fs/promises'].map((name) => ({
          name,
          importNames: [...opening, 'default', 'promises'],
          message: keepsLocks,
        })),
      ],
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  {
    // tap's `t.test` returns a promise that tap itself awaits.
    files: ['test/**/*.ts', 'packages/*/test/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
);
