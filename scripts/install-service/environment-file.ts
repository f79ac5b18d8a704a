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
