import t from 'tap';
import { Type } from 'typebox';
import {
  coerceToSchema,
  expectationOf,
  mistakesAgainst,
  withoutFormerNames,
} from '../schema/index.ts';

const schema = Type.Object({
  rules: Type.Array(
    Type.Object({
      name: Type.String({ minLength: 1 }),
      days: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1 })),
      isOpen: Type.Optional(Type.Boolean()),
    }),
    { minItems: 1 },
  ),
});

const textsOf = (value: unknown) =>
  mistakesAgainst(schema, coerceToSchema(schema, value), () => 1).map(({ text }) => text);

t.test('a value that fits has no mistakes, whatever its texts look like', async (t) => {
  t.same(textsOf({ rules: { name: '0042', days: '3', isOpen: 'TRUE' } }), []);
});

t.test('each mistake names what it is about', async (t) => {
  t.same(textsOf({}), ['The file needs `rules` below it.']);
  t.same(textsOf({ rules: [] }), [
    '`rules` is empty: write at least one thing below it, or take it out.',
  ]);
  t.same(textsOf({ rules: [{ days: ['8'] }] }), [
    'An entry of `rules` needs `name` below it.',
    'An entry of `days` is 8, but must be a whole number from 1 to 7.',
  ]);
  t.same(textsOf({ rules: [{ name: 'a', isOpen: 'perhaps' }] }), [
    '`isOpen` is "perhaps", but must be true or false.',
  ]);
});

t.test('the line is that of the value, by its pointer', async (t) => {
  const lines: string[] = [];
  const value = { rules: [{ name: 'a', 'a/b': 'x' }] };
  mistakesAgainst(schema, value, (pointer) => lines.push(pointer));
  t.same(lines, ['/rules/0/a~1b']);
});

t.test('what a schema accepts is said in words', async (t) => {
  t.equal(expectationOf(Type.Number({ minimum: 2 })), 'a number, at least 2');
  t.equal(expectationOf(Type.String({ maxLength: 5 })), 'a text of 0 to 5 characters');
  t.equal(expectationOf(Type.Array(Type.Boolean())), 'a list, each true or false');
  t.equal(expectationOf(Type.String({ expectation: 'a colour' })), 'a colour');
});

t.test(
  'a former name is a warning with its line, at any depth, and its value may move',
  async (t) => {
    const Rule = Type.Object(
      { hours: Type.Optional(Type.String()) },
      {
        former: {
          colour: { instead: 'it is blue.' },
          from: {
            instead: 'write `hours`.',
            move: (from: unknown, rule: Record<string, unknown>) => {
              rule['hours'] = `${String(from)}-`;
            },
          },
        },
      },
    );
    const before = { rules: [{ from: '8', colour: 'red' }, { hours: '9-' }] };
    const whole = Type.Object({ rules: Type.Array(Rule) });
    const { value, warnings } = withoutFormerNames(whole, before, (pointer) =>
      pointer === '/rules/0/colour' ? 4 : 3,
    );
    t.same(value, { rules: [{ hours: '8-' }, { hours: '9-' }] });
    t.same(warnings, [
      { line: 3, text: '`from` is no setting any more: write `hours`.' },
      { line: 4, text: '`colour` is no setting any more: it is blue.' },
    ]);
    t.same(
      mistakesAgainst(whole, value, () => 1),
      [],
    );
    t.match(before.rules[0], { from: '8' }, 'what was given stays as it is');
  },
);
