import t from 'tap';
import { lookAlikeTest } from '#name-matching';
import { growth, linearGrowth, processorTimeOf } from '../support/growth.ts';

t.test('a name as long as may come in costs little, whatever fills it', async (t) => {
  const fillings = [
    '\ufdfa',
    'a\u0315\u0300\u05ae',
    'a1',
    'ʜł',
    '\u{1d400}',
    '\u{1f600}',
    '각',
    '٥a',
  ];
  const cost = (text: string) =>
    processorTimeOf(() => {
      for (let i = 0; i < 20; i++) lookAlikeTest(text);
    });
  for (const filling of fillings) {
    const times = 2000 / filling.length;
    const grown = await growth((share) => cost(filling.repeat(share * times)), 1);
    t.ok(grown < linearGrowth, `${JSON.stringify(filling)}: ${grown} times an eighth's`);
  }
});
