import type { Hono } from 'hono'
import { clip } from '../../core/hostile-text.ts'
import { networkName } from '../../core/network.ts'
import { html } from '../../views/html.ts'
import { barePage } from '../../views/layout.ts'
import type { WebEnv } from '../../web/deps.ts'
import type { DemoReply } from './demo-connector.ts'

/** A page with everything that "left" the demo, as the make-believe networks got it. */
export function mountDemoNetworks(app: Hono<WebEnv>, replies: readonly DemoReply[]): void {
  app.get('/demo/networks', (c) =>
    c.html(
      barePage(
        'Make-believe networks',
        html`<section class="section"><h1>What left the demo</h1><p class="mt2">In a live desk these answers would now stand on the networks. <a href="/">Back to the desk</a></p></section>
        <section class="section">${
          replies.length === 0
            ? html`<div class="empty"><h3>Nothing has left yet</h3><p>Answer or thank somebody on the Cases page, and it appears here.</p></div>`
            : html`<ul class="rows">${replies.toReversed().map((r) => html`<li class="mention"><span>${networkName(r.network)}</span><div><p class="said">${r.text}</p><p class="who">in answer to “${clip(r.said, 120)}”</p></div><span class="state"></span></li>`)}</ul>`
        }</section>`,
      ).toString(),
    ),
  )
}
