import { layers, rooms } from './.rooms.js';

const folders = Object.keys(rooms);
const lowestFirst = Object.entries(layers);
const anyOf = (folders) => `^server/(${folders.join('|')})/`;

const oneDirection = lowestFirst.slice(0, -1).map(([layer, inLayer], index) => ({
  name: `${layer.toLowerCase()}-imports-no-higher-layer`,
  severity: 'error',
  from: { path: anyOf(inLayer) },
  to: { path: anyOf(lowestFirst.slice(index + 1).flatMap(([, higher]) => higher)) },
}));

/**
 * What a room does not show is its own; what it shows and no one looks at is taken from the list. `installation` is what
 * commands do, and reads any file as they do.
 */
const shown = folders.flatMap((room) => {
  const files = rooms[room].shows.map((file) => `^server/${room}/${file.replaceAll('.', '[.]')}$`);
  const others = { path: '^server/', pathNot: `^server/(${room}|installation)/` };
  const own = { path: `^server/${room}/`, pathNot: files };
  const unused = files.map((file) => ({
    name: `${room}-shows-what-no-one-looks-at`,
    severity: 'error',
    from: others,
    module: { path: file, numberOfDependentsLessThan: 1 },
  }));
  return [
    { name: `${room}-does-not-show-this`, severity: 'error', from: others, to: own },
    ...unused,
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...oneDirection,
    ...shown,
    {
      name: 'folder-in-no-layer',
      comment: 'Every folder of server/ is in a layer, and in the list of folders.',
      severity: 'error',
      from: {},
      to: {
        path: '^server/[^/]+/',
        pathNot: anyOf(
          Object.values(layers)
            .flat()
            .filter((one) => one in rooms),
        ),
      },
    },
    {
      name: 'packages-stand-alone',
      comment: 'A library knows nothing of a lobby; it may import other libraries.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(server|scripts|chores|lab|kiosk-client|desk-client|test)/' },
    },
    {
      name: 'packages-have-one-entry',
      severity: 'error',
      // What is in their READMEs is run in one file, with the helpers of their own tests.
      from: { pathNot: '^(packages|test/packages)/' },
      to: {
        path: '^packages/',
        pathNot:
          '^packages/([^/]+/index\\.ts$|base/[a-z]+/index\\.ts$|[^/]+/(access|engines|presented|steps|virtual-chip|virtual-wallet)/index\\.ts$|[^/]+/lab/)',
      },
    },
    {
      name: 'packages-enter-each-other-by-the-entry',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/',
        pathNot: '^packages/($1/|[^/]+/index\\.ts$|base/[a-z]+/index\\.ts$)',
      },
    },
    {
      name: 'laboratory-of-a-package-is-apart',
      severity: 'error',
      from: { pathNot: '^(packages/[^/]+/(lab|test)|lab|test)/' },
      to: { path: '^packages/[^/]+/(lab|test)/' },
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
      to: { path: '^(scripts|chores|lab|kiosk-client|desk-client|test)/' },
    },
    {
      name: 'pages-know-only-the-protocol',
      severity: 'error',
      from: { path: '^(kiosk|desk)-client/' },
      to: { path: '^(scripts|chores|lab|test|server)/', pathNot: '^server/protocol/' },
    },
    {
      name: 'pages-are-imported-by-tests-alone',
      comment: 'No package holds their sources.',
      severity: 'error',
      from: { pathNot: '^((kiosk|desk)-client|test)/' },
      to: { path: '^(kiosk|desk)-client/' },
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
      comment: 'The command line loads them.',
      severity: 'error',
      from: {
        path: '^(scripts|chores|lab)/',
        pathNot: '^scripts/(commands/|command-tree\\.ts)',
      },
      to: { path: '^scripts/commands/' },
    },
    {
      name: 'no-tests-outside-tests',
      severity: 'error',
      from: { path: '^(scripts|chores|kiosk-client|desk-client)/' },
      to: { path: '^test/' },
    },
    {
      name: 'laboratory-tests-its-own-way',
      comment: 'What takes pictures of the pages drives them as a test does.',
      severity: 'error',
      from: { path: '^lab/', pathNot: '^lab/(screenshots|desk-screenshot|try-recording)\\.ts' },
      to: { path: '^test/' },
    },
    {
      name: 'laboratory-is-imported-by-commands-and-tests-alone',
      comment: 'Commands load the three folders that packages contain.',
      severity: 'error',
      from: { pathNot: '^(lab|test|scripts)/' },
      to: { path: '^lab/' },
    },
    {
      name: 'packaged-laboratory-is-apart',
      comment: 'No package contains the rest of it.',
      severity: 'error',
      from: { path: '^(scripts|lab/(measure|simulate|trial))/' },
      to: { path: '^lab/', pathNot: '^lab/(measure|simulate|trial)/' },
    },
    {
      name: 'chores-are-imported-by-laboratory-and-tests-alone',
      comment: 'The laboratory writes documents, too.',
      severity: 'error',
      from: { pathNot: '^(chores|lab/(?!measure/|simulate/|trial/)|test)' },
      to: { path: '^chores/' },
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
