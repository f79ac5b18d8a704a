import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Photo } from '../../people/photos.ts';
import { hasNul, oneLine } from '../../platform/text.ts';
import { photoLimits } from '../../protocol/desk-people-messages.ts';
import { notSignedIn } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { ActRefused } from './people-acts.ts';

/** Uploads at once: each is held in memory. */
const maxAtOnce = 2;
const maxRequestBytes = 32 * 1024;
/** For the headers of the parts. */
const overhead = 64 * 1024;

/** Has the routes of this plugin take forms of several parts. */
export async function takeUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: true,
    limits: {
      files: photoLimits.most,
      fileSize: photoLimits.bytes,
      fields: 1,
      fieldSize: maxRequestBytes,
      fieldNameSize: 20,
      parts: photoLimits.most + 1,
      headerPairs: 20,
    },
  });
}

const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const tooLarge = () =>
  new ActRefused(
    413,
    'photos_too_large',
    `A photo may have up to ${mb(photoLimits.bytes)}, and all together ${mb(photoLimits.bytesInAll)}. Save the photos smaller, or give fewer.`,
  );
const tooMany = () =>
  new ActRefused(413, 'too_many_photos', `Give up to ${photoLimits.most} photos at once.`);
const notTheForm = () =>
  new ActRefused(400, 'not_the_form', 'This is not what the page sends. Reload the page.');

/** Takes uploads one by one into memory, and never onto the disk. */
export class Uploads {
  readonly #sessions: DeskSessions;
  #running = 0;

  constructor(sessions: DeskSessions) {
    this.#sessions = sessions;
  }

  /**
   * Reads a form and has it dealt with.
   * @param schema of `request`
   * @throws {ActRefused} 400, 413, 429 when others are being looked at, or 401 when their session has ended since
   */
  async take<Schema extends TSchema, Result>(
    request: FastifyRequest,
    schema: Schema,
    work: (asked: Static<Schema>, photos: Photo[]) => Promise<Result>,
  ): Promise<Result> {
    if (!request.isMultipart()) throw notTheForm();
    if (this.#running >= maxAtOnce) {
      const message = 'Other photos are being looked at. Try again in a moment.';
      throw new ActRefused(429, 'uploads_busy', message);
    }
    this.#running++;
    try {
      const { asked, photos } = await read(request, schema);
      // Since the guard, which came before the photos, their account may have been revoked.
      if (!(await this.#sessions.userOf(request)))
        throw new ActRefused(401, notSignedIn.error, notSignedIn.message);
      return await work(asked, photos);
    } finally {
      this.#running--;
    }
  }
}

async function read<Schema extends TSchema>(request: FastifyRequest, schema: Schema) {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > photoLimits.bytesInAll + overhead) throw tooLarge();
  const photos: Photo[] = [];
  let text: unknown;
  let left: number = photoLimits.bytesInAll;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        if (part.fieldname === 'request') text = part.value;
        continue;
      }
      if (part.fieldname !== 'photos') throw notTheForm();
      const image = await part.toBuffer();
      left -= image.length;
      if (left < 0) throw tooLarge();
      photos.push(photoOf(part, image, photos.length));
    }
  } catch (error) {
    throw inWords(error);
  }
  return { asked: parsed(text, schema), photos };
}

function photoOf({ filename }: MultipartFile, image: Buffer, index: number): Photo {
  // Only for what is said of it; a name that says nothing is counted.
  const label = oneLine(filename ?? '', 100).trim() || `photo ${index + 1}`;
  const read = async () => {
    if (image.length === 0) throw new Error('This file is empty.');
    return image;
  };
  return { label, read };
}

function parsed<Schema extends TSchema>(text: unknown, schema: Schema): Static<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(typeof text === 'string' ? text : '');
  } catch {
    throw notTheForm();
  }
  if (!Value.Check(schema, value) || hasNul(value)) throw notTheForm();
  return value;
}

function inWords(error: unknown): unknown {
  const { code } = error as { code?: string };
  switch (code) {
    case 'FST_REQ_FILE_TOO_LARGE':
      return tooLarge();
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return tooMany();
    default:
      // What else can be wrong is a form that is torn, or something other than a form.
      return error instanceof ActRefused ? error : notTheForm();
  }
}
