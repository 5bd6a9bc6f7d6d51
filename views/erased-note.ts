import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { count } from './words.ts'

/** Said in the thread of somebody who was erased, where colleagues wrote, too: that is theirs to delete. */
export function erasedNote(theirs: number, id: number): SlackMessage {
  const text = `This person asked to be erased, and what Earshot said here is deleted. ${count(theirs, 'message')} of yours ${theirs === 1 ? 'is' : 'are'} left in this thread. Please delete what names or quotes them; Slack lets only you or an admin do that.`
  return { text: escapeSlack(text), blocks: [slackLine(`erased:${id}`, [{ text }])] }
}
