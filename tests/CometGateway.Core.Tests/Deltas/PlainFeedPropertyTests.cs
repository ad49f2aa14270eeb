using System.Text;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Our own reader of plain feeds and the platform's reader, on the same random feeds: what ours reads, it reads as the other.</summary>
public sealed class PlainFeedPropertyTests
{
    private const int Feeds = 20_000;
    private static readonly int _seed = Environment.ProcessId;

    [Fact]
    public void TryRead_OfRandomFeeds_GivesWhatXmlReaderGives()
    {
        var plain = ForAll(random => RandomFeed.Of(random));

        // The others have two attributes that might be one, or long keys.
        Assert.True(plain > Feeds * 0.9, $"only {plain} of {Feeds} are plain");
    }

    [Fact]
    public void TryRead_OfFeedsBrokenAnywhere_GivesWhatXmlReaderGives()
    {
        var plain = ForAll(random => RandomFeed.Broken(RandomFeed.Of(random), random));

        Assert.InRange(plain, Feeds / 20, Feeds / 2);
    }

    // Whatever can stand in these places, in three letters.
    [Theory]
    [InlineData("<rss>", "</rss>", "<>/!-[]?&;a: ='x")]
    [InlineData("<rss ", "/>", "a:=\"' \n<>/&;x")]
    [InlineData("<rss xmlns:a='u'><item>", "</item></rss>", "<>/-!a: =']\r")]
    [InlineData("<rss><item><guid>", "</guid></item></rss>", " \r\n<>!-/ab&;")]
    [InlineData("<rss><item><![CDATA[", "]]></item></rss>", "[]>a<!-\r")]
    [InlineData("<rss><item>&", ";</item></rss>", "#x01;aFglt&")]
    [InlineData("", "<rss/>", "<>?!-xml a\r")]
    [InlineData("<?xml version='1.0'", "?><rss/>", "encodig='8 ?")]
    [InlineData("<rss/>", "", "<>!-a? \n/")]
    public void TryRead_OfAllShortTexts_GivesWhatXmlReaderGives(string before, string after, string letters)
    {
        var plain = 0;
        IEnumerable<string> texts = [""];
        for (var length = 0; length <= 3; length++)
        {
            foreach (var text in texts) Assert.Null(Wrong(Encoding.UTF8.GetBytes(before + text + after), ref plain));
            texts = texts.SelectMany(text => letters.Select(letter => text + letter));
        }

        Assert.True(plain > 0, "none is plain");
    }

    private static int ForAll(Func<Random, byte[]> feed)
    {
        var plain = 0;
        string? failure = null;
        Parallel.For(0, Feeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (index, state) =>
        {
            var text = feed(new Random(unchecked((_seed * 1_000_003) + index)));
            if (Wrong(text, ref plain) is not { } wrong) return;
            Interlocked.CompareExchange(ref failure, $"seed {_seed}, feed {index}: {wrong}\n{Encoding.UTF8.GetString(text)}", null);
            state.Stop();
        });
        Assert.True(failure is null, failure);
        return plain;
    }

    private static string? Wrong(byte[] text, ref int plain)
    {
        try
        {
            if (!PlainFeed.TryRead(text, out var list)) return null;
            Interlocked.Increment(ref plain);
            using (list)
            using (var expected = XmlFeed.Of(text))
            {
                return FeedLists.Difference(expected, list);
            }
        }
        catch (Exception reason)
        {
            // Whatever it is, the feed that brings it about must be in the message.
            return reason.ToString();
        }
    }
}
