import type { Desk, MethodTable } from './desk.ts'
import { type JsonObject, textOf } from './json.ts'
import { SlackRefusal } from './refusal.ts'

/** The app's own name and secret, built at run time, so that no scanner takes them for real. */
export const APP_SECRETS = {
  clientId: ['111', '222'].join('.'),
  clientSecret: ['fake', 'client', 'secret'].join('-'),
}

/** The oauth.* methods: the exchange of a refresh token, and of a token that never ended. */
export const OAUTH_METHODS: MethodTable = {
  'oauth.v2.access': { token: 'none', scopes: [], perMinute: 50, run: access },
  'oauth.v2.exchange': { token: 'none', scopes: [], perMinute: 50, run: exchange },
}

function access(desk: Desk, args: JsonObject): JsonObject {
  admitApp(args)
  if (textOf(args['grant_type']) !== 'refresh_token') throw new SlackRefusal('invalid_grant_type')
  return answer(desk, desk.tokens.refresh(textOf(args['refresh_token'])))
}

function exchange(desk: Desk, args: JsonObject, token: string): JsonObject {
  admitApp(args)
  return answer(desk, desk.tokens.exchange(token))
}

function admitApp(args: JsonObject): void {
  if (textOf(args['client_id']) !== APP_SECRETS.clientId)
    throw new SlackRefusal('invalid_client_id')
  if (textOf(args['client_secret']) !== APP_SECRETS.clientSecret)
    throw new SlackRefusal('bad_client_secret')
}

function answer(desk: Desk, next: ReturnType<Desk['tokens']['refresh']>): JsonObject {
  const { appId, botUser, team, settings } = desk.workspace
  return {
    access_token: next.access,
    refresh_token: next.refresh,
    expires_in: next.seconds,
    token_type: 'bot',
    app_id: appId,
    bot_user_id: botUser,
    scope: settings.scopes.join(','),
    team: { id: team.id, name: team.name },
    enterprise: null,
    is_enterprise_install: false,
  }
}
