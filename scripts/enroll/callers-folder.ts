const ours = new Set([
  'credentials',
  'enroll',
  'audit',
  'privacy',
  'policy',
  'backup',
  'restore',
  'watchlist',
  'sbom',
]);

/** What relative paths are relative to: `npm run` changes to the project's folder and tells the caller's. */
export function callersFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD: caller } = process.env;
  return ours.has(script ?? '') && caller ? caller : process.cwd();
}
