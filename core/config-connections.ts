import { z } from 'zod'
import { slackCommunityFields } from './config-slack-community.ts'
import { NETWORKS } from './network.ts'
import { JSON_PATH, WEBHOOK_FIELDS } from './webhook-fields.ts'

/** A name that settings refer to each other by. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'use small letters, digits, - and _, for example "juniper"')
/** What people call a thing; it stands on cards, pages and buttons. */
export const name = z.string().regex(/\S/, 'write something there').max(200)
/** A list of words, none unless told. */
export const words = z.array(z.string().min(1)).default([])
/** https, or http on this machine only: anything else would send tokens in the clear. */
export const baseUrl = z
  .string()
  .refine(isSafeBase, 'use an https:// address (http:// only for this machine, 127.0.0.1)')
const wsUrl = z
  .string()
  .refine(isSafeBase, 'use a wss:// address (ws:// only for this machine, 127.0.0.1)')

const jsonPath = z.string().regex(JSON_PATH, 'write a path such as review.text or items[0].name')

const connectionBase = { id, enabled: z.boolean().default(true) }
/** One network that is listened to. */
export const connection = z.discriminatedUnion('network', [
  z.strictObject({
    ...connectionBase,
    network: z.literal('x'),
    userId: z.string().min(1),
    handle: z.string().min(1),
    monthlyCapUsd: z.number().nonnegative().default(20),
    pollSeconds: z.number().int().min(15).max(86_400).default(60),
    /** Also hears posts that only hold the words of the queries; each costs. */
    words: z.boolean().default(false),
    /** False leaves out names and quoted posts, which may cost more than the post itself. */
    withAuthors: z.boolean().default(true),
    /** People may be answered by direct message, where they agreed to one. */
    directMessages: z.boolean().default(false),
    /** The app's client id, for a login through the browser. */
    clientId: z.string().min(1).optional(),
    /** Where X can reach us from outside, without a port: then it tells of mentions at once. */
    webhookUrl: baseUrl.optional(),
    baseUrl: baseUrl.optional(),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('discord'),
    guilds: words,
    /** Accounts of yours there, by number: their words are not taken in. */
    ours: words,
    baseUrl: baseUrl.optional(),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('bluesky'),
    /** Handle of the account that answers; its app password comes from EARSHOT_BLUESKY_PASSWORD. */
    account: z.string().min(1).optional(),
    hosts: z.array(wsUrl).min(1).optional(),
    baseUrl: baseUrl.optional(),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('feed'),
    urls: z
      .array(
        z
          .string()
          .refine(
            isFeedAddress,
            'use the whole address of a feed, such as "https://www.example.com/news.xml"',
          ),
      )
      .min(1),
    pollMinutes: z.number().min(1).max(1440).default(15),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('mastodon'),
    /** Name of the server, as after the second @ of an account. */
    server: z
      .string()
      .regex(
        /^[a-z0-9.-]+(:\d+)?$/,
        'use the name of the server alone, for example "mastodon.example"',
      ),
    /** The account that hears and answers; without one only hashtags are heard. */
    account: z.string().min(1).optional(),
    hashtags: z
      .array(
        z.string().regex(/^[\p{L}\p{N}_]+$/u, 'write the word without #, for example "coffee"'),
      )
      .max(20, 'name at most 20 hashtags')
      .default([]),
    /** Name of the environment variable with the token, where several servers are heard. */
    tokenName: z
      .string()
      .regex(/^EARSHOT_[A-Z0-9_]+$/, 'use a name such as "EARSHOT_MASTODON_TOKEN"')
      .optional(),
    baseUrl: baseUrl.optional(),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('hackernews'),
    query: z.string().min(1),
    baseUrl: baseUrl.optional(),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('github'),
    /** Repositories that are read whole. */
    repositories: z
      .array(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'write owner/name, such as acme/app'))
      .default([]),
    /** Words to look for everywhere, as in GitHub's own search. */
    search: z.string().min(1).max(200).optional(),
    /** The account that answers; its token comes from EARSHOT_GITHUB_TOKEN. */
    account: z.string().min(1).optional(),
    pollSeconds: z.number().int().min(30).max(86_400).optional(),
    baseUrl: baseUrl.optional(),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('webhook'),
    /** The site that the posts are from. */
    source: z.enum(NETWORKS).optional(),
    fields: z.partialRecord(z.enum(WEBHOOK_FIELDS), jsonPath).optional(),
    list: jsonPath.optional(),
    /** Every post is addressed to the brand with this handle. */
    handle: z.string().min(1).optional(),
    perMinute: z.number().int().min(1).max(10_000).default(120),
  }),
  z.strictObject({
    ...connectionBase,
    network: z.literal('slack'),
    ...slackCommunityFields,
    baseUrl: baseUrl.optional(),
  }),
])

function isFeedAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

/** https and wss anywhere; http and ws only on loopback. */
export function isSafeBase(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:' || url.protocol === 'wss:') return true
  if (url.protocol !== 'http:' && url.protocol !== 'ws:') return false
  return /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(url.hostname)
}
