import t from 'tap';
import { stringify } from 'yaml';
import { checkSettings, checkSettingsFor } from '#server/checks/registry.ts';
import { readPolicy } from '#server/policy/read-policy.ts';
import fc from '../support/fast-check.ts';

const read = (text: string) => readPolicy(text, checkSettings);

t.test('a policy is read with its settings completed, and asks that a sign-in be recent', (t) => {
  const { policy, mistakes, warnings } = read(`
# Who signs in, and what is asked of them.
answers:
  employeeNumber: Employee number
rules:
  - name: Staff
    when: { kind: employee, flow: [Staff, 310], invited: false }
    checks:
      face:
        whenNotEnrolled: approve
      recent:
  - name: Suppliers
    when: { location: No }
    checks: none
default:
  checks:
    face:
`);
  t.same([mistakes, warnings], [[], []]);
  t.match(policy, {
    answers: { employeeNumber: ['Employee number'] },
    rules: [
      {
        name: 'Staff',
        when: { kind: 'employee', flow: ['Staff', '310'], invited: false },
        checks: [
          { name: 'face', settings: { whenNotEnrolled: 'approve' } },
          { name: 'recent', settings: {} },
        ],
        line: 6,
      },
      { name: 'Suppliers', when: { location: ['No'] }, checks: [{ name: 'none' }] },
      {
        name: 'default',
        checks: [{ name: 'face', settings: { whenNotEnrolled: 'review' } }, { name: 'recent' }],
      },
    ],
  });
  t.end();
});

t.test('a policy of an earlier version is in force, and each former name is a warning', (t) => {
  const { policy, mistakes, warnings } = read(`answers:
  badgeId: [Badge, Card]
  employeeNumber: Number
default:
  checks:
    face: { whenNameDiffers: compare }
    recent: { maximumAgeMinutes: 30, maximumAheadMinutes: 30 }
    watchlist: { by: [name] }
    health_pass:
      vaccines: ['208']
      atLeastDaysAgo: 14
      atMostDaysAgo: 270
    remote_list: { url: 'https://list.example', whenUnreachable: pass, timeoutSeconds: 3 }
    document: { answers: [{ question: Until, date: not-in-the-past, dates: day-first }] }
`);
  t.same(mistakes, []);
  t.same(policy?.answers, { employeeNumber: ['Number', 'Badge', 'Card'] });
  const settings = Object.fromEntries(
    policy?.rules[0]?.checks.map((check) => [check.name, check.settings]) ?? [],
  );
  t.notOk('whenNameDiffers' in (settings['face'] as object));
  t.match(settings['health_pass'], { vaccines: ['208'], daysAgo: '14-270' });
  t.same(settings['recent'], {});
  t.same(settings['remote_list'], { url: 'https://list.example', fields: ['name'] });
  const names = warnings.map(({ line, text }) => `${line}: ${text.split(' ')[0]}`);
  t.same(names, [
    '2: `badgeId`',
    '6: `whenNameDiffers`',
    ...['7: `maximumAgeMinutes`', '7: `maximumAheadMinutes`', '8: `by`'],
    ...['11: `atLeastDaysAgo`', '12: `atMostDaysAgo`'],
    ...['13: `whenUnreachable`', '13: `timeoutSeconds`', '14: `dates`'],
  ]);
  for (const { text } of warnings) t.match(text, /is no setting any more: .+\.$/);
  t.end();
});

t.test('every mistake is named, with its line and what to write instead', (t) => {
  const { policy, mistakes } = read(`answer:
  employeeNumber: Number
answers:
  employeNumber: Number
rules:
  - name: Staff
    when: { kind: emploee, invited: perhaps }
    checks:
      fase:
      face: { whenNotEnroled: approve }
      watchlist: { threshold: 2000 }
  - when: {}
    checks: [face]
  - name: Empty
    when: { flow: [] }
    checks:
  - name: Odd
    when: { location: HQ }
    checks: { none: , face: often }
`);
  t.equal(policy, null);
  t.same(
    mistakes.map(({ line, text }) => `${line}: ${text}`),
    [
      '1: The file needs `default` below it.',
      '1: `answer` is nothing that can stand here; perhaps `answers` is meant.',
      '4: `employeNumber` is nothing that can stand below `answers`; perhaps `employeeNumber` is meant.',
      '7: `kind` is "emploee", but must be one of visitor, employee.',
      '7: `invited` is "perhaps", but must be true or false.',
      '9: There is no check `fase`; perhaps `face` is meant.',
      '10: `whenNotEnroled` is nothing that can stand below `face`; perhaps `whenNotEnrolled` is meant.',
      '11: `threshold` is 2000, but must be a number from 0.7 to 1.',
      '12: An entry of `rules` needs `name` below it.',
      '12: `when` is empty: write at least one thing below it, or take it out.',
      '13: `checks` is a list. Name each check on a line of its own below it, like `face:`, or write `checks: none` to let everybody in.',
      '15: `flow` is empty: write at least one thing below it, or take it out.',
      '16: `checks` is empty. Name each check on a line of its own below it, like `face:`, or write `checks: none` to let everybody in.',
      '19: There is no check `none`; write `checks: none` on one line, with no other check.',
      '19: `face` is "often", but must be names with values below it.',
    ],
  );
  t.end();
});

t.test('what is no policy at all is refused in a sentence', (t) => {
  const refusals: Record<string, string> = {
    '': 'The file needs `default` below it.',
    'just words':
      'The file is "just words", but must be names with values below it, `default` among them.',
    'default: { checks: }': '`checks` is empty.',
    'default: { checks: [] }': '`checks` is empty.',
    'default: { checks: {} }': '`checks` is empty.',
    'default: { checks: nothing }': '`checks` is no check.',
    'default: [1': 'This is not YAML:',
    'default: { checks: none }\ndefault: { checks: none }': 'This name appears here a second time.',
    'default: &a { checks: *a }': 'The file repeats itself without end.',
    'rules: [{ name: default, when: { kind: visitor }, checks: none }]\ndefault: { checks: none }':
      'A rule cannot be called "default"',
    'rules: [{ name: A, when: { kind: visitor }, checks: none }, { name: A, when: { kind: employee }, checks: none }]\ndefault: { checks: none }':
      'Another rule is called "A" already',
    'default: { checks: { document: } }': '`document` is empty: write at least one thing below it',
  };
  for (const [text, sentence] of Object.entries(refusals)) {
    const { policy, mistakes } = read(text);
    t.equal(policy, null, text);
    t.ok(mistakes[0]?.text.startsWith(sentence), `${text}: ${mistakes[0]?.text}`);
  }
  t.end();
});

t.test('a rule that can never apply is warned of, and only such a one', (t) => {
  const rule = (name: string, when: string) =>
    `  - { name: ${name}, when: { ${when} }, checks: { face: } }\n`;
  const policy = [
    'rules:\n',
    rule('Guests of HQ', 'kind: visitor, flow: [Guest, Supplier], location: HQ'),
    rule('Invited staff', 'kind: employee, invited: true'),
    rule('Suppliers of hq', 'kind: visitor, flow: SUPPLIER, location: hq, invited: false'),
    rule('Suppliers', 'flow: Supplier'),
    rule('Other staff', 'kind: employee, invited: false'),
    rule('Staff at HQ', 'kind: employee, location: HQ'),
    'default: { checks: none }\n',
  ].join('');
  t.same(
    read(policy).warnings.map(({ line, text }) => `${line}: ${text}`),
    [
      '4: The rule "Suppliers of hq" never applies: those before it take all of its sign-ins.',
      '7: The rule "Staff at HQ" never applies: those before it take all of its sign-ins.',
    ],
  );
  t.end();
});

t.test('names that nothing here has are warned of', (t) => {
  const here = {
    flows: ['Visitor', 'Contractor'],
    locations: ['HQ'],
    watchlists: [],
  };
  const text = `
rules:
  - { name: Contractors, when: { flow: [visitor, Contractr, 310], location: [HO, 77] }, checks: { face: } }
default: { checks: { face: } }
`;
  t.same(readPolicy(text, checkSettings, here).warnings, [
    {
      line: 3,
      text: 'No sign-in was seen yet of a flow "Contractr"; perhaps `Contractor` is meant.',
    },
    {
      line: 3,
      text: 'The app is not known to be installed at "HO"; perhaps `HQ` is meant.',
    },
  ]);
  const unused = {
    flows: [],
    locations: [],
    watchlists: [],
  };
  t.same(readPolicy(text, checkSettings, unused).warnings, [], 'before the first sign-in');
  const searches = 'default: { checks: { watchlist: } }';
  t.match(readPolicy(searches, checkSettings, unused).warnings, [{ text: /all are empty/ }]);
  const trusting = { ...unused, watchlists: ['ofac'] };
  t.same(readPolicy(searches, checkSettings, trusting).warnings, []);
  const own = 'default: { checks: { watchlist: { lists: [own] } } }';
  t.match(readPolicy(own, checkSettings, trusting).warnings, [
    { text: /it is empty, so all pass/ },
  ]);
  const both = 'default: { checks: { watchlist: { lists: [own, un] } } }';
  t.match(readPolicy(both, checkSettings, trusting).warnings, [
    { text: /"un" is asked for, but was never imported, so all are held/ },
  ]);
  // A policy names one list of a publisher, or the publisher for all of its lists.
  const several = { ...trusting, watchlists: ['ofac', 'ofac/consolidated'] };
  const listing = (lists: string) => `default: { checks: { watchlist: { lists: [${lists}] } } }`;
  t.same(readPolicy(listing('ofac/consolidated'), checkSettings, several).warnings, []);
  t.same(readPolicy(listing('ofac'), checkSettings, several).warnings, []);
  t.match(readPolicy(listing('ofac/sectoral'), checkSettings, several).warnings, [
    { text: /"ofac\/sectoral" is asked for, but was never imported, so all are held/ },
  ]);
  t.end();
});

t.test('a list of nobody who publishes one is refused, and those that there are named', (t) => {
  for (const list of ['ofc', 'ofac/', 'own/mine', 'ofac/Consolidated', 'ofac/a/b', 'constructor']) {
    const policy = readPolicy(
      `default: { checks: { watchlist: { lists: [${list}] } } }`,
      checkSettings,
    );
    t.match(
      policy.mistakes,
      [
        {
          line: 1,
          text: /^An entry of `lists` is ".*", but must be own, one of ofac, csl, un, eu, uk, ca, ch, opensanctions, or one of their lists by its name, such as ofac\/consolidated\.$/,
        },
      ],
      list,
    );
  }
  t.end();
});

t.test('whatever stands in a file, it is refused in sentences or asks for something', (t) => {
  const word = fc.constantFrom(
    ...['rules', 'default', 'checks', 'none', 'face', 'when', 'kind', 'visitor', 'name'],
    ...['answers', 'recent', 'whenNotEnrolled', 'document', '__proto__', 'constructor', '0'],
  );
  const yaml = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.string(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  const text = fc.oneof(
    yaml.map((value) => stringify(value)),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { policy, mistakes } = read(text);
      if (policy) return policy.rules.every(({ checks }) => checks.length > 0);
      return mistakes.length > 0 && mistakes.every(({ line }) => line >= 1);
    }),
    { numRuns: 500 },
  );
  t.pass('held throughout');
  t.end();
});

t.test(
  'what a rule asks of the liveness is one of its names, and stays out where nobody says',
  (t) => {
    const faceWith = (liveness: string) =>
      `default:\n  checks:\n    face:\n      liveness: ${liveness}\n`;
    for (const mode of ['off', 'passive', 'active', 'two_cameras']) {
      t.match(read(faceWith(mode)).policy?.rules[0]?.checks[0], { settings: { liveness: mode } });
    }
    t.match(read(faceWith('no')).mistakes, [
      {
        line: 4,
        text: '`liveness` is "no", but must be one of off, passive, active, two_cameras.',
      },
    ]);
    const [face] = read('default:\n  checks:\n    face:\n').policy?.rules[0]?.checks ?? [];
    t.notOk(Object.hasOwn(face?.settings as object, 'liveness'));
    t.end();
  },
);

t.test('a rule cannot ask for what this engine or this deadline cannot do', (t) => {
  for (const liveness of ['active', 'two_cameras']) {
    const text = `default:\n  checks:\n    face: { liveness: ${liveness} }\n`;
    const here = (engine: 'onnx' | 'face-api', seconds: number) =>
      readPolicy(text, checkSettingsFor({ engine, deadlineMs: seconds * 1000 })).mistakes;
    t.same(here('onnx', 8), []);
    const [mistake] = here('onnx', 7.9);
    t.match(mistake, { line: 3, text: `"${liveness}", but must be one of off, passive: ` });
    t.match(mistake, { text: /to 8 or more\.$/ });
    t.match(here('face-api', 20), [{ text: /must be one of off: VESTIBULE_ENGINE is face-api/ }]);
  }
  t.end();
});

t.test('the desk is asked only where a rule says so, and never in vain without a word', (t) => {
  const { policy, mistakes, warnings } = read(`rules:
  - name: Guests
    when: { flow: Guest }
    checks:
      face:
    askDesk: true
  - name: Papers
    when: { flow: Papers }
    checks:
      recent:
    askDesk: true
default:
  checks:
    face:
`);
  t.same(mistakes, []);
  t.same(
    policy?.rules.map(({ name, askDesk }) => [name, askDesk]),
    [
      ['Guests', true],
      ['Papers', true],
      ['default', false],
    ],
  );
  t.match(warnings, [{ line: 7, text: /"Papers" says `askDesk` and does not ask for `face`/ }]);
  t.equal(warnings.length, 1);
  t.match(read('default:\n  checks:\n    face:\n  askDesk: maybe\n').mistakes, [{ line: 4 }]);
  t.end();
});

t.test('a personal code goes with a face, and with everybody whom nobody enrolled held', (t) => {
  const said = (checks: string) => {
    const { policy, mistakes } = read(`default:\n  checks:\n${checks}`);
    return { isRead: policy !== null, mistakes };
  };
  t.match(said('    face:\n    personal_code:\n'), { isRead: true });
  t.match(said('    personal_code:\n    watchlist:\n'), {
    isRead: false,
    mistakes: [{ line: 3, text: /needs `face` beside it/ }],
  });
  t.match(said('    face: { whenNotEnrolled: approve }\n    personal_code:\n'), {
    isRead: false,
    mistakes: [{ line: 4, text: /does not go with `whenNotEnrolled: approve`/ }],
  });
  const asking = 'default:\n  askDesk: true\n  checks:\n    face:\n    personal_code:\n';
  t.match(read(asking).warnings, [{ text: /the desk is never asked/ }]);
  t.end();
});
