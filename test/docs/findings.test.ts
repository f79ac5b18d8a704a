import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { troubles, failing, ok, warning } from '#server/installation/diagnosis/finding.ts';
import { findingText } from '../../scripts/commands/doctor.ts';

const guide = readFileSync('docs/troubleshoot.md', 'utf8');

t.test('the guide has a section with cause and fix for everything that doctor can find', (t) => {
  const sections = [...guide.matchAll(/^#### Finding `(\w+)`\n\n([\s\S]+?)(?=\n#|\n$)/gm)];
  const explained = sections.map(([, code]) => code!);
  t.same(explained.toSorted(), [...troubles].toSorted());
  for (const [, code, text] of sections) t.match(text, /\S\s→\s\S/, `${code}: a cause and a fix`);
  t.end();
});

t.test('what the guide explains can be found', (t) => {
  const folder = 'server/installation/diagnosis';
  const sources = readdirSync(folder).filter((file) => file !== 'finding-codes.ts');
  const code = sources.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
  for (const trouble of troubles) {
    const name = trouble.replace(/_remark$/, '');
    t.ok(code.includes(`'${name}'`), `doctor can find ${trouble}`);
  }
  t.end();
});

t.test('a finding names its section', (t) => {
  const named = 'docs/troubleshoot.md#finding-tunnel_secret';
  for (const say of [warning, failing]) {
    const finding = say('tunnel_secret', 'Tunnel', 'A signed call was refused.', 'Restart it.');
    t.equal(finding.guide, named);
    t.ok(findingText(finding).endsWith(`\n${' '.repeat(22)}${named}`));
  }
  t.notMatch(findingText(ok('tunnel', 'Tunnel', 'It comes through.')), /troubleshoot/);
  t.end();
});
