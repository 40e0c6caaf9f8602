/** The longest that one message may take on any channel, in milliseconds; shorter than its sender's lease. */
export const longestSendMs = 30_000

/** Waits for an answer until the time is up. What was begun may still come to its end, unheard. */
export async function withinDeadline<Answer> (asked: Promise<Answer>, late: Answer, deadlineMs = longestSendMs): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const timeIsUp = new Promise<Answer>((resolve) => { timer = setTimeout(resolve, deadlineMs, late) })
  return await Promise.race([asked, timeIsUp]).finally(() => { clearTimeout(timer) })
}
