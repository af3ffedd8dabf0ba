import type { Board } from '../../src/domain/collection.ts';
import type { Delivery } from '../../src/payments/messenger.ts';
import type { DueMessage } from '../../src/store/port/outbox.ts';
import type { Api, ApiResult } from '../../src/telegram/api/bounded-api.ts';
import { telegramMessenger } from '../../src/telegram/outbound/messenger.ts';
import { merchantTime } from '../../src/telegram/outbound/times.ts';
import type { World } from './world.ts';

/** What a chat saw of a collection: its board, or a message of one of its charges. */
export interface SeenOfCollection {
  /** Which database it came from. */
  readonly database: number;
  readonly chatId: number;
  readonly collectionId: number;
  readonly merchantId: number;
  /** When it arrived, in elapsed time. */
  readonly at: number;
  /** The row of the outbox. */
  readonly row: number;
  readonly text: string;
  readonly isBoard: boolean;
  /** Receipts of the payments that the board counts. They may stand on another page. */
  readonly counts: ReadonlySet<string>;
}

/** Where boards and the messages of collected charges go: Telegram's side of the program's own messenger. */
export interface Boards {
  /** Everything that the chats saw, in order. */
  readonly seen: readonly SeenOfCollection[];
  /** What each board showed last, by `placeOfBoard`. One that a person deleted is still here. */
  readonly last: ReadonlyMap<string, SeenOfCollection>;
  /** A person deletes the latest board. */
  loseOne(): void;
  /** Whether a person deleted it. */
  isLost(place: string): boolean;
  send(message: DueMessage, board: Board): Promise<Delivery>;
}

export interface BoardParts {
  readonly world: World;
  /** Why a message does not reach its chat; undefined if it does. */
  readonly obstacle: (chatId: number) => Promise<Delivery | undefined>;
  /** Returns the id of a message that arrived, and records a notice. */
  readonly arrived: (message: DueMessage, isBoard: boolean) => number;
  readonly database: () => number;
}

export const placeOfBoard = (chatId: number, messageId: number): string => `${chatId}:${messageId}`;

const TIME = merchantTime('Africa/Nairobi');
/** Shorter than the limit of a call. */
const SLOW_MS = 12_000;
const LOST = { kind: 'fault', why: 'cut off' } as const;
const refused = (code: number, description: string, migratedTo?: number): ApiResult<never> => ({
  kind: 'refused',
  code,
  description,
  migratedTo,
});

/** The program's messenger finds the words and decides between an edit and a new message. Only the calls are simulated. */
export function boards({ world, obstacle, arrived, database }: BoardParts): Boards {
  const seen: SeenOfCollection[] = [];
  const last = new Map<string, SeenOfCollection>();
  const lost = new Set<string>();

  const show = (message: DueMessage, board: Board, text: string, isBoard: boolean): SeenOfCollection => {
    const { id: collectionId, merchantId } = board.collection;
    const paid = board.payers.flatMap((payer) => payer.charges.filter(({ state }) => state === 'paid'));
    const { chatId, id: row } = message.row;
    const counts = new Set(isBoard ? paid.map(({ receipt }) => receipt ?? '') : []);
    const at = world.clock.elapsed();
    const what = { database: database(), at, chatId, collectionId, merchantId, row, text, isBoard, counts };
    seen.push(what);
    world.note(`chat ${chatId}: ${isBoard ? 'board' : 'message'} of ${collectionId}: ${text.slice(0, 70)}`);
    return what;
  };

  /** Telegram's answer to a call for this message. */
  const apiFor = (message: DueMessage, board: Board, isBoard: boolean): Api => ({
    async call(method, payload, shape) {
      const { chat_id: chatId, message_id: edited, text = '' } = payload as CallPayload;
      const hindrance = await obstacle(chatId);
      if (hindrance !== undefined) return answerOf(hindrance);
      let messageId = edited ?? 0;
      if (method === 'editMessageText') {
        const place = placeOfBoard(chatId, messageId);
        const before = last.get(place);
        if (before === undefined || lost.has(place))
          return refused(400, 'Bad Request: message to edit not found');
        if (before.text === text) return refused(400, 'Bad Request: message is not modified');
        last.set(place, show(message, board, text, isBoard));
      } else {
        messageId = arrived(message, isBoard);
        const what = show(message, board, text, isBoard);
        if (isBoard) last.set(placeOfBoard(chatId, messageId), what);
      }
      // Meanwhile the board changes again.
      if (world.fault('the answer to a board is slow', 0.15)) await world.clock.sleep(SLOW_MS);
      if (world.fault('the answer to a message is lost', 0.05)) return LOST;
      return { kind: 'ok', result: shape.parse({ message_id: messageId }) };
    },
  });

  return {
    seen,
    last,
    isLost: (place) => lost.has(place),
    loseOne() {
      const place = [...last.keys()].at(-1);
      if (place !== undefined) lost.add(place);
    },
    async send(message, board) {
      const isBoard = message.row.collectionId !== null && board.collection.chatId === message.row.chatId;
      const messenger = telegramMessenger({
        api: apiFor(message, board, isBoard),
        limits: { begin: () => undefined },
        clock: world.clock,
        time: TIME,
        confirmMs: 180_000,
        hear: () => undefined,
        codeOf: () => '',
        makeFile: () => Promise.reject(new Error('there are no files here')),
      });
      return await messenger.send(message);
    },
  };
}

interface CallPayload {
  readonly chat_id: number;
  readonly message_id?: number;
  readonly text?: string;
}

function answerOf(hindrance: Delivery): ApiResult<never> {
  switch (hindrance.kind) {
    case 'later':
      return hindrance.afterMs === undefined ? LOST : { kind: 'limited', retryAfterMs: hindrance.afterMs };
    case 'moved':
      return refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', hindrance.toChatId);
    case 'delivered':
    case 'impossible':
      return refused(403, 'Forbidden: bot was blocked by the user');
  }
}
