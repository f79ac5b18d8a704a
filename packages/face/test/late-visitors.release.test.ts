import t from 'tap';
import { exactly, visitor } from '../lab/modelled-attempt.ts';

t.test('people who follow the dot pass on many paths, late by as much as people are', async (t) => {
  for (const behindMs of [250, 400, 600, 800]) {
    for (let time = 0; time < 20; time += 1) {
      const state = visitor().follow(exactly, behindMs);
      t.match(state, { outcome: 'passed', suspicious: false, progress: 1 }, `${behindMs} ms`);
    }
  }
});
