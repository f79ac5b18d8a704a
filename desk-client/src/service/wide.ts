import { signal } from '@preact/signals';

const wide = window.matchMedia('(min-width: 60rem)');

/** Whether the page shows the list and a card together. */
export const isWide = signal(wide.matches);

wide.addEventListener('change', () => (isWide.value = wide.matches));
