import type { Logger } from 'pino';
import type { Decision } from '../sign-in/decision.ts';
import type { ReviewReason } from '../sign-in/reasons.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import { placeNames } from '../store/tables/kiosks.ts';
import { type ChannelEntry, type NotifyFile } from './notify-schema.ts';
import { isAddress, withoutLinks } from '#base/text';
import type {
  Channel,
  Destination,
  NumberShown,
  OutboxMessage,
  PlannedMessage,
  VisitEnd,
} from './destination.ts';
import { DeliveryError } from '#base/http';
import { decisionEvent, endEvent } from './events.ts';
import { noticeOf } from './notice.ts';
import type { MessageContents } from './message-contents.ts';
import { isToldTo } from './rules.ts';

/** The contacts that the set-up in Envoy named for alerts: of all locations, or of a sign-in's location. */
export type Contacts = (
  db: Db,
  whose: 'all' | Pick<SignInRequest, 'installId' | 'locationId'>,
) => Promise<readonly string[]>;

interface Deps {
  entry: ChannelEntry;
  /** The notification file with the entry. */
  file: NotifyFile;
  channel: Channel;
  contacts: Contacts;
  /** Default: none. */
  log?: Logger | undefined;
}

/** An operator's channel: gets reviews according to the operator's rules, and alerts. */
export class PeopleDestination implements Destination {
  readonly name: string;
  readonly place: string;
  readonly #deps: Deps;

  constructor(deps: Deps) {
    const { name, type, to } = deps.entry;
    this.name = name;
    this.place = JSON.stringify([type, to, type === 'email' ? deps.file.email : null]);
    this.#deps = deps;
  }

  async plan(decision: Decision, signIn: SignInRequest, db: Db): Promise<PlannedMessage | null> {
    if (decision.verdict !== 'review') return null;
    const { rules = [] } = this.#deps.file;
    if (!isToldTo(rules, this.name, decision.reason)) return null;
    const whom = recipientsOf(this.#deps.entry);
    const kind = whom === 'host' ? 'host_called' : 'sign_in_held';
    const { locationId, locationName } = signIn;
    const isNumbered = locationName === null && locationId !== null;
    const place = isNumbered ? (await placeNames(db)).get(locationId) : locationName;
    const held = heldSignIn(decision, { ...signIn, locationName: place ?? null });
    const contents: MessageContents = { kind, ...held };
    if (whom) {
      contents.to = whom === 'host' ? hostOf(signIn) : await this.#contacts(db, signIn);
      if (contents.to.length === 0) {
        if (whom === 'contact') this.#logNobody(signIn);
        return null;
      }
    }
    return { kind, contents };
  }

  planEvent(decision: Decision, signIn: SignInRequest): PlannedMessage | null {
    return decisionEvent(this.#deps.file.events ?? [], this.name, decision, signIn);
  }

  planEnd(end: VisitEnd): PlannedMessage | null {
    return endEvent(this.#deps.file.events ?? [], this.name, end);
  }

  /** Whether the desk can write to it: its recipients are fixed, and it sends texts. */
  get hasAddresses(): boolean {
    return recipientsOf(this.#deps.entry) === null && this.#deps.entry.type !== 'mqtt';
  }

  get number(): NumberShown | null {
    return this.#deps.channel.number ?? null;
  }

  /** An alert for this channel; null when there is no recipient. */
  async alert(db: Db, contents: MessageContents): Promise<PlannedMessage | null> {
    if (recipientsOf(this.#deps.entry) !== 'contact') return { kind: contents.kind, contents };
    const to = await this.#contacts(db, 'all');
    return to.length === 0 ? null : { kind: contents.kind, contents: { ...contents, to } };
  }

  async send(outboxMessage: OutboxMessage, signal: AbortSignal): Promise<void> {
    const contents = outboxMessage.contents as MessageContents | null;
    // The channel has other recipients than when the message was planned. The named recipients are obsolete, and a host
    // must not read messages for the front desk.
    if (contents && recipientsIn(contents) !== recipientsOf(this.#deps.entry)) {
      throw new DeliveryError('channel_changed', { permanent: true });
    }
    const visibleContents = contents && withoutLinksIn(contents);
    const message = {
      ...outboxMessage,
      contents: visibleContents,
      notice: noticeOf(visibleContents),
    };
    await this.#deps.channel.send(message, signal);
  }

  async #contacts(db: Db, whose: Parameters<Contacts>[1]): Promise<readonly string[]> {
    return (await this.#deps.contacts(db, whose)).filter(isAddress);
  }

  #logNobody({ jobId, installId, locationId }: SignInRequest): void {
    this.#deps.log?.warn(
      { channel: this.name, jobId: jobId || null, installId, locationId },
      'no notification: the set-up in Envoy names no contact for this location',
    );
  }
}

/** The recipients that each message names; null when the channel's addresses are fixed. */
export function recipientsOf({ to }: ChannelEntry): 'host' | 'contact' | null {
  return to?.[0] === 'host' || to?.[0] === 'contact' ? to[0] : null;
}

/** The kind of recipients that a message was planned for. */
function recipientsIn({ kind, to }: MessageContents): ReturnType<typeof recipientsOf> {
  if (kind === 'host_called') return 'host';
  return to ? 'contact' : null;
}

function heldSignIn(decision: Decision, signIn: SignInRequest) {
  return {
    jobId: signIn.jobId || null,
    entryId: signIn.entryId,
    visitor: shorten(signIn.claim.name ?? signIn.claim.email),
    host: shorten(signIn.hostName),
    location: shorten(signIn.locationName),
    locationId: signIn.locationId,
    at: signIn.signedInAt.toISOString(),
    zone: signIn.timezone,
    reason: decision.reason as ReviewReason,
  };
}

/** Removes links from typed texts and from Envoy's texts, for every channel. */
export function withoutLinksIn(contents: MessageContents): MessageContents {
  if (!('visitor' in contents)) return contents;
  const [visitor, host, location] = [contents.visitor, contents.host, contents.location].map(
    (text) => text && withoutLinks(text),
  ) as [string | null, string | null, string | null];
  const text = 'text' in contents && { text: withoutLinks(contents.text) };
  return { ...contents, visitor, host, location, ...text };
}

/** Every channel has its own limit, and no name needs more. */
function shorten(text: string | null): string | null {
  return text && [...text].slice(0, 200).join('');
}

function hostOf({ hostEmail }: SignInRequest): string[] {
  return hostEmail !== null && isAddress(hostEmail) ? [hostEmail] : [];
}
