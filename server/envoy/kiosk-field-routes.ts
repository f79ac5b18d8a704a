import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { eventOf, Id, readIdField, optional, recordOf, readTextField } from './fields.ts';
import { type HookDeps } from './hook-deps.ts';
import { hookRoutes } from './call-guards.ts';
import type { Installs } from './installs.ts';
import { signedJson } from './signed-body.ts';
import { chosenIn } from './setup-form.ts';
import { notYet, replyWithMistake, refuseOnFault, unreadable } from './setup-route.ts';

const FieldCall = Type.Object({
  meta: Type.Object({ install_id: optional(Id), params: Type.Optional(Type.Unknown()) }),
});
type FieldCall = Static<typeof FieldCall>;

interface Option {
  label: string;
  value: string;
}

/**
 * What Envoy asks for a setup field that chooses the lobby screen: the options that fit what was
 * typed, those that are selected, and the value that was saved. Answered with an array of
 * `{label, value}`, the same, and `{value}`. Screens are named in the signed call's answer only.
 */
export const kioskFieldRoutes: FastifyPluginAsync<{ deps: HookDeps }> = async (app, { deps }) => {
  refuseOnFault(app);

  app.post(hookRoutes.kioskOptions, async (request, reply) => {
    const { installs } = deps;
    if (!installs) return replyWithMistake(reply, notYet);
    const call = callIn(request);
    if (!call) return replyWithMistake(reply, unreadable);
    return sendOptions(reply, matching(await installs.pairedKiosks(), recordOf(call.meta.params)));
  });

  app.post(hookRoutes.kioskSelected, async (request, reply) => {
    const { installs } = deps;
    if (!installs) return replyWithMistake(reply, notYet);
    const call = callIn(request);
    if (!call) return replyWithMistake(reply, unreadable);
    const { value } = recordOf(call.meta.params);
    const asked = value === undefined ? [await savedFor(installs, call)] : chosenIn(value)?.texts;
    if (!asked) return replyWithMistake(reply, unreadable);
    const wanted = new Set(asked.map((name) => name.toLowerCase()));
    const names = await installs.pairedKiosks();
    return sendOptions(
      reply,
      names.filter((name) => wanted.has(name.toLowerCase())),
    );
  });

  app.post(hookRoutes.kioskValue, async (request, reply) => {
    const { installs } = deps;
    if (!installs) return replyWithMistake(reply, notYet);
    const call = callIn(request);
    if (!call) return replyWithMistake(reply, unreadable);
    return { value: await savedFor(installs, call) };
  });
};

/** Null for what is no call of a setup field; an event never is. */
function callIn(request: FastifyRequest): FieldCall | null {
  const body = signedJson(request);
  if (eventOf(body) !== null) return null;
  return Value.Check(FieldCall, body) ? body : null;
}

/** All are on the first page. */
function matching(names: readonly string[], params: Record<string, unknown>): string[] {
  const { search, page, cursor } = params;
  if (Number(page ?? 1) > 1 || readTextField(cursor) !== null) return [];
  const typed = readTextField(search)?.toLowerCase() ?? '';
  return names.filter((name) => name.toLowerCase().includes(typed));
}

async function savedFor(installs: Installs, { meta }: FieldCall): Promise<string> {
  const installId = readIdField(meta.install_id);
  return (installId === null ? null : await installs.kioskOf(installId)) ?? '';
}

function sendOptions(reply: FastifyReply, names: readonly string[]): FastifyReply {
  return reply.send(names.map((name): Option => ({ label: name, value: name })));
}
