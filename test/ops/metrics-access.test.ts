import diagnostics from 'node:diagnostics_channel';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { createLogger } from '#server/ops/logging.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';

const listeners: FastifyInstance[] = [];
diagnostics.subscribe('fastify.initialization', (message) => {
  listeners.push((message as { fastify: FastifyInstance }).fastify);
});

const token = 'the token of a Prometheus elsewhere';
const METRICS_TOKEN = token.replaceAll(' ', '-');

t.test('the metrics tell nobody that a visitor is listed', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  writeFileSync(path.join(dataDir, 'policy.yaml'), 'default:\n  checks:\n    watchlist: {}\n');
  const trial = await Trial.start(dataDir, createLogger('silent'), { METRICS_TOKEN });
  t.teardown(() => trial.stop());
  const { db, lobbyUrl } = trial.service;
  const nothing = { email: null, phone: null, company: null, birthDate: null, country: null };
  const entry = { ...nothing, name: 'Lisa Listed', note: 'barred', expiresAt: null };
  const more = { aliases: [], domain: null, legalBasis: null };
  t.match(await addToWatchlist(db, 'command:test', { ...entry, ...more }), { state: 'added' });
  const { status } = await trial.signIn({ name: 'Lisa Listed', jobId: 'listed' });
  t.equal(status, 412);
  t.match(await findSignIn(db, 'listed'), { reason: 'watchlist_hit' }, 'it is stored as it is');

  const own = await fetch(new URL('metrics', lobbyUrl));
  const text = await own.text();
  t.match(text, /^vestibule_sign_ins_total\{verdict="review",reason="who_is_it"\} 1$/m);
  t.notMatch(text, /watchlist_hit|listed"/i);

  const lobby = listeners.find((one) => one.hasRoute({ method: 'GET', url: '/metrics' }))!;
  const host = new URL(lobbyUrl).host;
  const from = async (remoteAddress: string, headers: Record<string, string> = {}) => {
    const asked = { url: '/metrics', remoteAddress, headers: { host, ...headers } };
    return (await lobby.inject(asked)).statusCode;
  };
  const bearer = (given: string) => ({ authorization: `Bearer ${given}` });
  t.equal(await from('127.0.0.1'), 200);
  t.equal(await from('192.0.2.7'), 401, 'from another machine');
  t.equal(await from('127.0.0.1', { 'x-forwarded-for': '192.0.2.7' }), 401, 'by a proxy here');
  t.equal(await from('192.0.2.7', bearer('another')), 401);
  t.equal(await from('192.0.2.7', bearer(METRICS_TOKEN)), 200, 'with the token');
  for (const open of ['/healthz', '/readyz']) {
    const { body } = await lobby.inject({ url: open, headers: { host } });
    t.notMatch(body, /watch|listed|review|reason/i, open);
  }
});

t.test('a token that is easily guessed is a mistake', (t) => {
  for (const METRICS_TOKEN of ['short', 'with spaces in its middle']) {
    t.throws(() => loadSecrets({ METRICS_TOKEN }, t.testdir()), /at least 16 characters/);
  }
  t.end();
});
