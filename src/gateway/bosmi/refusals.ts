/**
 * Decides whether the gateway refuses the account. Its document has one kind of error for everything and does not say how a
 * refusal of an account looks, so this goes by the words that such refusals have in common.
 */

/** Words that only a refusal of the account uses. */
const CREDENTIALS = /\bapi[ _-]?key\b|\bcredentials?\b|\bwhite-?list/i;
/** The account's name or address with a fault next to it. Alone it may be the address of the support. */
const WRONG_NAME =
  /\b(?:invalid|wrong|incorrect|unknown|unregistered|missing)\b(?:[^.]|\.(?=\S)){0,30}\b(?:user ?name|e-?mail|log-?in|ip)\b|\b(?:user ?name|e-?mail|log-?in|ip)\b(?:[^.]|\.(?=\S)){0,30}\b(?:invalid|wrong|incorrect|unknown|missing|required|failed|blocked|not (?:found|registered|allowed|valid))\b/i;
/** Words for an account that is refused, and also for a payment that the customer did not allow. */
const NOT_ALLOWED =
  /unauthori[sz]ed|not authori[sz]ed|authenticat|\baccess denied\b|\bforbidden\b|\baccount\b(?:[^.]|\.(?=\S)){0,30}\b(?:suspended|disabled|deactivated|inactive|not active)\b/i;
const OF_THE_PAYMENT =
  /\b(?:customer|subscriber|payer|pin)\b|\bby (?:the )?(?:user|client)\b|\b(?:transaction|payment)\b(?: \w+){0,3} (?:un|not )authori|unauthori[sz]ed (?:transaction|payment)/i;

/**
 * Returns whether a readable refusal, of a push or a query, refuses the account.
 *
 * @param gatewayMessage as it was received
 */
export function isAboutAccount(httpStatus: number, gatewayMessage: string | undefined): boolean {
  if (httpStatus === 401 || httpStatus === 403) return true;
  const text = gatewayMessage ?? '';
  return (
    CREDENTIALS.test(text) || WRONG_NAME.test(text) || (NOT_ALLOWED.test(text) && !OF_THE_PAYMENT.test(text))
  );
}
