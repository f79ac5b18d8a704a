import { once } from 'node:events';
import t from 'tap';
import { createRevocationList, createSigner } from '#passport/lab/authority.ts';
import { borrowCard } from '#passport/lab/faults.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { smallJpeg2000 } from '#passport/lab/small-jpeg2000.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { removeCscaList } from '#server/documents/csca-lists.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { latestAuditEvent } from '#server/store/tables/audit-events.ts';
import { storedCscaLists } from '#server/store/tables/csca-lists.ts';
import { Offerer } from '../desk/desk-people.ts';
import { follow, viewsOf } from '../support/posing-person.ts';
import { documentLobby, documentOn, guest1, keyOf, shows } from './document-lobby.ts';
import { pageFrames } from './page-frames.ts';

// The real service, its models, the reader's agent and a virtual chip; only radio and cable are missing.

const dg2File = 0x0102;

t.test('a visitor who is not enrolled shows a document', async (t) => {
  const lobby = await documentLobby(t);
  const { trial, db, kiosk, issue, lay, signIn, log } = lobby;
  const declines = async () => {
    await once(kiosk, 'capture');
    kiosk.decline();
  };

  t.test('a genuine one that is theirs lets them in while Envoy waits', async (t) => {
    const document = issue();
    lay(document);
    const outcome = once(kiosk, 'outcome');
    const steps: string[] = [];
    kiosk.on('documentStep', ({ step }) => {
      // The visitor also types the key, but too late: the camera has read it.
      if (steps.length === 0) kiosk.typeDocumentKey(keyOf(document));
      if (steps.at(-1) !== step) steps.push(step);
    });
    const answer = await signIn(async () => {
      await once(kiosk, 'capture');
      kiosk.holdUpDocument(await pageFrames(keyOf(document)));
    });
    kiosk.removeAllListeners('documentStep');
    t.same(steps, ['reading', 'face']);
    t.match(answer, { status: 200, reason: 'passed', check: 'identity_document' });
    t.same(await outcome, ['welcome']);
    t.equal(await documentOn(lobby, answer.jobId), null, 'no name of it is kept');
  });

  t.test(
    'neither the document nor the face lets in a second visitor within the hour',
    async (t) => {
      const document = issue();
      lay(document);
      const again = { status: 412, reason: 'identity_used_before' };
      t.match(await signIn(shows(document)), again);
      const other = issue({ documentNumber: 'OTHER' });
      lay(other);
      t.match(await signIn(shows(other)), again, 'the face with another document');
    },
  );

  t.test('a chip that was altered is refused before the camera comes on', async (t) => {
    const document = issue();
    const dg2 = Buffer.from(document.image.files.get(dg2File) ?? []);
    dg2[200]! ^= 1;
    document.image.files.set(dg2File, dg2);
    lay(document);
    const altered = await signIn(shows(document));
    t.match(altered, { status: 412, reason: 'identity_refused', note: /data_group_altered/ });
  });

  t.test('a chip that proves itself with the key of another document is refused', async (t) => {
    const pace = [
      { mapping: 'CAM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 },
    ] as const;
    const chipAuthentication = { cipher: 'AES-128', parameterId: 13 } as const;
    const { signer, portrait } = lobby;
    const document = issueDocument({ signer, portrait, pace, chipAuthentication });
    borrowCard(document);
    delete document.image.chipAuthentication;
    lay(document);
    const hybrid = await signIn(shows(document));
    const note = /chip_authentication_failed/;
    t.match(hybrid, { status: 412, reason: 'identity_refused', note });
  });

  t.test('the portrait of an unknown signer is not decoded', async (t) => {
    const stranger = createSigner({ name: 'DS' }, createSigner({ name: 'Nobody' }));
    // Decoding would say that it is damaged.
    const portrait = Buffer.from(smallJpeg2000).fill(0, 150);
    const document = issueDocument({ signer: stranger, portrait, activeAuthentication: 'ecdsa' });
    lay(document);
    const unknown = await signIn(shows(document));
    t.match(unknown, { status: 412, reason: 'identity_not_verified' });
    t.match(await documentOn(lobby, unknown.jobId), { class: 'not_verified' });
    const tiles = Buffer.from(smallJpeg2000);
    for (const at of [24, 28]) tiles.writeUInt32BE(1, at);
    const bomb = issue({ portrait: tiles });
    lay(bomb);
    t.match(await signIn(shows(bomb)), { status: 412, note: /too_large/ });
  });

  t.test('before the sign-in: it waits for a name that fits, and counts once', async (t) => {
    kiosk.show(await webcamFrames(guest1, 12));
    const document = issue({ documentNumber: 'L1', portrait: await cropPhoto(guest1) });
    lay(document);
    const captured = once(kiosk, 'capture');
    kiosk.wantDocument();
    t.match(await captured, [{ purpose: 'document' }]);
    const outcome = once(kiosk, 'outcome');
    kiosk.typeDocumentKey(keyOf(document), { agrees: true });
    t.same(await outcome, ['document_ready']);
    const stranger = await signIn(declines, { name: 'Grace Hopper' });
    t.match(stranger, { status: 412, reason: 'identity_declined' });
    kiosk.show(lobby.frames);
    const thief = await signIn(() => {});
    t.match(thief, { status: 412, reason: 'identity_face_differs' }, 'who overheard the name');
    kiosk.show(await webcamFrames(guest1, 12));
    t.match(await signIn(() => {}), { status: 200, reason: 'passed' });
    t.match(await signIn(declines), { status: 412, reason: 'identity_declined' });
  });

  t.test('a document whose signer the state withdrew is refused', async (t) => {
    const { csca, signer, put } = lobby;
    const document = issue();
    lay(document);
    await put(createRevocationList(csca, [signer.serial]));
    const revoked = await signIn(shows(document));
    t.match(revoked, { status: 412, reason: 'identity_refused', note: /withdrew/ });
    t.match(await documentOn(lobby, revoked.jobId), { class: 'revoked' });
  });

  t.test('the desk enrols from a document that passed, if its holder agrees', async (t) => {
    await publishConsentText(db, { version: '1', text: 'You agree.' }, 'command:test');
    const desk = await Offerer.enter(t, trial, 'manager');
    const offered = async () => {
      const { json } = await desk.browser.get('/desk/api/documents');
      return (json['documents'] as { jobId: string }[]).map(({ jobId }) => jobId);
    };
    const offer = (jobId: string) => {
      const body = { fromDocument: true, screenId };
      return desk.browser.post(`/desk/api/cards/${jobId}/offer`, body);
    };
    const views = await viewsOf(guest1);
    /** How the enrolment ends when the first guest does what the screen asks. */
    const end = async (jobId: string) => {
      kiosk.show(views.ahead);
      const stop = follow(kiosk, () => views);
      const state = await desk.ended(jobId);
      stop();
      return state;
    };
    const [byGuest = '', byWoman = '', ...others] = await offered();
    t.same(others, [], 'none of those that were held');
    const { screenId } = await desk.claim(byGuest);

    await t.test('another face is not enrolled from it', async (t) => {
      t.match(await offer(byWoman), { status: 200 });
      t.match(await offer(byWoman), { status: 409 }, 'of two presses, the first counts');
      t.match(await end(byWoman), { step: 'ended', message: /does not fit the portrait/ });
      t.same(await db.selectFrom('people').selectAll().execute(), []);
    });

    await t.test('who says no is forgotten', async (t) => {
      const asked = once(kiosk, 'capture');
      t.match(await offer(byWoman), { status: 200 });
      await asked;
      kiosk.decline();
      t.match(await desk.ended(byWoman), { step: 'ended' });
      t.same(await offered(), [byGuest]);
      const gone = { status: 409, json: { message: /shown too long ago/ } };
      t.match(await offer(byWoman), gone);
    });

    await t.test('nobody is stored by lists that have changed since', async (t) => {
      t.match(await offer(byGuest), { status: 200 });
      const changed = { step: 'ended', message: /lists of authorities changed/ };
      t.match(await end(byGuest), changed);
      t.same(await db.selectFrom('people').selectAll().execute(), []);
      const lists = await storedCscaLists(db);
      const revocations = lists.find(({ kind }) => kind === 'revocations');
      await removeCscaList(db, revocations?.publisher ?? '', 'command:test');
    });

    await t.test('who is on the opt-out list is not offered', async (t) => {
      const optOuts = new OptOuts(db, trial.config);
      const claim = { email: 'anna@example.com' };
      await optOuts.add(claim, 'command:test');
      t.same(await offered(), []);
      t.match(await offer(byGuest), { status: 409, json: { message: /opt-out list/ } });
      await optOuts.remove(claim, 'command:test');
      t.same(await offered(), [byGuest]);
    });

    await t.test('portrait and camera make the record, in the name of the document', async (t) => {
      // A manager may enrol a person of the same name.
      const namesake = { name: 'Anna Eriksson', email: 'other@example.com' };
      const namesakeId = await trial.enrol(namesake, [await cropPhoto(sampleFaces.guest3)]);
      const asked = once(kiosk, 'capture');
      t.match(await offer(byGuest), { status: 200 });
      const name = 'ANNA MARIA ERIKSSON';
      t.match(await asked, [{ consent: { record: { name, isNew: true } } }]);
      t.match(await end(byGuest), { step: 'enrolled' });
      const people = await db
        .selectFrom('people')
        .selectAll()
        .where('id', '!=', namesakeId)
        .execute();
      t.match(people, [{ name, email: 'anna@example.com' }]);
      const said = await latestAuditEvent(db, 'enrolment_offered');
      t.match(said?.details, /fromDocument/);
      t.notMatch(said?.details, /documentChecked/, 'nobody looked at it');
      const templates = await db
        .selectFrom('templates')
        .select('source')
        .where('personId', '!=', namesakeId)
        .execute();
      t.same(
        templates.map(({ source }) => source),
        ['document', 'document', 'document', 'document'],
      );
      t.same(await offered(), []);
      kiosk.show(views.ahead);
      t.match(await signIn(() => {}), { status: 200, check: 'face' });
    });
  });

  t.test('nothing of a document is in the log', async (t) => {
    const words = /ERIKSSON|Eriksson|L898902C3|740812|1974-08-12/;
    t.notMatch(log.text(), words);
    t.match(log.text(), /sign-in decided/);
  });
});
