/**
 * The states of a held sign-in and their successors; `docs/architecture.md` draws them. In every state, the deadline
 * answers with a review.
 */
export const signInTransitions = {
  arrived: {
    what: 'was it decided before?',
    next: ['known', 'too_old', 'elsewhere', 'checking', 'storing', 'faulty'],
  },
  elsewhere: {
    what: 'does another instance decide it?',
    next: ['known', 'checking', 'storing', 'faulty'],
  },
  checking: { what: 'the checks run side by side', next: ['asking', 'storing', 'faulty'] },
  asking: { what: 'the desk looks into a doubt', next: ['storing', 'stored', 'faulty'] },
  storing: { what: 'the verdict goes into the store', next: ['stored', 'faulty'] },
  stored: { what: 'decided here', next: [] },
  known: { what: 'decided before or elsewhere: the stored answer', next: [] },
  too_old: { what: 'may have waited too long unread: a review', next: [] },
  faulty: { what: 'something broke: a review', next: [] },
} as const satisfies Record<string, { what: string; next: readonly string[] }>;

export type SignInState = keyof typeof signInTransitions;
