/** The zone of this machine's clock: a deadline told in another zone than the shop's clock is read wrong. */
export function hostZone(): string | undefined {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
