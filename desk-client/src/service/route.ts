import { signal } from '@preact/signals';

/** The parts of the address behind `#`: `['manage', 'lists']`. */
export const route = signal(partsOf(location.hash));

function partsOf(hash: string): string[] {
  return hash.slice(1).split('/').map(decode);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Nobody's id.
    return '';
  }
}

/** The address of what is kept of a visitor. @param of a sign-in, or an invitation */
export function visitorAddress(of: { jobId: string } | { inviteId: string }): string {
  return 'jobId' in of
    ? `#visitor/history/${encodeURIComponent(of.jobId)}`
    : `#visitor/expected/${encodeURIComponent(of.inviteId)}`;
}

window.addEventListener('hashchange', () => (route.value = partsOf(location.hash)));

/** The part of a view that is open: the first, unless the address names another. */
export function openPart<Part extends string>(parts: readonly [Part, ...Part[]]): Part {
  return parts.find((part) => part === route.value[1]) ?? parts[0];
}
