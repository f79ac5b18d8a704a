import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { settingSchemas } from '#server/config/settings.ts';

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);
const documents = files.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md');
const name = /\b(?:VESTIBULE|ENVOY|NOTIFY|HEARTBEAT|METRICS|REMOTE|BACKUP)_[A-Z_]*[A-Z]\b/g;
/** Settings of a channel contain the channel's name, which the operator chooses. */
const ofChannel = /^NOTIFY_[A-Z]+_(URL|SECRET)$/;

/** Every setting that the program or a compose file reads. */
function namesInUse(): Set<string> {
  const sources = files.filter((file) =>
    /^(server|scripts|lab\/(measure|simulate|trial))\/.*\.ts$|^docs\/container\/.*\.yaml$/.test(
      file,
    ),
  );
  const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  return new Set([...Object.keys(settingSchemas), ...(text.match(name) ?? [])]);
}

t.test('every setting and secret that a document names is one', (t) => {
  const known = namesInUse();
  for (const document of documents) {
    const named = new Set(readFileSync(document, 'utf8').match(name));
    const unknown = [...named].filter((each) => !known.has(each) && !ofChannel.test(each));
    t.same(unknown, [], document);
  }
  t.end();
});

t.test('the reference has every setting and every secret', (t) => {
  const reference = readFileSync('docs/reference.md', 'utf8');
  for (const setting of Object.keys(settingSchemas)) t.ok(reference.includes(`**\`${setting}\`**`));
  const secrets = new Set(readFileSync('server/config/secrets.ts', 'utf8').match(name));
  t.ok(secrets.size > 3);
  for (const secret of secrets) t.ok(reference.includes(secret), secret);
  t.end();
});
