/**
 * What a refusal is about. The gateway's document has one kind of error for everything, and names no refusal of an account:
 * these are the words that such refusals have in common.
 */

/** The account's own things. They come with nothing else. */
const CREDENTIALS = /\bapi[ _-]?key\b|\bcredentials?\b|\bwhite-?list/i;
/** The account's name or address, with a fault beside it: alone it may be where to ask for help. */
const WRONG_NAME =
  /\b(?:invalid|wrong|incorrect|unknown|unregistered|missing)\b(?:[^.]|\.(?=\S)){0,30}\b(?:user ?name|e-?mail|log-?in|ip)\b|\b(?:user ?name|e-?mail|log-?in|ip)\b(?:[^.]|\.(?=\S)){0,30}\b(?:invalid|wrong|incorrect|unknown|missing|required|failed|blocked|not (?:found|registered|allowed|valid))\b/i;
/** Said of an account, and of a payment that its customer did not allow. */
const NOT_ALLOWED =
  /unauthori[sz]ed|not authori[sz]ed|authenticat|\baccess denied\b|\bforbidden\b|\baccount\b(?:[^.]|\.(?=\S)){0,30}\b(?:suspended|disabled|deactivated|inactive|not active)\b/i;
const OF_THE_PAYMENT =
  /\b(?:customer|subscriber|payer|pin)\b|\bby (?:the )?(?:user|client)\b|\b(?:transaction|payment)\b(?: \w+){0,3} (?:un|not )authori|unauthori[sz]ed (?:transaction|payment)/i;

/**
 * Whether a readable refusal, of a push or a query, is one of the account.
 *
 * @param gatewayMessage the gateway's own, as they came
 */
export function isAboutAccount(httpStatus: number, gatewayMessage: string | undefined): boolean {
  if (httpStatus === 401 || httpStatus === 403) return true;
  const text = gatewayMessage ?? '';
  return (
    CREDENTIALS.test(text) || WRONG_NAME.test(text) || (NOT_ALLOWED.test(text) && !OF_THE_PAYMENT.test(text))
  );
}
