/** Who may import whom (docs/architecture.md). Every rule is a line of the table; test/layers.test.ts plants a breach. */
const rooms = [
  'core',
  'analysis',
  'connectors',
  'db',
  'pipeline',
  'actions',
  'jobs',
  'views',
  'bot',
  'web',
  'cli',
]

/** A room and the rooms it may use besides itself. `types` may be imported as types only. */
const allowed = {
  core: [],
  analysis: ['core'],
  connectors: ['core'],
  db: ['core'],
  pipeline: ['core', 'analysis', 'db'],
  actions: ['core', 'db', 'analysis'],
  jobs: ['core', 'db', 'pipeline', 'actions', 'analysis', 'views'],
  views: ['core'],
  bot: ['core', 'actions', 'db', 'analysis', 'views'],
  web: ['core', 'actions', 'db', 'analysis', 'views'],
}
const typesOnly = { pipeline: ['connectors'], actions: ['connectors'], jobs: ['connectors'] }

const roomRules = Object.entries(allowed).flatMap(([room, others]) => {
  const may = [room, ...others]
  const byType = typesOnly[room] ?? []
  const forbidden = rooms.filter((other) => !may.includes(other) && !byType.includes(other))
  return [
    {
      name: `${room}-stays-in-its-lane`,
      severity: 'error',
      from: { path: `^${room}/` },
      to: { path: `^(${forbidden.join('|')})/` },
    },
    ...byType.map((other) => ({
      name: `${room}-knows-only-types-of-${other}`,
      severity: 'error',
      from: { path: `^${room}/` },
      to: { path: `^${other}/`, dependencyTypesNot: ['type-only'] },
    })),
  ]
})

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: `^(${rooms.join('|')})/` },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'networks-do-not-know-each-other',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/' },
      to: { path: '^connectors/([^/]+)/', pathNot: '^connectors/$1/' },
    },
    {
      name: 'analysis-has-no-io',
      severity: 'error',
      from: { path: '^analysis/', pathNot: '^analysis/(training/|.*-thread\\.ts$)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'product-does-not-know-tests',
      severity: 'error',
      from: { path: `^(${rooms.join('|')})/` },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|web/public)/' },
    tsPreCompilationDeps: 'specify',
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js'] },
  },
}
