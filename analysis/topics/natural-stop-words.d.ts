/** The package natural ships types for whole folders only, and its folder of stopwords opens databases. */
declare module 'natural/lib/natural/util/stopwords*.js' {
  const list: { words: readonly string[] }
  export default list
}
