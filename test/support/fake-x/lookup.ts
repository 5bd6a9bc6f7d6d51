import { invalid, type Reply } from './answers.ts'
import { type Asked, faultOfFields, includesOf, shapePost } from './shapes.ts'
import type { FakePost, World } from './world.ts'

/** `GET /2/tweets?ids=`: what is there, and for each id that is not, why. */
export function lookUp(world: World, query: Asked): Reply {
  const ids = (query.get('ids') ?? '').split(',')
  if (ids.length > 100 || ids.some((id) => !/^\d{1,19}$/.test(id)))
    return invalid('The `ids` query parameter value is not valid')
  const fault = faultOfFields(query)
  if (fault !== null) return invalid(fault)
  const found: FakePost[] = []
  const errors: object[] = []
  for (const id of ids) {
    const post = world.posts.get(id)
    const hidden = post === undefined ? null : world.hiddenBecause(post)
    if (post !== undefined && hidden === null) found.push(post)
    else errors.push(hidden === null ? notThere(id) : notAllowed(id, hidden))
  }
  const data = found.map((post) => shapePost(world, post, query))
  return {
    status: 200,
    body: {
      ...(data.length > 0 ? { data, ...includesOf(world, found, query) } : {}),
      ...(errors.length > 0 ? { errors } : {}),
    },
  }
}

function notThere(id: string) {
  return {
    value: id,
    detail: `Could not find tweet with ids: [${id}].`,
    title: 'Not Found Error',
    resource_type: 'tweet',
    parameter: 'ids',
    resource_id: id,
    type: 'https://api.twitter.com/2/problems/resource-not-found',
  }
}

function notAllowed(id: string, why: 'suspended' | 'protected') {
  const detail =
    why === 'suspended'
      ? `User has been suspended: [${id}].`
      : `Sorry, you are not authorized to see the Tweet with ids: [${id}].`
  const kind = why === 'suspended' ? 'resource-not-found' : 'not-authorized-for-resource'
  return {
    value: id,
    detail,
    title: why === 'suspended' ? 'Forbidden' : 'Authorization Error',
    resource_type: 'tweet',
    parameter: 'ids',
    resource_id: id,
    type: `https://api.twitter.com/2/problems/${kind}`,
  }
}
