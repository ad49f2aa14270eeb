// Asks for a page again and again by fetch, as page code does: names what it has and prefers to wait. Prints each answer.
let tag;
for (;;) {
  const headers = { Prefer: 'wait=30', 'A-IM': 'text-delta', ...(tag && { 'If-None-Match': tag }) };
  const answer = await fetch(process.argv[2], { headers });
  tag = answer.headers.get('ETag');
  const names = ['IM', 'Delta-Base', 'Preference-Applied'];
  console.log(JSON.stringify({ status: answer.status, tag, headers: names.map(name => answer.headers.get(name)), body: await answer.text() }));
}
