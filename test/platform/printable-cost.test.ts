import t from 'tap';
import { oneLine } from '#base/text';
import { growth, linearGrowth, processorTimeOf } from '../support/growth.ts';

t.test('a long hostile text costs linear time', async (t) => {
  const cost = (text: string) => processorTimeOf(() => oneLine(text));
  for (const fill of ['\u0301', '\u200D', ' ', '\n', '\u{1F3F4}\u{E0067}', '\uFE0F', '\uD800']) {
    const grown = await growth((share) => cost(fill.repeat(share * 500_000)), 1);
    t.ok(grown < linearGrowth, `${JSON.stringify(fill)}: ${grown} times an eighth's`);
  }
});
