import t from 'tap';
import { nameFits } from '../index.ts';

const fitting: [typed: string, recorded: string][] = [
  ['Ada Example', 'Ada Example'],
  ['  ADA\u00a0 example ', 'Ada Example'],
  ['Example, Ada', 'Ada Example'],
  ['Zoe Muller', 'Zoë Müller'],
  ['Zoe Mueller', 'Zoë Müller'],
  ['Ada Example', 'Ada Maria Example'],
  ['Ada M. Example', 'Ada Maria Example'],
  ['Ada Maria Example', 'Ada M Example'],
  ['Ada M. S. Example', 'Ada Example'],
  ['Dr. Ada Example', 'Ada Example'],
  ['Bill Example', 'William Example'],
  ['Example William', 'Bill Example'],
  ['Mary-Ann O’Brien', 'Maryann OBrien'],
  ['Anna-Lena Berg', 'Anna Lena Berg'],
  ['Suharto', 'Suharto'],
  ['王伟', '王 伟'],
  ['伟 王', '王 伟'],
  ['Ада Пример', 'ада пример'],
  ['Gabriel García', 'Gabriel García Márquez'],
  ['Gabriel García Márquez', 'Gabriel García'],
  ['García Márquez, Gabriel', 'Gabriel García'],
  ['Jan Berg', 'Jan van der Berg'],
  ['Jan van der Berg', 'Jan Berg'],
  ['Dr. Jan Berg', 'Jan van der Berg'],
  ['Anna Beta-Alpha', 'Anna Alpha'],
  ['Anna Alpha, née Beta', 'Anna Alpha Beta'],
  ['Anna Alpha Beta', 'Anna Alpha'],
  ['Wang Wei', 'Wei Wang'],
  ['Le Minh Anh', 'Le Minh'],
  ['Prof. Dr. Ada Example (visitor)', 'Ada Example'],
  ['J. Robert Example', 'Robert Example'],
  ['Robert "Bob" Example', 'Robert Example'],
];

const other: [typed: string | null, recorded: string][] = [
  [null, 'Ada Example'],
  ['', 'Ada Example'],
  [' \u200b ', 'Ada Example'],
  ['!?', 'Ada Example'],
  ['Ada', 'Ada Example'],
  ['Example', 'Ada Example'],
  ['Ada Ada', 'Ada Example'],
  ['A. Example', 'Ada Example'],
  ['Ada E.', 'Ada Example'],
  ['A. E.', 'Ada Example'],
  ['Bea Example', 'Ada Example'],
  ['Ada Other', 'Ada Example'],
  ['Ada Maria Example', 'Ada Sofia Example'],
  ['Bea Other Ada Example', 'Ada Example'],
  ['Ada Example Bea Other', 'Ada Example'],
  ['John Jane Roe Doe', 'John Doe'],
  ['Bert Anna Alpha Beta', 'Anna Alpha'],
  ['Bert Anna Alpha', 'Anna Alpha'],
  ['John Jane-Roe Doe', 'John Doe'],
  ['John J. Roe Doe', 'John Doe'],
  ['Doe Jane Roe, John', 'John Doe'],
  ['Roe (John Doe) Jane', 'John Doe'],
  ['Jane van der Roe John Doe', 'John Doe'],
  ['Ada Maria Sofia Example', 'Ada Example'],
  ['Bill Jack', 'William John'],
  ['Suharto Other', 'Suharto'],
  ['Ada', 'Suharto'],
  ['王 伟', '王 芳'],
  ['a '.repeat(300), 'Ada Example'],
];

t.test('a typed name fits the recorded one as forgivingly as a health pass', async (t) => {
  for (const [typed, recorded] of fitting) {
    t.ok(nameFits(typed, recorded), `${typed} / ${recorded}`);
  }
});

t.test('another name does not fit, nor one that says too little', async (t) => {
  for (const [typed, recorded] of other) {
    t.notOk(nameFits(typed, recorded), `${typed?.slice(0, 40)} / ${recorded}`);
  }
});
