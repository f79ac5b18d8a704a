type Entry = Readonly<Record<string, unknown>>;

/** How many ids of signed agreements are listed for whoever writes the policy. */
const mostListed = 10;

/**
 * The ids of the agreements that were signed, from what Envoy sends: `{id, url, "signed-at",
 * agreement: {id}}`. No name is sent. An entry without a time of signing counts as not signed.
 */
export function signedAgreements(legalDocs: readonly Entry[]): ReadonlySet<string> {
  return new Set(legalDocs.filter(hasTime).flatMap(agreementOf));
}

/** The ids in words; they come from outside, so only what looks like an id is repeated. */
export function listOfSigned(signed: ReadonlySet<string>): string {
  const ids = [...signed].filter((id) => /^[\w-]{1,64}$/.test(id));
  const listed = ids.slice(0, mostListed).join(', ');
  return `Signed agreements: ${listed || 'none'}${ids.length > mostListed ? ', and others' : ''}.`;
}

function hasTime(entry: Entry): boolean {
  const signedAt = entry['signed-at'];
  return typeof signedAt === 'string' && signedAt.trim() !== '';
}

function agreementOf({ agreement }: Entry): string[] {
  if (typeof agreement !== 'object' || agreement === null) return [];
  const { id } = agreement as { id?: unknown };
  if (typeof id === 'string' && id !== '') return [id];
  return Number.isSafeInteger(id) ? [String(id)] : [];
}
