/** What a simulated customer does with a prompt, and what the simulated gateway does about it. */
export type Behaviour =
  /** Enters the PIN after a time between these. */
  | { readonly kind: 'pays'; readonly afterMs: readonly [least: number, most: number] }
  /** Cancels the prompt. The gateway's answers do not show it. */
  | { readonly kind: 'cancels' }
  /** Lets the prompt expire. */
  | { readonly kind: 'never' }
  /** The gateway refuses the push, and no prompt is shown. */
  | { readonly kind: 'refused' }
  /** The customer pays, but the push is not answered. */
  | { readonly kind: 'hangs' }
  /** The customer pays, but the push is answered with garbage. */
  | { readonly kind: 'garbage' }
  /** Pays. The gateway's first answers to queries are garbage. */
  | { readonly kind: 'garbled-queries' }
  /** The gateway reports another amount than was asked for. */
  | { readonly kind: 'other-amount' }
  /** Does nothing by itself. A test or the page acts for the customer. */
  | { readonly kind: 'by-hand' };

/** Customers who act by themselves, by their number. A test or the page acts for every other number. */
export const MAGIC_CUSTOMERS: readonly {
  readonly phone: string;
  readonly does: string;
  readonly behaviour: Behaviour;
}[] = [
  {
    phone: '0700000001',
    does: 'pays after a few seconds',
    behaviour: { kind: 'pays', afterMs: [3_000, 5_000] },
  },
  {
    phone: '0700000002',
    does: 'pays very late, after a minute and a half',
    behaviour: { kind: 'pays', afterMs: [90_000, 90_000] },
  },
  { phone: '0700000003', does: 'cancels the prompt', behaviour: { kind: 'cancels' } },
  { phone: '0700000004', does: 'never answers', behaviour: { kind: 'never' } },
  { phone: '0700000005', does: 'makes the gateway hang (and pays)', behaviour: { kind: 'hangs' } },
  {
    phone: '0700000006',
    does: 'makes the gateway answer garbage (and pays)',
    behaviour: { kind: 'garbage' },
  },
  { phone: '0700000007', does: 'pays another amount', behaviour: { kind: 'other-amount' } },
  { phone: '0700000008', does: 'is refused by the gateway', behaviour: { kind: 'refused' } },
  {
    phone: '0700000009',
    does: 'pays, while the gateway’s first answers are garbage',
    behaviour: { kind: 'garbled-queries' },
  },
];

/** What a customer does, by the number. */
export const magicBehaviourOf = (phone: string): Behaviour =>
  MAGIC_CUSTOMERS.find((customer) => customer.phone === phone)?.behaviour ?? { kind: 'by-hand' };
