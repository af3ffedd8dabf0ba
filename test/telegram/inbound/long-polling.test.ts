import { describe, expect, onTestFinished, test } from 'vitest';
import { badGateway, startTelegram, tooManyRequests } from '../../../src/sandbox/bot-api/server.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import type { Inbox } from '../../../src/store/port/inbox.ts';
import { boundedApi, type Api } from '../../../src/telegram/api/bounded-api.ts';
import { newTelegraf } from '../../../src/telegram/bot/bot.ts';
import { longPolling, type Ended } from '../../../src/telegram/inbound/long-polling.ts';
import { whoAmI } from '../../../src/telegram/inbound/who-am-i.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { localeOf } from '../../../src/telegram/locales/locales.ts';
import { recordedLog } from '../../support/log.ts';
import { tempStore } from '../../support/store.ts';
import { until } from '../../support/until.ts';

const SPEED = 50;
const SECRET = 'AAE2E-secret-of-the-polling-tests-00001';
const TOKEN = `700000004:${SECRET}`;
const OTHER_TOKEN = '700000004:AAE2E-secret-that-was-replaced-0000001';
/** The time limit of calls that hang, in real time. */
const SHORT_MS = 100;
const asha = { id: 501, is_bot: false, first_name: 'Asha', language_code: 'en' };

/** A call to Telegram. */
interface Made {
  readonly method: string;
  readonly offset: number | undefined;
  readonly at: number;
  /** How many updates were stored when the call was made. */
  readonly stored: number;
  endedAt: number;
  kind: string;
}

interface RigOptions {
  readonly token?: string;
  /** Asked before each call: whether the call has the short time limit. */
  readonly isImpatient?: () => boolean;
}

async function rig({ token = TOKEN, isImpatient = () => false }: RigOptions = {}) {
  const clock = fastClock(SPEED);
  const telegram = await startTelegram({ token: TOKEN, clock });
  telegram.openPrivateChat(asha);
  const store = tempStore();
  const log = recordedLog();
  const made: Made[] = [];
  const bounded = boundedApi(newTelegraf(token, telegram.url).telegram);
  const api: Api = {
    async call(method, payload, shape, options) {
      const offset = 'offset' in payload ? (payload.offset as number) : undefined;
      const stored = await store.inbox.waiting();
      const call: Made = { method, offset, at: clock.now(), stored, endedAt: NaN, kind: '' };
      made.push(call);
      const patience = isImpatient() ? { timeoutMs: SHORT_MS } : {};
      const result = await bounded.call(method, payload, shape, { ...options, ...patience });
      call.endedAt = clock.now();
      call.kind = result.kind;
      return result;
    },
  };

  let notified = 0;
  const serverTimes: number[] = [];
  const turnedAway: string[] = [];
  const turnAway = (id: string, text: string): void => void turnedAway.push(`${id} ${text}`);
  const runs: { stop: () => void; ended: Promise<Ended> }[] = [];
  onTestFinished(async () => {
    for (const { stop } of runs) stop();
    await telegram.close();
    await Promise.all(runs.map(({ ended }) => ended));
  });

  return {
    clock,
    telegram,
    store,
    log,
    api,
    made,
    notified: () => notified,
    /** The times that Telegram reported. */
    serverTimes,
    turnedAway,
    /** Starts to receive, as a new process does. */
    receive(inbox: Inbox = store.inbox, onReceived: () => void = () => undefined) {
      const ending = new AbortController();
      const received = (): void => {
        notified += 1;
        onReceived();
      };
      const hear = (telegramAt: number): void => void serverTimes.push(telegramAt);
      const ended = longPolling({
        api,
        inbox,
        clock,
        log,
        onReceived: received,
        hear,
        turnAway,
        ending: ending.signal,
      });
      const run = { ended, stop: () => ending.abort() };
      runs.push(run);
      return run;
    },
    /** Starts to receive as a process that will crash: nobody waits for its end. */
    receiveUntilCrash(inbox: Inbox): () => void {
      const ending = new AbortController();
      void longPolling({
        api,
        inbox,
        clock,
        log,
        onReceived: () => undefined,
        hear: () => undefined,
        turnAway,
        ending: ending.signal,
      });
      return () => ending.abort();
    },
    who(ending = new AbortController().signal) {
      return whoAmI({ api, clock, log, ending });
    },
    say: (text = 'hello') => telegram.sendText(asha, asha.id, text),
    stored: (count: number) =>
      until(`${count} updates stored and confirmed`, async () => {
        return (await store.inbox.waiting()) >= count && telegram.unconfirmed() === 0;
      }),
    logged: (pattern: RegExp) => until(`logged ${String(pattern)}`, () => pattern.test(log.text())),
  };
}

/** Lets all work run that is ready. */
async function runWhatIsReady(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Counts how many of the planned faults are left. */
function countdown(left: number) {
  const plan = {
    left,
    fits: (): boolean => {
      plan.left -= 1;
      return true;
    },
  };
  return plan;
}

const json = (status: number, description: string): Fault => ({
  kind: 'answer',
  status,
  body: JSON.stringify({ ok: false, error_code: status, description }),
});
const ok = (result: unknown): Fault => ({
  kind: 'answer',
  status: 200,
  body: JSON.stringify({ ok: true, result }),
});
const CONFLICT = json(409, 'Conflict: terminated by other getUpdates request');

describe('an update', () => {
  test('is stored, and only then confirmed', async () => {
    const { telegram, store, made, receive, say, stored } = await rig();
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    say();
    receive({
      ...store.inbox,
      async receive(...args) {
        reached.resolve();
        await gate.promise;
        return await store.inbox.receive(...args);
      },
    });
    await reached.promise;
    await runWhatIsReady();
    expect(made).toHaveLength(1);
    expect(telegram.unconfirmed()).toBe(1);
    gate.resolve();
    await stored(1);
    expect(made[1]?.offset).toBe((telegram.delivered[0]?.update_id ?? NaN) + 1);
    expect(made[1]?.stored).toBe(1);
  });

  test('that was not stored when the program crashed is delivered again to the next one', async () => {
    const { telegram, store, made, receive, receiveUntilCrash, say, stored } = await rig();
    const reached = Promise.withResolvers<void>();
    say();
    const die = receiveUntilCrash({
      ...store.inbox,
      receive() {
        reached.resolve();
        return new Promise(() => undefined);
      },
    });
    await reached.promise;
    die();
    expect([await store.inbox.waiting(), telegram.unconfirmed()]).toEqual([0, 1]);
    const before = made.length;
    receive();
    await stored(1);
    expect(made[before]?.offset).toBeUndefined();
  });

  test('that was stored but not confirmed when the program ended is stored once', async () => {
    const { telegram, store, receive, say, stored } = await rig();
    say();
    const first = receive(store.inbox, () => first.stop());
    expect(await first.ended).toBe('stopped');
    expect([await store.inbox.waiting(), telegram.unconfirmed()]).toEqual([1, 1]);
    receive();
    await stored(1);
    expect(await store.inbox.waiting()).toBe(1);
  });

  test('that the store fails to take is tried again, and confirmed once it is stored', async () => {
    const { store, log, made, receive, say, stored } = await rig();
    let left = 3;
    say();
    receive({
      ...store.inbox,
      async receive(...args) {
        if (left-- > 0) throw new Error('database or disk is full');
        return await store.inbox.receive(...args);
      },
    });
    await stored(1);
    expect(log.lines.filter(({ message }) => message === 'updates could not be stored')).toHaveLength(3);
    expect(made.filter(({ offset, stored }) => offset !== undefined && stored === 0)).toEqual([]);
  });

  test('is announced to the dispatcher as soon as it is stored', async () => {
    const { store, notified, receive, say, stored } = await rig();
    const counts: number[] = [];
    say();
    receive(store.inbox, () => void store.inbox.waiting().then((count) => counts.push(count)));
    await stored(1);
    await runWhatIsReady();
    expect(counts).toEqual([1]);
    expect(notified()).toBe(1);
  });

  test('with an id below the last one is stored too, once the last one is confirmed', async () => {
    const { telegram, made, receive, say, stored } = await rig();
    say();
    receive();
    await stored(1);
    await until('an empty answer', () => made.length >= 3);
    expect(made[2]?.offset).toBeUndefined();
    telegram.redeliver({
      update_id: 5,
      message: { message_id: 9, date: 1, chat: { id: 501, type: 'private' } },
    });
    await stored(2);
    expect(made.at(-1)?.stored).toBe(2);
  });

  test('of an unknown form does not stop the others', async () => {
    const { telegram, store, clock, log, receive } = await rig();
    const message = { message_id: 1, date: 1, chat: { id: 501, type: 'private' }, text: 'hello' };
    telegram.faults.add(
      ok([{ message }, null, 'x', { update_id: 'y' }, { update_id: 7, poll: {} }, { update_id: 8, message }]),
    );
    receive();
    await until('two stored', async () => (await store.inbox.waiting()) === 2);
    const rows = await store.inbox.due(clock.now(), 10, []);
    expect(rows.map(({ updateId, chatId }) => [updateId, chatId])).toEqual([
      [7, 0],
      [8, 501],
    ]);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(4);
  });

  test('that is dated ahead of the machine’s clock tells the time, and an older one does not', async () => {
    const { telegram, clock, serverTimes, receive, stored } = await rig();
    const ahead = Math.ceil(clock.now() / 1_000) + 86_400;
    const chat = { id: 501, type: 'private' };
    telegram.redeliver({ update_id: 5, message: { message_id: 9, date: 1, chat } });
    receive();
    await stored(1);
    expect(serverTimes).toEqual([]);
    telegram.redeliver({ update_id: 6, edited_message: { message_id: 9, date: 1, edit_date: ahead, chat } });
    await stored(2);
    expect(serverTimes).toEqual([ahead * 1_000]);
  });

  test('that the store turns away is answered if it is a press, in the person’s language', async () => {
    const { telegram, store, turnedAway, receive } = await rig();
    const inbox: Inbox = {
      ...store.inbox,
      async receive(updates, ...rest) {
        await store.inbox.receive(updates, ...rest);
        return updates;
      },
    };
    const chat = { id: 501, type: 'private' };
    const from = { ...asha, language_code: 'sw' };
    telegram.redeliver({ update_id: 5, message: { message_id: 9, date: 1, chat, from, text: 'hello' } });
    telegram.redeliver({ update_id: 6, callback_query: { id: '77', from, chat_instance: '1', data: 'x' } });
    receive(inbox);
    await until('the press is answered', () => turnedAway.length > 0);
    expect(turnedAway).toEqual([`77 ${localeOf('sw').notYours}`]);
  });

  test('is not requested while very many updates wait in the inbox', async () => {
    const { store, made, receive, say, stored } = await rig();
    let asked = 0;
    let isFull = true;
    say();
    receive({
      ...store.inbox,
      async waiting() {
        asked += 1;
        return isFull ? 5_000 : await store.inbox.waiting();
      },
    });
    await until('the inbox is counted several times', () => asked > 3);
    expect(made).toEqual([]);
    isFull = false;
    await stored(1);
    expect(made.length).toBeGreaterThan(0);
  });
});

describe('receiving goes on', () => {
  test.each<[what: string, Fault]>([
    ['a 502 page', badGateway],
    ['a 500', json(500, 'Internal Server Error')],
    ['a connection reset', { kind: 'reset-before' }],
    ['a connection reset in place of the answer', { kind: 'reset-after' }],
    ['an answer cut in the middle', { kind: 'garbage' }],
    ['an answer that is not a list', ok({ update_id: 1 })],
    ['a page that is not Telegram’s', { kind: 'answer', status: 200, body: '<html>Log in</html>' }],
    ['a refusal', json(400, 'Bad Request')],
    ['too many requests', tooManyRequests(2)],
    ['another program’s reading', CONFLICT],
    ['a call that hangs', { kind: 'hang' }],
    ['a call that hangs after it took effect', { kind: 'hang-after' }],
  ])('after %s, no update is lost, and the log has no token', async (_, fault) => {
    const plan = countdown(3);
    const { telegram, store, log, made, receive, say, stored } = await rig({
      isImpatient: () => plan.left > 0,
    });
    telegram.faults.add(fault, plan.fits, 3);
    say('one');
    say('two');
    receive();
    await stored(2);
    expect(await store.inbox.waiting()).toBe(2);
    expect(made.slice(0, 3).map(({ kind }) => kind)).not.toContain('ok');
    expect(made.slice(0, 4).map(({ offset }) => offset)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(log.lines.length).toBeGreaterThanOrEqual(3);
    expect(log.text()).not.toContain(SECRET);
  });

  test('after Telegram was down', async () => {
    const { telegram, log, receive, say, stored, logged } = await rig();
    receive();
    await telegram.down();
    await logged(/ECONNREFUSED/);
    await telegram.up();
    say();
    await stored(1);
    expect(log.text()).not.toContain(SECRET);
  });

  test('through faults of every kind, and only stored updates are confirmed', async () => {
    const { telegram, store, log, made, receive, say, stored } = await rig();
    const faults: Fault[] = [
      { kind: 'reset-before' },
      { kind: 'reset-after' },
      { kind: 'garbage' },
      badGateway,
      CONFLICT,
    ];
    receive();
    for (let i = 0; i < 20; i += 1) {
      // About every third call fails. Some of those calls confirm updates.
      const fault = faults[i % faults.length]!;
      telegram.faults.add(fault, ({ payload }) => (i % 2 === 0) === 'offset' in payload);
      say(`${i}`);
      await until('it is stored', async () => (await store.inbox.waiting()) === i + 1);
    }
    await stored(20);
    const early = made.filter(
      ({ offset, stored }) =>
        offset !== undefined &&
        telegram.delivered.filter(({ update_id }) => update_id < offset).length > stored,
    );
    expect(early).toEqual([]);
    expect(await store.inbox.waiting()).toBe(20);
    expect(log.text()).not.toContain(SECRET);
  });

  test('after too many requests, but not before the time that Telegram asks for', async () => {
    const { telegram, made, receive, say, stored } = await rig();
    telegram.faults.add(tooManyRequests(20));
    say();
    receive();
    await stored(1);
    expect(made[0]?.kind).toBe('limited');
    expect((made[1]?.at ?? NaN) - (made[0]?.endedAt ?? NaN)).toBeGreaterThanOrEqual(20_000);
  });

  test('with longer and longer pauses while every call fails', async () => {
    const { telegram, made, receive, say, stored } = await rig();
    telegram.faults.add(badGateway, () => true, 7);
    say();
    receive();
    await stored(1);
    const pauses = made.slice(1, 8).map(({ at }, i) => at - (made[i]?.endedAt ?? NaN));
    const least = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
    expect(pauses).toHaveLength(7);
    expect(pauses.filter((pause, i) => !(pause >= least[i]!))).toEqual([]);
  });

  test('while another program reads the same bot’s updates, and the log says so', async () => {
    const { telegram, log, receive, made, say, stored, logged } = await rig();
    receive();
    await until('it polls', () => telegram.calls.some(({ method }) => method === 'getUpdates'));
    const rival = fetch(`${telegram.url}/bot${TOKEN}/getUpdates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ timeout: 50 }),
    });
    await logged(/another program is reading this bot’s updates/);
    say();
    await stored(1);
    const told = log.lines.filter(({ message }) => message.includes('another program'));
    expect(told.map(({ level }) => level)).toContain('error');
    expect(made.some(({ kind }) => kind === 'refused')).toBe(true);
    await (await rival).text();
  });
});

describe('receiving ends', () => {
  test('as unauthorized when Telegram does not know the token, and the log has neither token', async () => {
    const { log, receive } = await rig({ token: OTHER_TOKEN });
    expect(await receive().ended).toBe('unauthorized');
    expect(log.text()).not.toMatch(/AAE2E/);
  });

  test('as unauthorized when the token is revoked while it runs', async () => {
    const { telegram, receive, say, stored } = await rig();
    const { ended } = receive();
    say();
    await stored(1);
    telegram.faults.add(json(401, 'Unauthorized'));
    say();
    expect(await ended).toBe('unauthorized');
  });

  test('as stopped in the middle of a long poll, without a log line', async () => {
    const { telegram, log, receive } = await rig();
    const { ended, stop } = receive();
    await until('it polls', () => telegram.calls.some(({ method }) => method === 'getUpdates'));
    stop();
    expect(await ended).toBe('stopped');
    expect(log.lines).toEqual([]);
  });

  test('as stopped in the middle of a pause', async () => {
    const { telegram, receive, logged } = await rig();
    telegram.faults.add(tooManyRequests(1_000_000));
    const { ended, stop } = receive();
    await logged(/limited/);
    stop();
    expect(await ended).toBe('stopped');
  });

  test('as stopped also while the store fails', async () => {
    const { store, clock, receive, say, logged } = await rig();
    let isFull = true;
    say();
    const { ended, stop } = receive({
      ...store.inbox,
      async receive(...args) {
        if (isFull) throw new Error('database or disk is full');
        return await store.inbox.receive(...args);
      },
    });
    onTestFinished(() => {
      isFull = false;
    });
    await logged(/updates could not be stored/);
    stop();
    // Two minutes are longer than any pause between two attempts.
    expect(await Promise.race([ended, clock.sleep(120_000).then(() => 'not stopped')])).toBe('stopped');
  });
});

describe('who the bot is', () => {
  test('is asked of Telegram, and the webhook is deleted, but not its waiting updates', async () => {
    const { telegram, who, made } = await rig();
    expect(await who()).toMatchObject({ id: 700_000_004, is_bot: true, username: 'SandboxTillBot' });
    expect(made.map(({ method }) => method)).toEqual(['getMe', 'deleteWebhook']);
    expect(telegram.calls[1]?.payload).toEqual({ drop_pending_updates: false });
  });

  test.each<[what: string, Fault]>([
    ['a 502 page', badGateway],
    ['a connection reset', { kind: 'reset-before' }],
    ['an answer cut in the middle', { kind: 'garbage' }],
    ['too many requests', tooManyRequests(2)],
    ['an answer without a name', ok({ id: 1 })],
    ['a call that hangs', { kind: 'hang' }],
  ])('is asked again after %s, and the log has no token', async (_, fault) => {
    const plan = countdown(2);
    const { telegram, who, log } = await rig({ isImpatient: () => plan.left > 0 });
    telegram.faults.add(fault, plan.fits, 2);
    telegram.faults.add(
      fault.kind === 'hang' ? badGateway : fault,
      ({ method }) => method === 'deleteWebhook',
    );
    expect(await who()).toMatchObject({ username: 'SandboxTillBot' });
    expect(log.lines.length).toBeGreaterThanOrEqual(2);
    expect(log.text()).not.toContain(SECRET);
  });

  test('is not asked again before the time that Telegram asks for', async () => {
    const { telegram, who, made } = await rig();
    telegram.faults.add(tooManyRequests(20), ({ method }) => method === 'getMe');
    await who();
    expect(made.map(({ method }) => method)).toEqual(['getMe', 'getMe', 'deleteWebhook']);
    expect((made[1]?.at ?? NaN) - (made[0]?.endedAt ?? NaN)).toBeGreaterThanOrEqual(20_000);
  });

  test('waits for as long as Telegram asks for, also when the webhook is to be deleted', async () => {
    const { telegram, who, made } = await rig();
    telegram.faults.add(tooManyRequests(20), ({ method }) => method === 'deleteWebhook');
    await who();
    const limited = made.findIndex(({ kind }) => kind === 'limited');
    expect(made[limited]?.method).toBe('deleteWebhook');
    expect((made[limited + 1]?.at ?? NaN) - (made[limited]?.endedAt ?? NaN)).toBeGreaterThanOrEqual(20_000);
  });

  test.each<[what: string, RigOptions & { fault?: Fault }]>([
    ['another token', { token: OTHER_TOKEN }],
    ['a malformed token', { fault: json(404, 'Not Found') }],
  ])('stays unknown with %s', async (_, { fault, ...options }) => {
    const { telegram, who, log } = await rig(options);
    if (fault !== undefined) telegram.faults.add(fault);
    expect(await who()).toBeUndefined();
    expect(log.text()).not.toMatch(/AAE2E/);
  });

  test('stays unknown when the program ends while Telegram is down', async () => {
    const { telegram, who, logged, log } = await rig();
    const ending = new AbortController();
    await telegram.down();
    const answer = who(ending.signal);
    await logged(/ECONNREFUSED/);
    ending.abort();
    expect(await answer).toBeUndefined();
    expect(log.text()).not.toContain(SECRET);
  });
});
