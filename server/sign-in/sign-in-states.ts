/**
 * The states of a held sign-in and their successors; `docs/architecture.md` draws them. In every state, the deadline
 * answers with a review.
 */
export const signInTransitions = {
  arrived: {
    what: 'was it decided before?',
    next: ['known', 'too_old', 'placing', 'storing', 'faulty'],
  },
  placing: {
    what: 'which instance has the lobby screen?',
    next: ['checking', 'decided_elsewhere', 'storing', 'given_back', 'faulty'],
  },
  checking: {
    what: 'the checks run side by side',
    next: ['placing', 'asking', 'storing', 'given_back', 'faulty'],
  },
  asking: {
    what: 'the desk looks into a doubt',
    next: ['storing', 'stored', 'given_back', 'faulty'],
  },
  storing: { what: 'the verdict goes into the store', next: ['stored', 'faulty'] },
  stored: { what: 'decided here', next: [] },
  known: { what: 'decided before: the same answer again', next: [] },
  too_old: { what: 'may have waited too long unread: a review', next: [] },
  decided_elsewhere: { what: 'another instance has decided it', next: [] },
  given_back: { what: 'back to the instance that was asked, undecided', next: [] },
  faulty: { what: 'something broke: a review', next: [] },
} as const satisfies Record<string, { what: string; next: readonly string[] }>;

export type SignInState = keyof typeof signInTransitions;
