/**
 * What a process that decodes pictures may know of this one's environment: where programs, temporary
 * files and the language are, and how many threads native libraries take. A hole in an image decoder
 * then finds no secret there, and the next setting that holds one is left out without a thought of it.
 */
const passedOn = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
  'LD_LIBRARY_PATH',
  'MALLOC_ARENA_MAX',
  'OMP_NUM_THREADS',
  'UV_THREADPOOL_SIZE',
  'VIPS_CONCURRENCY',
  'TF_CPP_MIN_LOG_LEVEL',
  // Without it Windows opens no socket and loads no library.
  'SystemRoot',
] as const;

export function workerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const known = passedOn.filter((name) => environment[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, environment[name]]));
}
