import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import type { PromptView, SandboxState } from '../../src/sandbox/state.ts';
import { startProgram, type Program } from './program.ts';
import { tempFolder, type WhenFinished } from './store.ts';
import { until } from './until.ts';

export const ASHA = 4545;
export const JUMA = 4546;
export const NEEMA = 4547;
export const MALLORY = 6666;
export const GROUP = -4545;

/** The sandbox as a newcomer starts it, driven over its HTTP API. */
export interface Sandbox {
  readonly url: string;
  readonly folder: string;
  readonly program: Program;
  state(): Promise<SandboxState>;
  post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  say(chat: number, text: string, from?: number): Promise<void>;
  /** Waits for a message of the bot in a chat. */
  hears(chat: number, pattern: RegExp): Promise<SimMessage>;
  /** Waits for a prompt that is open on a phone. */
  rings(phone: string): Promise<PromptView>;
}

export async function startSandbox(whenFinished: WhenFinished): Promise<Sandbox> {
  const folder = tempFolder(whenFinished);
  return await drivenSandbox(
    folder,
    startProgram(folder, { SANDBOX_PORT: '0', TMPDIR: folder }, whenFinished),
  );
}

/** Returns a sandbox that was started somehow, when its bot is up. */
export async function drivenSandbox(folder: string, program: Program): Promise<Sandbox> {
  await program.prints(/Open {5}http:\S+/);
  const [, url = ''] = /Open {5}(http:\S+)/.exec(program.output()) ?? [];

  const state = async (): Promise<SandboxState> =>
    (await (await fetch(`${url}/api/state`)).json()) as SandboxState;
  const post: Sandbox['post'] = async (path, body) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  /** Waits until `look` finds something in the state. */
  const find = async <T>(what: string, look: (state: SandboxState) => T | undefined): Promise<T> => {
    let found: T | undefined;
    await until(what, async () => {
      found = look(await state());
      return found !== undefined;
    });
    return found as T;
  };
  await find('the bot is up', ({ bot }) => (bot.status === 'up' ? true : undefined));

  return {
    url,
    folder,
    program,
    state,
    post,
    async say(chat, text, from = chat) {
      const { status, body } = await post('/api/send', { chat, from, text });
      if (status !== 200) throw new Error(`could not say it: ${JSON.stringify(body)}`);
    },
    hears: (chat, pattern) =>
      find(`a message like ${String(pattern)}`, ({ bot, messages }) =>
        messages.findLast(
          (message) =>
            message.chat.id === chat && message.from.id === bot.id && pattern.test(message.text ?? ''),
        ),
      ),
    rings: (phone) =>
      find(`a prompt on ${phone}`, ({ prompts }) =>
        prompts.findLast((prompt) => prompt.phone === phone && prompt.prompt === 'open'),
      ),
  };
}
