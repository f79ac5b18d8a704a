import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { EnrolmentPhoto } from '../../people/photos.ts';
import { hasNul, oneLine } from '#base/text';
import { photoLimits } from '../../protocol/desk-people-messages.ts';
import { notSignedIn } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { formParts, UploadFormError } from './form-parts.ts';
import { ActRefusedError } from './people-acts.ts';

/** Limits of uploads at once, because each is held in memory. One account that stalls is in nobody else's way. */
const maxOfAccount = 2;
const maxAtOnce = 8;
const maxRequestBytes = 32 * 1024;
/** Bytes for the headers of the parts and the request. */
const overhead = 64 * 1024;
const limits = {
  parts: photoLimits.most + 1,
  fieldBytes: maxRequestBytes,
  fileBytes: photoLimits.bytes,
  allBytes: photoLimits.bytesInAll + maxRequestBytes,
};

/** Accepts multipart forms in the routes of this plugin. Each route reads its form itself. */
export function takeUploads(app: FastifyInstance): void {
  app.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null));
}

const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const tooLarge = () =>
  new ActRefusedError(
    413,
    'photos_too_large',
    `A photo may have up to ${mb(photoLimits.bytes)}, and all together ${mb(photoLimits.bytesInAll)}. Save the photos smaller, or give fewer.`,
  );
const tooMany = () =>
  new ActRefusedError(413, 'too_many_photos', `Give up to ${photoLimits.most} photos at once.`);
const notTheForm = () =>
  new ActRefusedError(400, 'not_the_form', 'This is not what the page sends. Reload the page.');

/** Reads uploads into memory, never onto the disk. */
export class Uploads {
  readonly #sessions: DeskSessions;
  /** The account of each running upload. */
  readonly #running: string[] = [];

  constructor(sessions: DeskSessions) {
    this.#sessions = sessions;
  }

  /**
   * Reads a form and runs `work` with its contents.
   * @param schema of `request`
   * @throws {ActRefusedError} 400, 413, 429 when too many uploads are running, or 401 when the session has ended since
   */
  async take<Schema extends TSchema, Result>(
    request: FastifyRequest,
    schema: Schema,
    work: (asked: Static<Schema>, photos: EnrolmentPhoto[]) => Promise<Result>,
  ): Promise<Result> {
    if (!/^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')) throw notTheForm();
    const { accountId } = request.deskUser!;
    const own = this.#running.filter((one) => one === accountId);
    if (own.length >= maxOfAccount || this.#running.length >= maxAtOnce) {
      const message = 'Other photos are being looked at. Try again in a moment.';
      throw new ActRefusedError(429, 'uploads_busy', message);
    }
    this.#running.push(accountId);
    try {
      const { asked, photos } = await read(request, schema);
      // The guard ran before the photos arrived. The account may have been revoked since.
      if (!(await this.#sessions.userOf(request)))
        throw new ActRefusedError(401, notSignedIn.error, notSignedIn.message);
      return await work(asked, photos);
    } finally {
      this.#running.splice(this.#running.indexOf(accountId), 1);
    }
  }
}

async function read<Schema extends TSchema>(request: FastifyRequest, schema: Schema) {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > photoLimits.bytesInAll + overhead) throw tooLarge();
  const photos: EnrolmentPhoto[] = [];
  let text: string | undefined;
  try {
    for await (const { name, filename, content } of formParts(request.raw, limits)) {
      if (filename === null) {
        if (name === 'request') text ??= content.toString('utf8');
        continue;
      }
      if (name !== 'photos') throw notTheForm();
      if (photos.length === photoLimits.most) throw tooMany();
      photos.push(photoOf(filename, content, photos.length));
    }
  } catch (error) {
    throw inWords(error);
  }
  return { asked: parse(text, schema), photos };
}

function photoOf(filename: string, image: Buffer, index: number): EnrolmentPhoto {
  // The label only appears in messages. A photo without a usable name gets a number.
  const label = oneLine(filename, 100).trim() || `photo ${index + 1}`;
  const read = async () => {
    if (image.length === 0) throw new Error('This file is empty.');
    return image;
  };
  return { label, read };
}

function parse<Schema extends TSchema>(text = '', schema: Schema): Static<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notTheForm();
  }
  if (!Value.Check(schema, value) || hasNul(value)) throw notTheForm();
  return value;
}

function inWords(error: unknown): unknown {
  if (error instanceof ActRefusedError) return error;
  // Any other error means that the request was cut off.
  switch (error instanceof UploadFormError ? error.code : 'no_form') {
    case 'too_large':
      return tooLarge();
    case 'too_many_parts':
      return tooMany();
    case 'no_form':
      return notTheForm();
  }
}
