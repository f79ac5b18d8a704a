import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Lockfile } from '../../chores/bill-of-materials.ts';
import { noticeOf } from '../../chores/package/notice.ts';
import { productionOnly } from '../../chores/package/production.ts';
import { projectRoot } from '#server/config/environment.ts';

const installed = (folder: string) => path.join(projectRoot, folder);
const whole = JSON.parse(readFileSync(installed('package-lock.json'), 'utf8')) as Lockfile;
const lock = productionOnly(whole, (folder) => existsSync(installed(folder)));
const folders = new Map(Object.keys(lock.packages).map((folder) => [folder, installed(folder)]));

t.test('every packaged program of others has its licence text', (t) => {
  const notice = noticeOf(lock, folders);
  for (const [folder, { version, license }] of Object.entries(lock.packages)) {
    if (!folder.includes('node_modules/')) continue;
    const name = folder.split('node_modules/').at(-1);
    t.ok(notice.includes(`${name} ${version} (${license})`), folder);
  }
  t.match(notice, 'GNU LESSER GENERAL PUBLIC LICENSE', 'of libvips');
  t.match(notice, 'GNU GENERAL PUBLIC LICENSE', 'to which the LGPL adds');
  t.match(notice, /\| librsvg +\| LGPLv3/, 'and of the libraries in it');
  t.end();
});

t.test('so has what the pages are made of', (t) => {
  const notice = noticeOf(lock, folders);
  for (const page of ['kiosk-client', 'desk-client']) {
    const written = readFileSync(installed(`${page}/dist/licences.md`), 'utf8');
    const bundled = [...written.matchAll(/^## (\S+) - (\S+) /gm)];
    t.ok(bundled.length > 3, page);
    for (const [, name = '', version] of bundled)
      t.ok(notice.includes(`${name} ${version} (`), name);
  }
  t.match(notice, 'atkinson-hyperlegible-next', 'and their typeface');
  t.end();
});

t.test('a package whose licence nobody knows is not shipped', (t) => {
  const folder = t.testdir({ 'index.js': '' });
  const unknown = { version: '1.0.0', license: 'SEE LICENSE IN elsewhere' };
  const one: Lockfile = { ...lock, packages: { 'node_modules/odd': unknown } };
  const notice = () => noticeOf(one, new Map([['node_modules/odd', folder]]));
  t.throws(notice, { code: 'no_licence', message: /odd 1\.0\.0 has no licence text/ });
  t.end();
});
