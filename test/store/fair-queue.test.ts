import { describe, expect, test } from 'vitest';
import { fairQueue, MAX_LOOKS, waitingRows, type WaitingWork } from '../../src/store/fair-queue.ts';

interface Row {
  readonly tenant: number;
  readonly chatId: number;
}
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const always = (): boolean => true;

/** Returns waiting work, with a count of the rows that were looked at. */
function work(rows: readonly Row[]) {
  let looks = 0;
  const all = waitingRows(rows);
  const waiting: WaitingWork<Row> = {
    ...all,
    first(...args) {
      looks += 1;
      return all.first(...args);
    },
  };
  return { waiting, looks: () => looks };
}
const rowsOf = (tenant: number, chats: readonly number[]): readonly Row[] =>
  chats.map((chatId) => ({ tenant, chatId }));

describe('waiting rows are taken in turns', () => {
  test('one of each tenant, then a second of each, so that a tenant with many rows delays only itself', async () => {
    const { waiting } = work([...rowsOf(1, up(100)), ...rowsOf(2, [201, 202]), ...rowsOf(3, [301])]);
    const taken = await fairQueue<Row>().take(waiting, 6, always);
    expect(taken.map(({ tenant }) => tenant)).toEqual([1, 2, 3, 1, 2, 1]);
  });

  test('and the next call goes on after the last tenant and chat', async () => {
    const { waiting } = work([1, 2, 3].flatMap((tenant) => rowsOf(tenant, [tenant * 10, tenant * 10 + 1])));
    const { take } = fairQueue<Row>();
    const taken: Row[] = [];
    for (const _ of up(6)) taken.push(...(await take(waiting, 1, always)));
    expect(taken.map(({ chatId }) => chatId)).toEqual([10, 20, 30, 11, 21, 31]);
  });

  test('with groups, whose ids are negative, and private chats alike', async () => {
    const { waiting } = work(rowsOf(0, [-1_002_003_004_005, -7, 7]));
    expect(await fairQueue<Row>().take(waiting, 9, always)).toHaveLength(3);
  });

  test('and a chat that is not ready is skipped', async () => {
    const { waiting } = work([...rowsOf(1, up(30)), ...rowsOf(2, [201])]);
    const isReady = ({ chatId }: Row): boolean => chatId === 30 || chatId === 201;
    const taken = await fairQueue<Row>().take(waiting, 9, isReady);
    expect(taken.map(({ chatId }) => chatId)).toEqual([201, 30]);
  });

  test('and none is taken if none waits', async () => {
    const { take, sawAll } = fairQueue<Row>();
    expect(await take(waitingRows<Row>([]), 9, always)).toEqual([]);
    expect(sawAll()).toBe(true);
  });
});

describe('the cost of a call is bounded', () => {
  test('to a number of looks, no tenant uses all of them, and the next call goes on', async () => {
    const { waiting, looks } = work([...rowsOf(1, up(1_000)), ...rowsOf(2, [2_001])]);
    const { take, sawAll } = fairQueue<Row>();
    const isReady = ({ chatId }: Row): boolean => chatId > 900;
    expect((await take(waiting, 9, isReady)).map(({ chatId }) => chatId)).toEqual([2_001]);
    expect(looks()).toBe(MAX_LOOKS);
    expect(sawAll()).toBe(false);
    const later: Row[] = [];
    for (const _ of up(4)) later.push(...(await take(waiting, 9, isReady)));
    expect(later.map(({ tenant }) => tenant)).toContain(1);
  });

  test('and the queue knows when it has seen every chat', async () => {
    const { waiting } = work(rowsOf(1, up(20)));
    const { take, sawAll } = fairQueue<Row>();
    await take(waiting, 9, () => false);
    expect(sawAll()).toBe(true);
  });
});
