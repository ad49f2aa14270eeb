namespace CometGateway.Core.Deltas;

/// <summary>The entries of an RSS, RDF or Atom feed; the value of each is its XML as one JSON string, which can be read without the rest of the feed.</summary>
internal static class FeedItems
{
    /// <summary>Null when the text is no well-formed feed.</summary>
    // Almost all feeds are plain. Of what is not, or not well-formed, the platform's reader has the last word.
    public static ItemList? Of(ReadOnlySpan<byte> text) => PlainFeed.TryRead(text, out var list) ? list : XmlFeed.Of(text);
}
