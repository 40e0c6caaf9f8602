/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/features/reminders-digest.test.ts > TAP > a coordinator who has nothing due reads of the addresses alone > must match snapshot 1`] = `
Messages to colleagues come back.

MESSAGES COME BACK FROM
gone@housing.example
Nothing more is sent there until the address is saved again, corrected or as it is.

--
Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most.
It names no review and no child. Sign in to see what it is about:
https://follow-through.example

`

exports[`test/features/reminders-digest.test.ts > TAP > a lead reads what is overdue first, then what is due soon > as a page 1`] = `
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>3 actions need your update: 1 overdue, 2 due soon</title></head>
<body style="margin:0;padding:24px;max-width:640px;font-family:Arial,Helvetica,sans-serif;font-size:19px;line-height:1.4;color:#0b0c0c;background:#ffffff">
<h1 style="margin:0 0 24px;font-size:27px;line-height:1.2">3 actions need your update: 1 overdue, 2 due soon</h1>
<h2 style="margin:32px 0 12px;font-size:21px">Overdue</h2>
<p style="margin:0 0 20px"><strong>Action R2/A2 (Housing)</strong><br>10 days overdue: it was due on 20 February 2026.<br><a style="color:#1d70b8" href="https://follow-through.example/reminder-links/reminder-1">Answer without signing in</a></p>
<h2 style="margin:32px 0 12px;font-size:21px">Due soon</h2>
<p style="margin:0 0 20px"><strong>Action R1/A1 (Housing)</strong><br>Due today, 2 March 2026.<br><a style="color:#1d70b8" href="https://follow-through.example/reminder-links/reminder-2">Answer without signing in</a></p>
<p style="margin:0 0 20px"><strong>Action R3/A7 (Housing)</strong><br>Due on 9 March 2026, in 7 days.<br><a style="color:#1d70b8" href="https://follow-through.example/reminder-links/reminder-0">Answer without signing in</a></p>
<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #b1b4b6;font-size:16px;color:#505a5f">Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most. It names no review and no child.
<a style="color:#1d70b8" href="https://follow-through.example">Sign in</a> to see what it is about.</p>
</body>
</html>

`

exports[`test/features/reminders-digest.test.ts > TAP > a lead reads what is overdue first, then what is due soon > as text 1`] = `
3 actions need your update: 1 overdue, 2 due soon.

OVERDUE

Action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-1

DUE SOON

Action R1/A1 (Housing)
Due today, 2 March 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-2

Action R3/A7 (Housing)
Due on 9 March 2026, in 7 days.
Answer without signing in: https://follow-through.example/reminder-links/reminder-0

--
Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most.
It names no review and no child. Sign in to see what it is about:
https://follow-through.example

`

exports[`test/features/reminders-digest.test.ts > TAP > a senior leader and a coordinator read why it has come to them > a coordinator, who can mend an address 1`] = `
1 action needs your attention: 1 overdue.

OVERDUE

Action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
It has been escalated to you as a coordinator of the partnership.
Answer without signing in: https://follow-through.example/reminder-links/reminder-0

MESSAGES COME BACK FROM
gone@housing.example
Nothing more is sent there until the address is saved again, corrected or as it is.

--
Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most.
It names no review and no child. Sign in to see what it is about:
https://follow-through.example

`

exports[`test/features/reminders-digest.test.ts > TAP > a senior leader and a coordinator read why it has come to them > a senior leader 1`] = `
1 action needs your attention: 1 overdue.

OVERDUE

Action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
It has been escalated to you as the senior leader of the agency that owns it.
Answer without signing in: https://follow-through.example/reminder-links/reminder-0

--
Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most.
It names no review and no child. Sign in to see what it is about:
https://follow-through.example

`

exports[`test/features/reminders-digest.test.ts > TAP > a senior leader and a coordinator read why it has come to them > the same as a page 1`] = `
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>1 action needs your attention: 1 overdue</title></head>
<body style="margin:0;padding:24px;max-width:640px;font-family:Arial,Helvetica,sans-serif;font-size:19px;line-height:1.4;color:#0b0c0c;background:#ffffff">
<h1 style="margin:0 0 24px;font-size:27px;line-height:1.2">1 action needs your attention: 1 overdue</h1>
<h2 style="margin:32px 0 12px;font-size:21px">Overdue</h2>
<p style="margin:0 0 20px"><strong>Action R2/A2 (Housing)</strong><br>10 days overdue: it was due on 20 February 2026.<br>It has been escalated to you as a coordinator of the partnership.<br><a style="color:#1d70b8" href="https://follow-through.example/reminder-links/reminder-0">Answer without signing in</a></p>
<h2 style="margin:32px 0 12px;font-size:21px">Messages come back from</h2>
<p style="margin:0 0 20px">gone@housing.example<br>Nothing more is sent there until the address is saved again, corrected or as it is.</p>
<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #b1b4b6;font-size:16px;color:#505a5f">Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most. It names no review and no child.
<a style="color:#1d70b8" href="https://follow-through.example">Sign in</a> to see what it is about.</p>
</body>
</html>

`

exports[`test/features/reminders-digest.test.ts > TAP > every kind of thing that is chased has words of its own > must match snapshot 1`] = `
8 matters need your attention: 8 overdue.

OVERDUE

Action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-0

The resumption of action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-1

A milestone of action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-2

The decision on more time for action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-3

The assessment of evidence for action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-4

The sign-off of action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-5

The impact review of action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-6

The figures of a measure of R2 for 2026-02 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-7

--
Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most.
It names no review and no child. Sign in to see what it is about:
https://follow-through.example

`

exports[`test/features/reminders-digest.test.ts > TAP > every rung has words of its own > must match snapshot 1`] = `
5 actions need your attention: 5 overdue.

OVERDUE

Action R2/A1 (Housing)
10 days overdue: it was due on 20 February 2026.
Answer without signing in: https://follow-through.example/reminder-links/reminder-0

Action R2/A2 (Housing)
10 days overdue: it was due on 20 February 2026.
You are told as the deputy of the person who leads it.
Answer without signing in: https://follow-through.example/reminder-links/reminder-1

Action R2/A3 (Housing)
10 days overdue: it was due on 20 February 2026.
You are told as the agency that owns it.
Answer without signing in: https://follow-through.example/reminder-links/reminder-2

Action R2/A4 (Housing)
10 days overdue: it was due on 20 February 2026.
It has been escalated to you as the senior leader of the agency that owns it.
Answer without signing in: https://follow-through.example/reminder-links/reminder-3

Action R2/A5 (Housing)
10 days overdue: it was due on 20 February 2026.
It has been escalated to you as a coordinator of the partnership.
Answer without signing in: https://follow-through.example/reminder-links/reminder-4

--
Sent by Follow-through for Northshire Safeguarding Partnership, once a day at most.
It names no review and no child. Sign in to see what it is about:
https://follow-through.example

`
