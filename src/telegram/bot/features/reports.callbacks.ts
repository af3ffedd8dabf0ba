import { page, personOrAll, ref, reportSpan, type CallbackKinds } from '../callback-fields.ts';

export const reportCallbacks = {
  /** Shows a report in place of the one with the button. `whose`: whose charges it counts, 0 for all. `page` is that of the latest payments. */
  report: { merchant: ref, span: reportSpan, whose: personOrAll, page },
  chart: { merchant: ref, span: reportSpan, whose: personOrAll },
} as const satisfies CallbackKinds;
