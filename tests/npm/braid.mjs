// Follows a page by Braid-HTTP and prints, for each update, its whole text and how many patches made it.
import { fetch } from 'braid-http';

let text = '';
const answer = await fetch(process.argv[2], { subscribe: true });
answer.subscribe(({ version, parents, patches, body_text: body }) => {
  if (patches) for (const { range, content_text: content } of patches) {
    const [start, end] = range.match(/\d+/g).map(Number);
    // In their order: they come from the last to the first, so that none moves the places of the next.
    text = text.slice(0, start) + content + text.slice(end);
  } else text = body;
  console.log(JSON.stringify({ version, parents, patches: patches?.length ?? 0, text }));
});
