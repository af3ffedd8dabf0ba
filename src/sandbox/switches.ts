import { tooManyRequests, type TelegramServer } from './bot-api/server.ts';
import type { Call } from './bot-api/types.ts';
import type { BosmiServer } from './bosmi/server.ts';
import type { Switches } from './state.ts';
import type { Timeline } from './timeline.ts';

/** Makes the gateway and Telegram fail on purpose, and work again. */
export interface FaultSwitches {
  current(): Switches;
  /** Resolves when the servers behave as wanted. Calls take effect one after another: each may stop or start a server. */
  set(wanted: Partial<Switches>): Promise<void>;
}

export interface FaultSwitchesParts {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly timeline: Timeline;
  readonly onChange: (switches: Switches) => void;
}

const SLOW_MS = 8_000;
const RETRY_AFTER_S = 5;
const ALWAYS = Number.POSITIVE_INFINITY;

export function faultSwitches({ telegram, bosmi, timeline, onChange }: FaultSwitchesParts): FaultSwitches {
  let switches: Switches = { gateway: 'well', telegram: 'well' };
  let setting = Promise.resolve();

  const apply = async (wanted: Partial<Switches>): Promise<void> => {
    const next = { ...switches, ...wanted };
    if (next.gateway !== switches.gateway) {
      if (switches.gateway === 'down') await bosmi.up();
      await setGateway(bosmi, next.gateway);
      timeline.add('gateway', changeStory('The gateway', next.gateway));
    }
    if (next.telegram !== switches.telegram) {
      if (switches.telegram === 'down') await telegram.up();
      await setTelegram(telegram, next.telegram);
      timeline.add('telegram', changeStory('Telegram', next.telegram));
    }
    switches = next;
    onChange(switches);
  };

  return {
    current: () => switches,
    set(wanted) {
      setting = setting.then(() => apply(wanted));
      return setting;
    },
  };
}

async function setGateway(bosmi: BosmiServer, mode: Switches['gateway']): Promise<void> {
  bosmi.faults.clear();
  if (mode === 'slow') bosmi.faults.add({ kind: 'slow', ms: SLOW_MS }, () => true, ALWAYS);
  if (mode === 'garbage') bosmi.faults.add({ kind: 'garbage' }, () => true, ALWAYS);
  bosmi.report(mode === 'another-amount' || mode === 'late' ? mode : 'exactly');
  bosmi.refuse(mode === 'account-refused' ? ['push', 'query'] : []);
  if (mode === 'down') await bosmi.down();
}

async function setTelegram(telegram: TelegramServer, mode: Switches['telegram']): Promise<void> {
  telegram.faults.clear();
  if (mode === 'limited') telegram.faults.add(tooManyRequests(RETRY_AFTER_S), isMessage, ALWAYS);
  if (mode === 'down') await telegram.down();
}

const isMessage = ({ method }: Call): boolean => /^(send|edit)/.test(method);

const changeStory = (server: string, mode: string): string =>
  mode === 'well' ? `${server} works again.` : `${server} from now on: ${mode}.`;
