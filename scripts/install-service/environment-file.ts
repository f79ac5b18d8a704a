import type { Place } from './place.ts';

/** The settings of the installation, to be filled in; the README's table says what each means. */
export function environmentFile(): string {
  return `# Settings of Vestibule, one a line, as the README's table describes them.
# Secrets do not belong here: each is a file in the folder credentials beside this one.
#
# Where Envoy reaches this machine, for npm run doctor:
# VESTIBULE_PUBLIC_URL=https://vestibule.example.com
#
# VESTIBULE_LIVENESS=active
`;
}

/**
 * The project's own settings file. Without it a command that is run by hand would make an installation
 * of its own: a pairing code for no service, a backup of nothing.
 */
export function projectEnvironment({ dataDir }: Place): string {
  return `# Commands find the installation here; run them as its user, with "sudo vestibule".
VESTIBULE_DATA_DIR=${dataDir}
`;
}
