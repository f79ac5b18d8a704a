import type { ListStatus } from '../watchlist/follow/list-status.ts';
import type { FastifyPluginAsync } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { programVersion } from '../config/environment.ts';
import type { KioskStatus } from '../kiosk/kiosk-status.ts';
import type { CaptureEnd, Kiosks } from '../kiosk/capture.ts';
import { isBearer } from '../kiosk/operator-access.ts';
import { isFromThisMachine } from '../platform/caller.ts';
import type { Evidence } from '../sign-in/check.ts';
import type { Decision } from '../sign-in/decision.ts';
import { reasonForAll } from '../sign-in/reason-rules.ts';
import type { OutboxCount } from '../store/tables/outbox.ts';
import type { Vision } from '#face';
import { within } from '#base/time';

/** Sources that each scrape reads. */
interface MetricsDeps {
  held: () => number;
  decisionOutbox: () => { readonly waiting: number; readonly lost: number };
  kiosks: () => readonly KioskStatus[];
  outbox: () => Promise<readonly OutboxCount[]>;
  /** Whether each part that a visitor needs works. */
  readiness: () => Promise<Record<string, boolean>>;
  /** Whether calls come through the tunnel; null where nothing watches it. */
  tunnel: (() => boolean) | null;
  /** Whether each file is in force as it was at its last reload. */
  files: () => Readonly<Record<string, boolean>>;
  /** State of each official watchlist. */
  watchlists: () => Promise<
    readonly Pick<ListStatus, 'label' | 'ageInDays' | 'isOverdue' | 'followed'>[]
  >;
}

const prefix = 'vestibule_';

/**
 * Counters for Prometheus. Labels are verdicts, reasons, outcomes, and names of channels and parts. No label
 * identifies a person, and the program and its settings limit their number.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #signIns = this.#counter('sign_ins_total', 'Sign-ins decided.', ['verdict', 'reason']);
  readonly #answers = new Histogram({
    name: `${prefix}sign_in_answer_seconds`,
    help: 'From the arrival of a sign-in to its answer.',
    labelNames: ['verdict'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 12, 16, 20, 25],
    registers: [this.registry],
  });
  readonly #challenges = this.#counter('challenges_total', 'Questions to follow a dot.', [
    'asking',
    'outcome',
  ]);
  readonly #reliefs = this.#counter('two_camera_faces_total', 'Faces that two cameras looked at.', [
    'shape',
  ]);
  readonly #captures = this.#counter('captures_total', 'Runs of a lobby camera.', ['ending']);
  readonly #frames = this.#counter('capture_frames_total', 'Frames received from lobby cameras.');
  readonly #analyses = new Histogram({
    name: `${prefix}frame_analysis_seconds`,
    help: 'From asking for a frame to be looked at until its answer, the wait in line included.',
    buckets: [0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 3],
    registers: [this.registry],
  });
  readonly #messages = this.#counter('outbox_messages_total', 'Messages that ended.', [
    'channel',
    'outcome',
  ]);
  readonly #heartbeats = this.#counter('heartbeats_total', 'Heartbeats.', ['outcome']);

  /** Counts an answered sign-in. */
  countSignIn({ verdict, reason, receivedAt, decidedAt, evidence }: Decision): void {
    this.#signIns.inc({ verdict, reason: reasonForAll(reason) });
    this.#countChallenges(evidence);
    if (evidence.relief) this.#reliefs.inc({ shape: evidence.relief });
    this.#answers.observe({ verdict }, (decidedAt.getTime() - receivedAt.getTime()) / 1000);
  }

  /** Counts results of the first and the second challenge. */
  #countChallenges({ challengeCount = 0, challengeFailed, challengeExcused }: Evidence): void {
    const last = challengeExcused ? 'cannot_move' : challengeFailed ? 'not_followed' : 'followed';
    const askings = ['first', 'second'].slice(0, challengeCount);
    for (const [index, asking] of askings.entries()) {
      const outcome = index === askings.length - 1 ? last : 'not_followed';
      this.#challenges.inc({ asking, outcome });
    }
  }

  countMessage(channel: string, outcome: 'sent' | 'given_up'): void {
    this.#messages.inc({ channel, outcome });
  }

  countHeartbeat(outcome: 'sent' | 'failed' | 'withheld'): void {
    this.#heartbeats.inc({ outcome });
  }

  /** Wraps the kiosks so that captures are counted. */
  countCaptures(kiosks: Kiosks): Kiosks {
    return {
      capture: async (request): Promise<CaptureEnd> => {
        const end = await kiosks.capture(request);
        this.#captures.inc({ ending: end.ending });
        this.#frames.inc(end.frames);
        return end;
      },
    };
  }

  /** Wraps the vision so that its work is timed. */
  timeVision(vision: Vision): Vision {
    return {
      model: vision.model,
      next: vision.next ?? null,
      get ready() {
        return vision.ready;
      },
      start: () => vision.start(),
      stop: () => vision.stop(),
      analyze: async (image, options) => {
        const stop = this.#analyses.startTimer();
        return vision.analyze(image, options).finally(stop);
      },
      parallax: (from, to) => vision.parallax(from, to),
      learnRig: (pairs) => vision.learnRig(pairs),
    };
  }

  /** Also measures the process itself from now on. */
  watch(sources: MetricsDeps): void {
    collectDefaultMetrics({ register: this.registry });
    this.#gauge(
      'build_info',
      'Always 1; its labels say what runs.',
      ['version', 'node'],
      (gauge) => {
        gauge.set({ version: programVersion(), node: process.versions.node }, 1);
      },
    );
    this.#gauge('sign_ins_held', 'Sign-ins that wait for their answer.', [], (gauge) => {
      gauge.set(sources.held());
    });
    const unstoredHelp = 'Answers given that are not stored: waiting, or given up since the start.';
    this.#gauge('answers_unstored', unstoredHelp, ['state'], (gauge) => {
      const { waiting, lost } = sources.decisionOutbox();
      gauge.set({ state: 'waiting' }, waiting);
      gauge.set({ state: 'given_up' }, lost);
    });
    this.#gauge('kiosks', 'Paired lobby screens by their state.', ['state'], (gauge) => {
      const states = { ready: 0, no_camera: 0, away: 0 };
      for (const { connected, camera } of sources.kiosks()) {
        states[connected ? (camera === 'ready' ? 'ready' : 'no_camera') : 'away']++;
      }
      for (const [state, count] of Object.entries(states)) gauge.set({ state }, count);
    });
    const rigsHelp =
      'Pairs of cameras that were set up at lobby screens, by whether they still fit.';
    this.#gauge('camera_rigs', rigsHelp, ['state'], (gauge) => {
      const rigs = sources.kiosks().flatMap(({ rig }) => rig ?? []);
      const moved = rigs.filter(({ isKnocked }) => isKnocked).length;
      gauge.set({ state: 'set_up' }, rigs.length - moved);
      gauge.set({ state: 'moved' }, moved);
    });
    this.#gauge(
      'outbox_messages',
      'Messages in the outbox that are not sent.',
      ['channel', 'state'],
      async (gauge) => {
        const counts = await sources.outbox();
        gauge.reset();
        for (const { channel, state, count } of counts) {
          if (state === 'waiting' || state === 'given_up') gauge.set({ channel, state }, count);
        }
      },
    );
    this.#gauge('ready', 'Whether a part works, as in /readyz.', ['part'], async (gauge) => {
      const parts = Object.entries(await sources.readiness());
      for (const [part, works] of parts) gauge.set({ part }, works ? 1 : 0);
    });
    const { tunnel } = sources;
    if (tunnel) {
      this.#gauge('tunnel_alive', 'Whether calls come through the tunnel.', [], (gauge) => {
        gauge.set(tunnel() ? 1 : 0);
      });
    }
    this.#watchLists(sources);
    this.#gauge('file_followed', 'Whether a file counts as it is now.', ['file'], (gauge) => {
      const files = Object.entries(sources.files());
      for (const [file, isFollowed] of files) gauge.set({ file }, isFollowed ? 1 : 0);
    });
  }

  #watchLists({ watchlists }: Pick<MetricsDeps, 'watchlists'>): void {
    let reading: ReturnType<typeof watchlists> | null = null;
    const read = () => (reading ??= watchlists().finally(() => (reading = null)));
    const ageHelp = 'Days since an official watchlist was published.';
    this.#gauge('watchlist_age_days', ageHelp, ['source'], async (gauge) => {
      const lists = await read();
      gauge.reset();
      for (const { label: source, ageInDays } of lists) {
        if (ageInDays !== null) gauge.set({ source }, ageInDays);
      }
    });
    const overdueHelp = 'Whether there may be a newer official watchlist than the one in force.';
    this.#gauge('watchlist_overdue', overdueHelp, ['source'], async (gauge) => {
      const lists = await read();
      gauge.reset();
      for (const { label: source, isOverdue } of lists) gauge.set({ source }, isOverdue ? 1 : 0);
    });
    const failuresHelp = 'Fetches of a followed watchlist that failed in a row.';
    this.#gauge('watchlist_fetch_failures', failuresHelp, ['source'], async (gauge) => {
      const lists = await read();
      gauge.reset();
      for (const { label: source, followed } of lists) {
        if (followed) gauge.set({ source }, followed.failures);
      }
    });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[] = []) {
    return new Counter({ name: prefix + name, help, labelNames, registers: [this.registry] });
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    collect: (gauge: Gauge<Label>) => void | Promise<void>,
  ): void {
    new Gauge({
      name: prefix + name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        await collect(this);
      },
    });
  }
}

interface MetricsRouteOptions {
  metrics: Metrics;
  /** Token for reading the metrics from other machines; null: only this machine can read them. */
  token: string | null;
}

/**
 * `/metrics` on the lobby listener. This machine can read it, and others with the token; the tunnel does not reach it.
 * The metrics name nobody, but the time at which a number rises says something about a visitor in the lobby.
 */
export const metricsRoute: FastifyPluginAsync<MetricsRouteOptions> = async (
  app,
  { metrics, token },
) => {
  let scrape: Promise<string> | null = null;
  app.get('/metrics', async (request, reply) => {
    const isAllowed = token !== null && isBearer(request.headers.authorization, token);
    if (!isAllowed && !isFromThisMachine(request)) {
      const message = 'Ask from this machine, or set METRICS_TOKEN and send it.';
      return reply.code(401).send({ error: 'not_for_you', message });
    }
    // Concurrent scrapes share one result.
    scrape ??= metrics.registry.metrics().finally(() => (scrape = null));
    const text = await scrape;
    return reply.type(metrics.registry.contentType).send(text);
  });
};

/** Parts that must work before visitors can be checked; each resolves to true when it works. */
export type ReadinessChecks = Record<'store' | 'models' | 'kiosk', () => Promise<boolean>>;

/** Time limit of each readiness check. */
const timeoutMs = 1000;

/** `/healthz`: the process answers, and its version. `/readyz`: the service could check a visitor who signs in now. */
export const health: FastifyPluginAsync<{
  checks: ReadinessChecks;
  /** For balancers: lobby screens should connect to an instance that can decide. */
  decides: () => Promise<boolean>;
}> = async (app, { checks, decides }) => {
  const version = programVersion();
  app.get('/healthz', async () => ({ status: 'ok', version }));

  app.get('/healthz/decides', { config: { anyHost: true } }, async (_request, reply) => {
    const isAble = await decides();
    return reply.code(isAble ? 200 : 503).send({ decides: isAble });
  });

  app.get('/readyz', async (_request, reply) => {
    const parts = Object.entries(await checkReadiness(checks));
    const isReady = parts.every(([, works]) => works);
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not ready',
      checks: Object.fromEntries(parts.map(([part, works]) => [part, works ? 'ok' : 'failing'])),
    });
  });
};

/** Runs all checks. A part that needs longer than the time limit does not work. */
export async function checkReadiness(
  checks: Partial<ReadinessChecks>,
): Promise<Record<string, boolean>> {
  const parts = Object.entries(checks).map(
    async ([part, works]) => [part, await inTime(works)] as const,
  );
  return Object.fromEntries(await Promise.all(parts));
}

async function inTime(works: () => Promise<boolean>): Promise<boolean> {
  try {
    return await within(timeoutMs, works(), false);
  } catch {
    return false;
  }
}
