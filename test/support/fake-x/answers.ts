export interface Reply {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** X cannot make sense of a question. */
export function invalid(detail: string): Reply {
  return {
    status: 400,
    body: {
      title: 'Invalid Request',
      detail,
      type: 'https://api.twitter.com/2/problems/invalid-request',
      errors: [{ message: detail }],
    },
  }
}

export function forbidden(detail: string, type = 'about:blank'): Reply {
  return { status: 403, body: { title: 'Forbidden', detail, type, status: 403 } }
}

export function unauthorized(): Reply {
  return {
    status: 401,
    body: { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
  }
}

export function notFound(): Reply {
  return { status: 404, body: { title: 'Not Found Error', detail: 'Not found', status: 404 } }
}

/** The endpoint wants keys of another kind (source: X authentication mapping). */
export function wrongAuth(found: string, wanted: string): Reply {
  return {
    status: 403,
    body: {
      title: 'Unsupported Authentication',
      detail: `Authenticating with ${found} is forbidden for this endpoint. Supported authentication types are [${wanted}].`,
      type: 'https://api.twitter.com/2/problems/unsupported-authentication',
      status: 403,
    },
  }
}

export function tooManyRequests(headers: Record<string, string>): Reply {
  return {
    status: 429,
    headers,
    body: {
      title: 'Too Many Requests',
      detail: 'Too Many Requests',
      type: 'about:blank',
      status: 429,
    },
  }
}

export function creditsDepleted(): Reply {
  return {
    status: 402,
    body: {
      title: 'CreditsDepleted',
      detail: 'Your enrolled account does not have any credits to fulfill this request.',
      type: 'https://api.twitter.com/2/problems/credits',
    },
  }
}
