import type { Page } from 'playwright-core';
import { sentencesOf } from '#server/config/language-files.ts';
import type { DocumentRequest } from '#server/protocol/document-messages.ts';
import type { Language } from '#server/protocol/languages.ts';
import type { Guidance, OutcomeMessage } from '#server/protocol/messages.ts';
import type { LobbyBrowserOptions, LobbyBrowsers } from '../e2e/browser.ts';
import { ScriptedService } from './scripted-service.ts';

const looks: [Guidance, number][] = [
  ['step_closer', 0.1],
  ['step_back', 0.2],
  ['one_person', 0.15],
  ['centre', 0.3],
  ['face_camera', 0.4],
  ['more_light', 0.3],
  ['less_light', 0.3],
  ['open_eyes', 0.5],
  ['uncover_face', 0.8],
  ['hold_still', 0.6],
  ['looking_good', 0.8],
  ['follow_dot', 0.6],
  ['look_here', 0],
];
/** A path that soon reaches its end, where the dot stays. */
const shortPath = [
  { x: 0, y: 0, at: 0 },
  { x: 0.8, y: 0.2, at: 200 },
];
const shown: [Guidance, number][] = [
  ['show_pass', 0.5],
  ['show_next_part', 0.7],
  ['show_other_pass', 0.5],
];
const posed: [Guidance, number][] = [
  ['face_camera', 0],
  ['turn_a_little_left', 0.33],
  ['turn_back_a_little', 0.45],
  ['turn_a_little_right', 0.67],
];
const outcomes: OutcomeMessage[] = ['welcome', 'please_wait', 'declined', 'in_person', 'try_light'];
const documentOutcomes: OutcomeMessage[] = ['document_ready', 'document_failed'];
const enrolmentOutcomes: OutcomeMessage[] = ['enrolled', 'enrolment_failed', 'enrolment_stopped'];

/** Few frames, because each answer repeats what the screen shows already. */
const frames = { longestSide: 640, perSecond: 3, unanswered: 2 };

export interface Walk {
  language: Language;
  /** A film of a visitor; see `LobbyBrowserOptions`. */
  film: string;
  browser?: Partial<LobbyBrowserOptions>;
  browsers: LobbyBrowsers;
  /** Called in every state of the page, once that state is visible. */
  look: (page: Page, screen: string) => Promise<void>;
}

/** Takes the built kiosk page through all of its states, against a service that the test plays. */
export async function walkThroughScreens(walk: Walk): Promise<void> {
  for (const part of [paired, withoutCamera]) {
    const service = new ScriptedService();
    try {
      await part(walk, service, await service.start());
    } finally {
      await service.stop();
    }
  }
}

async function seen(page: Page, screen: string, look: Walk['look']): Promise<void> {
  const [state] = screen.split('.');
  await page.locator(`html[data-screen=${state}]`).waitFor();
  await page.evaluate('document.fonts.ready.then(() => null)');
  await look(page, screen);
}

async function paired(
  { language, film, browser, browsers, look: onLook }: Walk,
  service: ScriptedService,
  address: string,
): Promise<void> {
  const sentences = sentencesOf('screen', language);
  const { page, close } = await browsers.open({ camera: film, ...browser });
  const look = (screen: string) => seen(page, screen, onLook);
  let guidance: [Guidance, number] = ['look_here', 0];
  let running = '';
  const answer = (captureId: string, sequence: number) =>
    service.send({
      type: 'frame_seen',
      captureId,
      sequence,
      guidance: guidance[0],
      progress: guidance[1],
      ...(guidance[0] === 'follow_dot' && { path: shortPath }),
    });
  service.events.on('frame', ({ captureId, sequence }) => answer(captureId, sequence));
  const lookAtEach = async (guidances: [Guidance, number][], of = '') => {
    for (const next of guidances) {
      guidance = next;
      // Chromium may give a page no picture for minutes. Without a frame, this answer still arrives.
      answer(running, 0);
      await page.getByRole('heading', { name: sentences.say(`guidance-${next[0]}`) }).waitFor();
      await look(`looking${of}.${next[0]}`);
    }
  };
  /** Starts a capture. When the camera has no picture in time, the page ends the capture, so another page tries. */
  const begin = async (wishes: Parameters<typeof service.startCapture>[0]) => {
    for (let tries = 0; tries < 5; tries++) {
      const captureId = service.startCapture({ deadlineMs: 600_000, frames, ...wishes });
      const outcome = await Promise.race([
        service.next('capture_started').then(() => true),
        service.next('capture_failed').then(() => false),
      ]);
      running = captureId;
      if (outcome) return captureId;
      await page.reload();
      await page.locator('html[data-screen=idle]').waitFor();
    }
    throw new Error('the camera of the browser gives no picture');
  };
  const end = async (captureId: string, messages: readonly OutcomeMessage[]) => {
    service.send({ type: 'capture_end', captureId });
    await look('thinking');
    service.send({ type: 'desk_asked', captureId });
    await page.getByRole('heading', { name: sentences.say('thinking-desk-title') }).waitFor();
    await look('thinking.desk');
    for (const message of messages) {
      service.send({ type: 'outcome', captureId, message, showMs: 600_000 });
      await look(message);
    }
  };

  service.paired = false;
  await page.goto(`${address}/?lang=${language}`);
  await look('unpaired');
  await page.keyboard.type('wdjbm');
  await look('unpaired.typing');
  service.refusal = 'wrong_code';
  await page.keyboard.type('jht');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: /\p{L}/u }).waitFor();
  await look('unpaired.wrong');
  service.refusal = null;
  await page.keyboard.press('Enter');
  await look('idle');
  service.send({ type: 'document_offered', isOffered: true, byPhone: true });
  await page.getByRole('button', { name: sentences.say('idle-document') }).waitFor();
  await look('idle.document');
  await page.locator('.language-toggle').click();
  await look('idle.languages');
  await page.keyboard.press('Escape');
  service.send({ type: 'held', showMs: 600_000 });
  await look('please_wait.held');

  service.startCapture({ askFirst: true, asksToMove: true });
  await look('get_ready.asking');
  const capture = await begin({ asksToMove: true });
  await lookAtEach(looks);
  await end(capture, outcomes);
  const coded = await begin({ asksToMove: true, asksCode: true });
  await lookAtEach([['more_light', 0.3]], '.code');
  const setUp = `otpauth://totp/Acme%20Widgets:Ada%20Example?secret=${'J4YQT6YPJZKUNJ4B'.repeat(2)}&issuer=Acme%20Widgets&algorithm=SHA1&digits=6&period=30`;
  for (const [name, request] of Object.entries({
    code: { setUp: null, problem: null },
    'code.used': { setUp: null, problem: 'used' },
    'code.set_up': { setUp, problem: null },
    'code.set_up.wrong': { setUp, problem: 'wrong' },
  } as const)) {
    service.send({ type: 'code_wanted', captureId: coded, ...request });
    const told = request.problem ?? (request.setUp === null ? 'lead' : 'set_up-lead');
    await page
      .getByText(sentences.say(`code-${told}`))
      .first()
      .waitFor();
    await look(name);
  }
  await end(coded, ['please_wait']);
  const pass = await begin({ purpose: 'health_pass' });
  await lookAtEach(shown, '.pass');
  await end(pass, ['please_wait']);
  const both = { purpose: 'sign_in_with_pass', askFirst: true, asksToMove: true } as const;
  service.startCapture({ deadlineMs: 600_000, ...both });
  await look('get_ready.both');
  service.startCapture({ deadlineMs: 600_000, purpose: 'enrolment', askFirst: true });
  // The text for screen readers comes a moment later, and says the same.
  await page.getByRole('main').getByText(sentences.say('capture-enrolment-before')).waitFor();
  await look('get_ready.enrolment');
  const text = 'A text of the office, as it was published.\n'.repeat(40);
  for (const [language, name] of [
    [null, 'consent'],
    ['nl', 'consent.other'],
  ] as const) {
    const consent = { version: '2026-11', texts: [{ language, text }] };
    service.startCapture({ deadlineMs: 600_000, purpose: 'enrolment', consent });
    await look(name);
  }
  const posing = await begin({ purpose: 'enrolment' });
  await lookAtEach(posed, '.enrolment');
  await end(posing, enrolmentOutcomes);
  await lookAtDocument({ service, page, sentences, look, end });
  const { lastCaptureId: captureId } = service;
  service.send({ type: 'outcome', captureId, message: 'welcome', showMs: 0 });
  await page.locator('html[data-screen=idle]').waitFor();
  service.socket?.close(4409, 'another window');
  await look('replaced');
  await page.reload();
  await page.locator('html[data-screen=idle]').waitFor();
  await service.stop();
  await look('not_connected');
  await close();
}

interface DocumentWalk {
  service: ScriptedService;
  page: Page;
  sentences: ReturnType<typeof sentencesOf>;
  look: (screen: string) => Promise<void>;
  end: (captureId: string, messages: readonly OutcomeMessage[]) => Promise<void>;
}

/** From the consent to the face, with each problem. */
async function lookAtDocument({ service, page, sentences, look, end }: DocumentWalk) {
  await lookAtPhone({ service, page, sentences, look, end });
  const captureId = service.startCapture({
    ...{ deadlineMs: 600_000, purpose: 'document', hasChoice: true, frames },
  });
  const shows = async (text: string, screen: string) => {
    await page.getByRole('main').getByText(sentences.say(text), { exact: true }).waitFor();
    await look(screen);
  };
  const step = (step: 'key' | 'place' | 'reading', problem: DocumentRequest['problem'] = null) =>
    service.send({ type: 'document_step', captureId, step, problem, progress: 0.5 });
  await look('document_consent');
  await page.getByRole('button', { name: sentences.say('document-consent-agree') }).click();
  await look('document_zone');
  step('key', 'key_wrong');
  await shows('document-key_wrong', 'document_zone.wrong');
  // Without a picture from Chromium, the page shows the keys by itself.
  const keys = page.locator('html[data-screen=document_key]').waitFor();
  const type = page.getByRole('button', { name: sentences.say('document-zone-type') });
  await Promise.race([keys, type.click().catch(() => keys)]);
  await look('document_key');
  await page.keyboard.type('L898902C3');
  await page.keyboard.press('Enter');
  await shows('document-birth-title', 'document_key.birth');
  step('key', 'key_wrong');
  await shows('document-key_wrong', 'document_key.wrong');
  step('place');
  await shows('document-place-lead', 'document_wait');
  step('place', 'several_documents');
  await shows('document-several_documents', 'document_wait.several');
  step('reading');
  await shows('document-reading-lead', 'document_wait.reading');
  await end(captureId, documentOutcomes);
}

/** The phone is asked only with a request, so the browser's own dialogue does not open. */
async function lookAtPhone({ service, page, sentences, look }: DocumentWalk) {
  const phone = { deadlineMs: 600_000, purpose: 'document', from: 'phone', frames } as const;
  const captureId = service.startCapture(phone);
  await look('document_consent');
  await page.getByText(sentences.say('document-consent-read_phone'), { exact: true }).waitFor();
  await look('document_consent.phone');
  const step = { step: 'wallet', problem: null, progress: 0 } as const;
  service.send({ type: 'document_step', captureId, ...step });
  await look('document_wallet');
  service.send({ type: 'capture_end', captureId });
}

async function withoutCamera(
  { language, film, browser, browsers, look }: Walk,
  service: ScriptedService,
  address: string,
): Promise<void> {
  for (const [screen, camera, permission] of [
    ['camera_missing', null, 'granted'],
    ['camera_missing.blocked', film, 'denied'],
    ['camera_missing.not_asked', film, 'ask'],
  ] as const) {
    const { page, close } = await browsers.open({ ...browser, camera, permission });
    await page.goto(`${address}/?lang=${language}`);
    await seen(page, screen, look);
    if (permission === 'ask') {
      // A slow camera, so that the moment lasts long enough.
      await page.evaluate('navigator.mediaDevices.getUserMedia = () => new Promise(() => {})');
      service.startCapture({ asksToMove: true });
      await seen(page, 'get_ready', look);
    }
    await close();
  }
}
