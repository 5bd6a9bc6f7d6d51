const MAX = 3000

/** True for an address that a page or a card may link to: http or https, whole, not too long for Slack. */
export function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^\s<>|]+$/.test(url) && url.length <= MAX
}
