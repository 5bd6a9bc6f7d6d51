import { z } from 'zod'

/** What `earshot.yaml` may say of a community in Slack, beside its id. */
export const slackCommunityFields = {
  /** Ids of the channels to hear; every one that the community's app was invited to unless told. */
  channels: z
    .array(z.string().regex(/^[CG][A-Z0-9]+$/, 'use the id of the channel, such as "C0123ABCD"'))
    .default([]),
  /** Users and bots of ours there: their words are not taken in. */
  ours: z
    .array(z.string().regex(/^[UWB][A-Z0-9]+$/, 'use the id of the member, such as "U0123ABCD"'))
    .default([]),
  /** The tokens are in this name with _BOT_TOKEN and _APP_TOKEN behind it, where there are several communities. */
  tokenName: z
    .string()
    .regex(/^EARSHOT_[A-Z0-9_]+$/, 'use a name such as "EARSHOT_SLACK_COMMUNITY"')
    .optional(),
}
