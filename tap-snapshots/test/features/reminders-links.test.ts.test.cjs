/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/features/reminders-links.test.ts > TAP > the page says what it is about without naming it, runs nothing and fetches nothing > must match snapshot 1`] = `
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>A reminder - Follow-through</title><style>body{margin:0;font:19px/1.4 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}
main{max-width:640px;margin:0 auto;padding:32px 16px}
h1{font-size:32px;line-height:1.2;margin:0 0 24px}
p{margin:0 0 20px}
button{display:block;width:100%;margin:0 0 16px;padding:10px 16px;font:inherit;text-align:left;color:#fff;background:#0f7a52;border:2px solid transparent;border-radius:0;cursor:pointer}
button:focus,a:focus{outline:3px solid #fd0;outline-offset:0;background:#fd0;color:#0b0c0c}
a{color:#1d70b8}
.small{color:#505a5f;font-size:16px}</style></head>
<body><main>
<h1>A reminder</h1>
<p><strong>Action R2/A2 (The csc agency)</strong><br>Due on 9 March 2026, in 7 days.</p>
<p>Nothing has been recorded yet. Choose what to say; it can be said once.</p>
<form method="post">
<button name="choice" value="seen">I have seen this reminder</button>
<button name="choice" value="evidence_follows">It is done; the evidence follows</button>
</form>
<p class="small">It is recorded under the address that the reminder was sent to. It changes neither the status nor the date, and the next reminder comes when it is due.</p>
<p><a href="http://127.0.0.1:3000" rel="noreferrer">Sign in to Follow-through</a></p>
</main></body>
</html>

`
