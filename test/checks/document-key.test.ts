import path from 'node:path';
import t, { type Test } from 'tap';
import {
  DocumentSession,
  type DocumentSessionDeps,
} from '#server/checks/identity/document-session.ts';
import type { ZoneSight } from '#server/documents/zone-reader.ts';
import type { DocumentRequest } from '#server/protocol/document-messages.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { openTestStore } from '../support/store.ts';

const outline = [0, 1, 2, 3].map(() => ({ x: 0.5, y: 0.5 })) as NonNullable<ZoneSight['outline']>;
const keyOf = (documentNumber: string): ZoneSight => ({
  key: { kind: 'mrz', documentNumber, birthDate: '900101', expiryDate: '300101' },
  outline,
});
const nothing: ZoneSight = { key: null, outline: null };
const jpeg = new Uint8Array();

/** A session with a document on the reader, whose chip accepts no key. */
async function session(t: Test) {
  const folder = t.testdir({});
  const store = await openTestStore({ databaseFile: path.join(folder, 'a.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, path.join(folder, 'template.key'));
  const sights: ZoneSight[] = [];
  const asked: unknown[] = [];
  const shown: DocumentRequest[] = [];
  let frames = 0;
  const deps = {
    ...{ db, cipher },
    readerOf: () => ({ hasReader: true, documents: 1 }),
    phoneOriginOf: () => null,
    zone: {
      read: async () => {
        frames += 1;
        return sights.shift() ?? nothing;
      },
    },
    readChip: async ({ accessKey }: { accessKey: unknown }) => {
      asked.push(accessKey);
      return { read: false, code: 'access_key_wrong' };
    },
    recent: { isPaused: () => false },
    mayLook: async () => true,
    onFault: (error: unknown) => t.error(error),
  } as unknown as DocumentSessionDeps;
  const visit = new DocumentSession(deps);
  const screen = { show: (request: DocumentRequest) => void shown.push(request) };
  visit.onKiosk('lobby');
  const isAskedFor = async (count: number) => {
    while (shown.filter(({ step }) => step === 'key').length < count) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    ...{ visit, screen, asked, sights, isAskedFor },
    framesRead: () => frames,
    see: async (...seen: ZoneSight[]) => {
      sights.push(...seen);
      for (const _ of seen) await visit.onFrame(jpeg, 'attempt', null);
    },
  };
}

t.test('the chip is asked with what the camera read twice, and once with each', async (t) => {
  const { visit, screen, asked, see, isAskedFor } = await session(t);
  visit.onAgreed(screen, 'chip');
  await see(keyOf('A'), nothing, keyOf('B'));
  t.equal(asked.length, 0, 'read once');
  await see(keyOf('B'));
  await isAskedFor(1);
  t.equal(asked.length, 1);
  await see(keyOf('B'), keyOf('B'), nothing, keyOf('B'), keyOf('B'));
  t.equal(asked.length, 1, 'the chip has refused it');
  await see(keyOf('C'), keyOf('C'));
  await isAskedFor(2);
  await see(keyOf('D'), keyOf('D'));
  t.equal(asked.length, 2, 'the other tries are for what is typed');
  t.notOk(visit.ending);
  visit.onKey({ kind: 'mrz', documentNumber: 'D', birthDate: '900101', expiryDate: '300101' });
  await isAskedFor(3);
  t.equal(asked.length, 3);
});

t.test(
  'a frame of a visitor who has left is not read, and what was read is forgotten',
  async (t) => {
    const { visit, screen, asked, see, framesRead } = await session(t);
    visit.onAgreed(screen, 'chip');
    await see(keyOf('A'));
    visit.onLeft();
    await see(keyOf('A'));
    t.equal(framesRead(), 1);
    visit.onAgreed(screen, 'chip');
    await see(keyOf('A'));
    t.equal(framesRead(), 2);
    t.equal(asked.length, 0, 'the next visitor has shown it once');
  },
);
