import { cleanName } from '../core/hostile-text.ts'
import { type Html, html, trusted } from './html.ts'

/** The page with the one question: readable without sign-in, script or anything from elsewhere. */
export function answerPage(view: {
  brandName: string
  /** Where the form goes: the link itself. */
  action: string
  fault: string | null
  words: string
  maxWords: number
}): Html {
  const brand = cleanName(view.brandName, 80)
  const choices = Array.from({ length: 11 }, (_, i) => i)
  return document(
    `One question from ${brand}`,
    html`<form class="form" method="post" action="${view.action}">
      <h1>How likely are you to recommend ${brand} to a friend?</h1>
      ${view.fault === null ? null : html`<p class="badge due" role="alert">${view.fault}</p>`}
      <fieldset><legend>0 is not at all, 10 is very likely</legend><div class="zero-ten">${choices.map((n) => html`<label><input type="radio" name="score" value="${n}" required> ${n}</label> `)}</div></fieldset>
      <div><label for="words">In your own words, if you like</label><textarea id="words" name="words" maxlength="${view.maxWords}" rows="4">${view.words}</textarea></div>
      <p class="small quiet">Only ${brand} reads this. It is not published, and nobody gets anything for a good answer.</p>
      <div class="btns"><button class="btn first" type="submit">Send</button></div></form>`,
  )
}

/** What is said instead of the question. */
export function answerNotice(title: string, text: string): Html {
  return document(
    title,
    html`<section class="section"><h1>${title}</h1><p class="mt2">${text}</p></section>`,
  )
}

/** Its style comes from below /f/ too, so that a proxy needs to pass on nothing else of the desk. */
function document(title: string, body: Html): Html {
  return html`${trusted('<!doctype html>')}
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex, nofollow">
  <title>${title}</title>
  <link rel="stylesheet" href="/f/look.css">
</head>
<body>
  <main class="page" id="main">${body}</main>
</body>
</html>
`
}
