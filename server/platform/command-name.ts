/**
 * How the command is called on this machine, for texts that say what to type: `npx vestibule` in a clone,
 * `sudo vestibule` beside the service that setup wrote.
 */
export const vestibule = calledAs(process.env, process.argv[1]);

function calledAs(env: NodeJS.ProcessEnv, program = ''): string {
  // Set by systemd for the service, and for the command beside it.
  if (env['CREDENTIALS_DIRECTORY']) return 'sudo vestibule';
  // Found on the PATH, after `npm link` for instance; npx has it in a folder of packages.
  return /(?<!node_modules\/\.bin)\/vestibule$/.test(program) ? 'vestibule' : 'npx vestibule';
}
