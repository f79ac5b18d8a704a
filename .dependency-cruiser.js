/** The folders of `server/`, and what lives there. Each may import itself and those above it, types included. */
export const rooms = {
  protocol:
    'messages between the service and its pages; imports nothing of ours, and the pages import it',
  platform:
    'clock, HTTP calls and retries, atomic files, text folded or made printable, errors an operator can mend',
  config: 'environment → typed settings → secrets',
  store:
    'schema, row codec, one file a subject; SQLite in a thread of its own, PostgreSQL as the second dialect',
  keys: 'the template key in its file, and what is derived from it',
  audit: 'the record of what was done: the chain, its seal, and the proof of both',
  templates: 'face templates at rest: cipher, secret transform, rotation of the key',
  vision: 'pixels to templates: two engines, quality, the child processes they run in',
  people: 'enrolment rules, the gallery and matching, consent, retention, erasure',
  'sign-in': "one sign-in's life: one answer for a job, deadline, the contract of a check, reasons",
  'watched-files': "the operator's YAML files: read with lines, watched, put on record",
  watchlist: 'people to look out for: lists and their formats, how names are compared, faces',
  credentials: 'health passes: their formats, who is trusted to issue them, reading their codes',
  notify: 'who is told: the outbox, its delivery, a file for each kind of channel',
  kiosk: 'lobby screens: pairing, WebSocket, captures, the listener they reach',
  instances: 'other instances on the same database: who is there, and what they do for one another',
  checks: 'a file for each check; `face/` is how a face is judged over frames',
  policy: 'what the policy file may say, and what it asks of a sign-in',
  enrolment: "enrolling from a lobby screen's camera",
  desk: 'the front desk: what it is shown, what it may do, who may do it',
  envoy: 'everything that knows Envoy: hook listener, setup step, events, replies, plugin API',
  ops: 'logging, health, metrics, heartbeat, the watches over tunnel and screens',
  app: 'builds everything by hand and hands it out; only `main.ts` imports it',
};

const order = Object.keys(rooms);
const anyOf = (folders) => `^server/(${folders.join('|')})/`;

const oneDirection = order.slice(0, -1).map((folder, index) => ({
  name: `${folder}-imports-only-what-is-above`,
  severity: 'error',
  from: { path: `^server/${folder}/` },
  to: { path: anyOf(order.slice(index + 1)) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...oneDirection,
    {
      name: 'folder-not-in-the-order',
      comment: 'Every folder of server/ has a place in the list.',
      severity: 'error',
      from: {},
      to: { path: '^server/[^/]+/', pathNot: anyOf(order) },
    },
    {
      name: 'app-is-imported-by-main-alone',
      comment: 'The demo and its kin start the whole service in their own process.',
      severity: 'error',
      from: { path: '^(server|kiosk-client|desk-client)/', pathNot: '^server/(main\\.ts|app/)' },
      to: { path: '^server/app/' },
    },
    {
      name: 'server-stands-alone',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(scripts|lab|kiosk-client|desk-client|test)/' },
    },
    {
      name: 'pages-know-only-the-protocol',
      severity: 'error',
      from: { path: '^(kiosk|desk)-client/' },
      to: { path: '^(scripts|lab|test|server)/', pathNot: '^server/protocol/' },
    },
    {
      name: 'protocol-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^server/protocol/' },
      to: { path: '^server/', pathNot: '^server/protocol/' },
    },
    {
      name: 'commands-stay-out-of-each-other',
      severity: 'error',
      from: { path: '^scripts/commands/([a-z-]+)' },
      to: { path: '^scripts/commands/', pathNot: '^scripts/commands/$1(/|\\.ts)' },
    },
    {
      name: 'nobody-reaches-into-a-command',
      comment:
        'The command line loads them; the guide shows what one writes, and the package holds it.',
      severity: 'error',
      from: {
        path: '^(scripts|lab)/',
        pathNot: '^scripts/(commands/|vestibule\\.ts|chores/(docs\\.ts|package/))',
      },
      to: { path: '^scripts/commands/' },
    },
    {
      name: 'no-tests-outside-tests',
      severity: 'error',
      from: { path: '^(scripts|kiosk-client|desk-client)/' },
      to: { path: '^test/' },
    },
    {
      name: 'laboratory-tests-its-own-way',
      comment: 'What takes pictures of the pages drives them as a test does.',
      severity: 'error',
      from: { path: '^lab/', pathNot: '^lab/(screenshots|try-recording)\\.ts' },
      to: { path: '^test/' },
    },
    {
      name: 'laboratory-is-imported-by-tests-alone',
      severity: 'error',
      from: { pathNot: '^(lab|test)/' },
      to: { path: '^lab/' },
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-circle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^server/[^/]+$' },
      to: { circular: true, path: '^server/[^/]+$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6'],
    skipAnalysisNotInRules: true,
  },
};
