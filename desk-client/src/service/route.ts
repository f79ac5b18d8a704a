import { signal } from '@preact/signals';

/** The parts of the address behind `#`: `['manage', 'lists']`. */
export const route = signal(partsOf(location.hash));

function partsOf(hash: string): string[] {
  return hash.slice(1).split('/');
}

window.addEventListener('hashchange', () => (route.value = partsOf(location.hash)));

/** The part of a view that is open: the first, unless the address names another. */
export function openPart<Part extends string>(parts: readonly [Part, ...Part[]]): Part {
  return parts.find((part) => part === route.value[1]) ?? parts[0];
}
