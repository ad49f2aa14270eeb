// Follows a page by Braid-HTTP, over as many connections as it takes, and prints, for each update, its whole text and how many patches made it.
import { fetch } from 'braid-http';

let text = '';
let has;
const answer = await fetch(process.argv[2], { subscribe: true, retry: true, parents: () => has });
answer.subscribe(({ version, parents, patches, body_text: body }) => {
  has = version;
  if (patches) for (const { range, content_text: content } of patches) {
    const [start, end] = range.match(/\d+/g).map(Number);
    // In their order: they come from the last to the first, so that none moves the places of the next.
    text = text.slice(0, start) + content + text.slice(end);
  } else text = body;
  console.log(JSON.stringify({ version, parents, patches: patches?.length ?? 0, text }));
});
